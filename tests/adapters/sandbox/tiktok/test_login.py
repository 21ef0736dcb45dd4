from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi

BACK = "http://127.0.0.1:9/back"


def consent(address: SandboxAddress, **more: str) -> dict[str, str]:
    query = {"app_id": address.tiktok["app_id"], "redirect_uri": BACK, "state": "s1", **more}
    answer = httpx.get(address.tiktok["auth_url"], params=query)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def app(address: SandboxAddress) -> Body:
    return {"app_id": address.tiktok["app_id"], "secret": address.tiktok["secret"]}


def trade(address: SandboxAddress, auth_code: str, **more: str) -> Body:
    body = {**app(address), "auth_code": auth_code, **more}
    answer: Body = httpx.post(f"{address.tiktok['base_url']}/oauth2/access_token/", json=body).json()
    return answer


def test_consent_leads_to_a_token_for_the_advertisers(address: SandboxAddress) -> None:
    back = consent(address)
    assert back["state"] == "s1"
    data = trade(address, back["auth_code"])["data"]
    with BusinessApi(address, data["access_token"]) as tiktok:
        listed = tiktok.client.get("/oauth2/advertiser/get/", params=app(address)).json()["data"]["list"]
        assert [one["advertiser_id"] for one in listed] == data["advertiser_ids"]
        assert tiktok.get("/user/info/")["code"] == 0


def test_a_denial_comes_back_as_such(address: SandboxAddress) -> None:
    assert consent(address, decision="deny") == {"error": "access_denied", "state": "s1"}


def test_an_auth_code_works_once_and_for_an_hour(address: SandboxAddress, desk: ControlDesk) -> None:
    code = consent(address)["auth_code"]
    assert [trade(address, code)["code"] for _ in range(2)] == [0, 40110]
    late = consent(address)["auth_code"]
    desk.pass_hours(1.01)
    assert trade(address, late)["code"] == 40110


def test_a_wrong_secret_is_refused(address: SandboxAddress) -> None:
    assert trade(address, consent(address)["auth_code"], secret="guess")["code"] == 40101


def test_a_token_never_expires_and_dies_on_revocation(address: SandboxAddress, desk: ControlDesk) -> None:
    token = trade(address, consent(address)["auth_code"])["data"]["access_token"]
    desk.pass_days(30)
    with BusinessApi(address, token) as tiktok:
        assert tiktok.get("/user/info/")["code"] == 0
        assert tiktok.post("/oauth2/revoke_token/", {**app(address), "access_token": token})["code"] == 0
        assert tiktok.get("/user/info/")["code"] == 40105


@pytest.mark.parametrize(("token", "code"), [("", 40104), ("made-up", 40105)])
def test_a_call_without_a_good_token_is_refused(address: SandboxAddress, token: str, code: int) -> None:
    answer = httpx.get(f"{address.tiktok['base_url']}/user/info/", headers={"Access-Token": token})
    assert (answer.status_code, answer.json()["code"]) == (200, code)


def test_an_advertiser_tells_its_currency_and_time_zone(tiktok: BusinessApi) -> None:
    ids = ["7300000000000000001", "7300000000000000002"]
    fields = ["advertiser_id", "currency", "timezone", "display_timezone"]
    (_, japan) = tiktok.get("/advertiser/info/", advertiser_ids=ids, fields=fields)["data"]["list"]
    assert japan == {
        "advertiser_id": ids[1],
        "currency": "JPY",
        "timezone": "Etc/GMT-9",
        "display_timezone": "Asia/Tokyo",
    }


@pytest.mark.parametrize("path", ["/user/info", "/campaign/get", "/nowhere/", "/campaign/explode/"])
def test_a_path_without_its_slash_or_meaning_is_not_found(tiktok: BusinessApi, path: str) -> None:
    assert tiktok.client.get(path).status_code == 404


def test_another_advertiser_does_not_exist(address: SandboxAddress) -> None:
    with BusinessApi(address, advertiser_id="1") as tiktok:
        assert tiktok.get("/campaign/get/")["code"] == 40300
