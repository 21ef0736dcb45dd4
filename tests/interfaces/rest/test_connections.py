from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
from fastapi import FastAPI

from application.platforms.errors import RateLimitedError, TransientPlatformError
from domain.shared.platform import Platform
from tests.interfaces.rest.bench import Office, an_account_on


async def _state(office: Office, platform: Platform = Platform.GOOGLE_ADS) -> str:
    started = await office.client.post(f"/v1/connections/{platform}/consent")
    assert started.status_code == 201, started.text
    return parse_qs(urlsplit(str(started.json()["consent_url"])).query)["state"][0]


async def test_a_consent_leads_to_the_platform_for_ten_minutes(office: Office) -> None:
    started = await office.client.post("/v1/connections/meta-ads/consent")

    left = datetime.fromisoformat(started.json()["expires_at"]) - datetime.now(UTC)
    assert started.status_code == 201
    assert started.json()["consent_url"].startswith("https://consent.meta-ads.example/")
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)


async def test_whoever_comes_back_with_a_code_has_connected_the_accounts(
    office: Office, anonymous: httpx.AsyncClient
) -> None:
    back = {"state": await _state(office), "code": office.consents[Platform.GOOGLE_ADS].approve(), "scope": "adwords"}

    answer = await anonymous.get("/v1/connections/callback", params=back)
    (account,) = answer.json()["accounts"]
    shown = await office.client.get(f"/v1/accounts/{account['account_id']}", params={"after": account["position"]})

    assert account["connected"] is True
    assert shown.json()["status"] == "connected"
    assert shown.json()["name"] == "Shoes on google-ads"
    assert "credential_id" not in shown.json()


async def test_tiktok_calls_its_code_an_auth_code(office: Office, anonymous: httpx.AsyncClient) -> None:
    code = office.consents[Platform.TIKTOK_ADS].approve()
    back = {"state": await _state(office, Platform.TIKTOK_ADS), "auth_code": code}

    answer = await anonymous.get("/v1/connections/callback", params=back)

    assert answer.status_code == 200


async def test_a_browser_sees_a_page_with_names_that_cannot_break_out_of_it(
    office: Office, anonymous: httpx.AsyncClient
) -> None:
    consent = office.consents[Platform.META_ADS]
    account = an_account_on(Platform.META_ADS)
    consent.reaches[:] = [replace(account, profile=replace(account.profile, name="<script>alert(1)</script>"))]
    back = {"state": await _state(office, Platform.META_ADS), "code": consent.approve()}

    page = await anonymous.get("/v1/connections/callback", params=back, headers={"Accept": "text/html,*/*;q=0.8"})
    consent.reaches[:] = [account]

    assert page.headers["Content-Type"].startswith("text/html")
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text


async def test_whoever_refuses_the_consent_is_told_to_start_again(office: Office, anonymous: httpx.AsyncClient) -> None:
    back = {"state": await _state(office), "error": "access_denied"}

    refused = await anonymous.get("/v1/connections/callback", params=back)
    page = await anonymous.get("/v1/connections/callback", params=back, headers={"Accept": "text/html"})

    assert refused.status_code == 400
    assert refused.json()["type"] == "/problems/consent-failed"
    assert page.status_code == 400
    assert "access_denied" in page.text


async def test_a_state_that_is_not_ours_connects_nothing(anonymous: httpx.AsyncClient) -> None:
    refused = await anonymous.get("/v1/connections/callback", params={"state": "forged.state", "code": "x"})

    assert refused.status_code == 400


async def test_a_platform_that_fails_is_named(office: Office, anonymous: httpx.AsyncClient) -> None:
    consent = office.consents[Platform.GOOGLE_ADS]
    broken = TransientPlatformError("It is on fire.", platform=Platform.GOOGLE_ADS, code="503", request_id="r-1")
    consent.fail_next_exchange(broken)

    failed = await anonymous.get("/v1/connections/callback", params={"state": await _state(office), "code": "x"})

    assert failed.status_code == 502
    assert (failed.json()["platform"], failed.json()["code"], failed.json()["request_id"]) == (
        "google-ads",
        "503",
        "r-1",
    )


async def test_a_platform_that_wants_fewer_calls_says_when_to_come_again(
    office: Office, anonymous: httpx.AsyncClient
) -> None:
    slow_down = RateLimitedError("Slow down.", platform=Platform.GOOGLE_ADS, retry_after=timedelta(seconds=29.5))
    office.consents[Platform.GOOGLE_ADS].fail_next_exchange(slow_down)

    failed = await anonymous.get("/v1/connections/callback", params={"state": await _state(office), "code": "x"})

    assert failed.status_code == 503
    assert failed.headers["Retry-After"] == "30"


async def test_an_account_is_disconnected_and_connected_again(office: Office) -> None:
    account_id = await office.connect()

    gone = await office.client.post(f"/v1/accounts/{account_id}/disconnect", json={"reason": "The client left us."})
    shown = await office.client.get(f"/v1/accounts/{account_id}", params={"after": gone.json()["position"]})
    again = await office.client.post(f"/v1/accounts/{account_id}/reconnect")
    reconnected = await office.connect()

    assert (shown.json()["status"], shown.json()["status_reason"]) == ("disconnected", "The client left us.")
    assert again.status_code == 201
    assert reconnected == account_id


async def test_a_pull_of_named_days_is_handed_to_the_workers(office: Office) -> None:
    account_id = await office.connect()
    days = {"since": "2026-11-01", "until": "2026-11-19"}

    asked = await office.client.post(f"/v1/accounts/{account_id}/pulls", json=days)

    assert asked.status_code == 202
    assert [
        (str(pull[1]), str(pull[2]), str(pull[3])) for pull in office.queue.pulls if pull[0] == office.organization
    ] == [(account_id, "2026-11-01", "2026-11-19")]


async def test_a_pull_of_a_window_that_runs_backwards_is_refused(office: Office) -> None:
    days = {"since": "2026-11-19", "until": "2026-11-01"}

    refused = await office.client.post(f"/v1/accounts/{await office.connect()}/pulls", json=days)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "until"


def test_the_app_serves_the_callback_that_the_settings_name(app: FastAPI, office: Office) -> None:
    path = urlsplit(office.services.settings.consent_callback).path

    assert path in app.openapi()["paths"]
