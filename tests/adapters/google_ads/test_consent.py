"""What the contract suite does not ask of every platform: Google's own consent page and its scope."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters.google_ads.access import google_ads_access
from adapters.google_ads.config import GoogleAdsConfig
from adapters.google_ads.consent import SCOPE, refusal_of, scoped_credential
from application.platforms.errors import (
    NeedsConsentError,
    PermissionMissingError,
    PlatformBugError,
    PlatformError,
    RateLimitedError,
    TransientPlatformError,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CONFIG = GoogleAdsConfig(client_id="us.apps.example", client_secret="hush")


def test_the_consent_page_is_asked_for_a_lasting_token() -> None:
    with ThreadPoolExecutor() as threads, google_ads_access(CONFIG, threads) as access:
        url = access.consent.consent_url(state="s&t", redirect_uri="https://us.example/back", challenge="c")

    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert (asked["code_challenge"], asked["code_challenge_method"]) == ("c", "S256")
    assert (asked["scope"], asked["state"]) == (SCOPE, "s&t")
    assert "hush" not in url


def test_a_consent_without_our_scope_is_told_as_such() -> None:
    with pytest.raises(PermissionMissingError, match="does not cover Google Ads"):
        scoped_credential({"access_token": "a", "expires_in": 3599, "scope": "openid"}, "r", NOW)


def test_a_credential_lives_as_long_as_google_says() -> None:
    answer = {"access_token": "a", "expires_in": 3599, "scope": f"openid {SCOPE}"}

    credential = scoped_credential(answer, "r", NOW)

    assert credential.expires_at == NOW + timedelta(seconds=3599)
    assert (credential.access_token, credential.refresh_token) == ("a", "r")


def test_a_token_answer_without_a_token_is_a_bug() -> None:
    with pytest.raises(PlatformBugError, match="access_token"):
        scoped_credential({"expires_in": 3599, "scope": SCOPE}, "r", NOW)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "invalid_grant", NeedsConsentError),
        (400, "redirect_uri_mismatch", PlatformBugError),
        (401, "invalid_client", PlatformBugError),
        (429, "rate_limit_exceeded", RateLimitedError),
        (503, "backend_error", TransientPlatformError),
    ],
)
def test_a_refusal_of_the_token_service_becomes_one_of_our_errors(
    status: int, code: str, error: type[PlatformError]
) -> None:
    problem = refusal_of(httpx.Response(status, json={"error": code}, headers={"retry-after": "7"}))

    assert type(problem) is error
    assert problem.code == code


def test_a_page_in_place_of_json_is_tried_again() -> None:
    assert type(refusal_of(httpx.Response(502, html="<h1>Bad gateway</h1>"))) is TransientPlatformError


def test_tokens_are_given_back_next_to_where_they_are_had() -> None:
    assert CONFIG.revoke_uri == "https://oauth2.googleapis.com/revoke"
