import base64
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from google.auth import jwt
from google.auth.crypt import RSASigner
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.google_ads.access import ADWORDS_SCOPE
from adapters.sandbox.google_ads.oauth import routes
from adapters.sandbox.google_ads.service_account import write_service_account
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads.bench import START

_BACK = "http://127.0.0.1:9/back"
_TOKEN = "/google/oauth2/token"
_VERIFIER = "a-verifier-of-some-length-that-is-long-enough"
_CHALLENGE = base64.urlsafe_b64encode(sha256(_VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def sandbox() -> Sandbox:
    world = Sandbox(start=START)
    world.clock.freeze()
    return world


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(sandbox)), follow_redirects=False) as opened:
        yield opened


def _consent(client: TestClient, sandbox: Sandbox, **changes: str) -> dict[str, str]:
    asked = {
        "client_id": sandbox.seed.google_client_id,
        "redirect_uri": _BACK,
        "response_type": "code",
        "scope": ADWORDS_SCOPE,
        "state": "s1",
        "access_type": "offline",
        "code_challenge": _CHALLENGE,
        "code_challenge_method": "S256",
    }
    answer = client.get("/google/oauth2/auth", params=asked | changes)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def _exchange(client: TestClient, sandbox: Sandbox, code: str, **changes: str) -> dict[str, object]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _BACK,
        "code_verifier": _VERIFIER,
        "client_id": sandbox.seed.google_client_id,
        "client_secret": sandbox.seed.google_client_secret,
    }
    return dict(client.post(_TOKEN, data=form | changes).json())


def _refresh(client: TestClient, sandbox: Sandbox, token: object) -> dict[str, object]:
    basic = (sandbox.seed.google_client_id, sandbox.seed.google_client_secret)
    form = {"grant_type": "refresh_token", "refresh_token": str(token)}
    return dict(client.post(_TOKEN, data=form, auth=basic).json())


def test_consent_gives_a_code_and_the_code_gives_tokens(client: TestClient, sandbox: Sandbox) -> None:
    back = _consent(client, sandbox)
    tokens = _exchange(client, sandbox, back["code"])

    assert back["state"] == "s1"
    assert {"access_token", "refresh_token", "expires_in", "scope", "token_type"} == set(tokens)


def test_a_denial_comes_back_as_access_denied(client: TestClient, sandbox: Sandbox) -> None:
    assert _consent(client, sandbox, decision="deny") == {"error": "access_denied", "state": "s1"}


def test_only_offline_access_is_given_a_refresh_token(client: TestClient, sandbox: Sandbox) -> None:
    back = _consent(client, sandbox, access_type="online")

    assert "refresh_token" not in _exchange(client, sandbox, back["code"])


def test_a_code_works_once(client: TestClient, sandbox: Sandbox) -> None:
    code = _consent(client, sandbox)["code"]
    _exchange(client, sandbox, code)

    assert _exchange(client, sandbox, code)["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "another"}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:9/other"}, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "someone-else"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_an_exchange_is_refused(client: TestClient, sandbox: Sandbox, changes: dict[str, str], error: str) -> None:
    code = _consent(client, sandbox)["code"]

    assert _exchange(client, sandbox, code, **changes)["error"] == error


def test_a_refresh_token_gives_another_access_token(client: TestClient, sandbox: Sandbox) -> None:
    tokens = _exchange(client, sandbox, _consent(client, sandbox)["code"])
    sandbox.clock.advance(timedelta(days=30))

    renewed = sandbox.tokens.find(GOOGLE_ADS, str(_refresh(client, sandbox, tokens["refresh_token"])["access_token"]))

    assert renewed is not None
    assert sandbox.tokens.state(renewed) == "valid"


def test_a_revoked_grant_refreshes_no_more(client: TestClient, sandbox: Sandbox) -> None:
    tokens = _exchange(client, sandbox, _consent(client, sandbox)["code"])
    client.post("/google/oauth2/revoke", data={"token": tokens["access_token"]})

    assert _refresh(client, sandbox, tokens["refresh_token"])["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.RATE_LIMIT, 429),
        (FaultKind.TOKEN_REVOKED, 400),
        (FaultKind.SERVER_ERROR, 500),
        (FaultKind.HTML_502, 502),
    ],
)
def test_a_fault_strikes_the_token_endpoint(client: TestClient, sandbox: Sandbox, kind: FaultKind, status: int) -> None:
    sandbox.faults.add(FaultRule(platform=GOOGLE_ADS, route="token", kind=kind))

    assert client.post(_TOKEN, data={}).status_code == status


def _assertion(path: Path, **changes: object) -> str:
    key = json.loads(path.read_text())
    now = int(time.time())
    claims = {
        "iss": key["client_email"],
        "scope": ADWORDS_SCOPE,
        "aud": key["token_uri"],
        "iat": now,
        "exp": now + 3600,
    }
    signer = RSASigner.from_string(key["private_key"])  # type: ignore[no-untyped-call]  # as shipped
    return str(jwt.encode(signer, claims | changes).decode())  # type: ignore[no-untyped-call]  # as shipped


def _grant(client: TestClient, assertion: str) -> dict[str, object]:
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
    return dict(client.post(_TOKEN, data=form).json())


def test_a_signed_assertion_gives_an_access_token(client: TestClient, sandbox: Sandbox, tmp_path: Path) -> None:
    path = write_service_account(sandbox, tmp_path, "http://testserver/google/oauth2/token")

    assert "access_token" in _grant(client, _assertion(path))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"aud": "https://elsewhere.example/token"}, "invalid_grant"),
        ({"iss": "someone@elsewhere.example"}, "invalid_grant"),
        ({"exp": 1}, "invalid_grant"),
        ({"scope": "openid"}, "invalid_scope"),
    ],
)
def test_an_assertion_is_refused(
    client: TestClient, sandbox: Sandbox, tmp_path: Path, changes: dict[str, object], error: str
) -> None:
    path = write_service_account(sandbox, tmp_path, "http://testserver/google/oauth2/token")

    assert _grant(client, _assertion(path, **changes))["error"] == error


def test_an_assertion_of_another_key_is_refused(client: TestClient, sandbox: Sandbox, tmp_path: Path) -> None:
    uri = "http://testserver/google/oauth2/token"
    stranger = write_service_account(Sandbox(start=START), tmp_path / "stranger", uri)
    write_service_account(sandbox, tmp_path, uri)

    assert _grant(client, _assertion(stranger))["error_description"] == "Invalid JWT Signature."


def test_a_restart_keeps_the_key(sandbox: Sandbox, tmp_path: Path) -> None:
    first = json.loads(write_service_account(sandbox, tmp_path, "http://127.0.0.1:1/token").read_text())
    second = json.loads(write_service_account(Sandbox(start=START), tmp_path, "http://127.0.0.1:2/token").read_text())

    assert (first["private_key"], second["token_uri"]) == (second["private_key"], "http://127.0.0.1:2/token")
