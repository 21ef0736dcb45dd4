from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from facebook_business.adobjects.user import User
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.meta.official_sdk import official_sdk

BACK = "http://127.0.0.1:9/back"


def consent(address: SandboxAddress, **more: str) -> dict[str, str]:
    query = {"client_id": address.meta["app_id"], "redirect_uri": BACK, "state": "s1", **more}
    answer = httpx.get(address.meta["dialog_url"], params=query)
    assert answer.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def trade(address: SandboxAddress, **more: str) -> httpx.Response:
    query = {"client_id": address.meta["app_id"], "client_secret": address.meta["app_secret"], **more}
    return httpx.get(f"{address.meta['graph_url']}/v26.0/oauth/access_token", params=query)


def a_token(address: SandboxAddress) -> str:
    return str(trade(address, code=consent(address)["code"], redirect_uri=BACK).json()["access_token"])


def debug(address: SandboxAddress, token: str) -> dict[str, object]:
    app = f"{address.meta['app_id']}|{address.meta['app_secret']}"
    query = {"input_token": token, "access_token": app}
    answer = httpx.get(f"{address.meta['graph_url']}/v26.0/debug_token", params=query).json()
    data: dict[str, object] = answer["data"]
    return data


def test_consent_leads_to_a_token_of_sixty_days(address: SandboxAddress) -> None:
    short = trade(address, code=consent(address)["code"], redirect_uri=BACK).json()
    assert short["expires_in"] <= 7200
    long = trade(address, grant_type="fb_exchange_token", fb_exchange_token=short["access_token"]).json()
    assert (long["token_type"], long["expires_in"]) == ("bearer", 5_184_000)
    assert debug(address, long["access_token"])["is_valid"] is True


def test_the_state_comes_back_with_code_or_denial(address: SandboxAddress) -> None:
    assert consent(address)["state"] == "s1"
    denied = consent(address, decision="deny")
    assert (denied["error"], denied["error_reason"], denied["state"]) == ("access_denied", "user_denied", "s1")


def test_a_code_works_once(address: SandboxAddress) -> None:
    code = consent(address)["code"]
    assert trade(address, code=code, redirect_uri=BACK).status_code == 200
    assert trade(address, code=code, redirect_uri=BACK).json()["error"]["error_subcode"] == 36009


def test_a_code_is_bound_to_its_redirect_uri(address: SandboxAddress) -> None:
    answer = trade(address, code=consent(address)["code"], redirect_uri="http://127.0.0.1:9/other")
    assert answer.json()["error"]["error_subcode"] == 36008


def test_a_wrong_app_secret_is_refused(address: SandboxAddress) -> None:
    answer = trade(address, code=consent(address)["code"], redirect_uri=BACK, client_secret="guess")
    assert "client secret" in answer.json()["error"]["message"]


def test_a_token_ages_by_the_sandbox_clock() -> None:
    with running_sandbox(SandboxOptions()) as address:
        token = a_token(address)
        httpx.post(f"{address.control_url}/clock", json={"advance_hours": 2}).raise_for_status()
        with official_sdk(address, token) as api, pytest.raises(FacebookRequestError) as refused:
            User("me", api=api).get_ad_accounts()
        assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (190, 463)
        assert debug(address, token)["is_valid"] is False


def test_withdrawn_permissions_kill_the_token() -> None:
    with running_sandbox(SandboxOptions()) as address:
        token = a_token(address)
        with official_sdk(address, token) as api:
            api.call("DELETE", ("me", "permissions"))
            with pytest.raises(FacebookRequestError) as refused:
                User("me", api=api).get_ad_accounts()
        assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (190, 458)


def test_a_wrong_appsecret_proof_is_refused(address: SandboxAddress) -> None:
    query = {"access_token": address.meta["access_token"], "appsecret_proof": "0" * 64}
    answer = httpx.get(f"{address.meta['graph_url']}/v26.0/me", params=query)
    assert answer.json()["error"]["code"] == 100
    assert "appsecret_proof" in answer.json()["error"]["message"]


def test_a_token_can_travel_in_a_header(address: SandboxAddress) -> None:
    headers = {"Authorization": f"Bearer {address.meta['access_token']}"}
    assert httpx.get(f"{address.meta['graph_url']}/v26.0/me", headers=headers).json()["name"] == "Sandbox User"


def test_a_scope_that_was_not_granted_is_missed(address: SandboxAddress) -> None:
    code = consent(address, scope="public_profile")["code"]
    token = trade(address, code=code, redirect_uri=BACK).json()["access_token"]
    with official_sdk(address, token) as api, pytest.raises(FacebookRequestError) as refused:
        User("me", api=api).get_ad_accounts()
    assert refused.value.api_error_code() == 200
