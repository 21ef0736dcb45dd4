import httpx
import pytest

from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.tiktok.business_api import BusinessApi, request_id

CREATE = "/smart_plus/campaign/create/"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("rate_limit", 40100),
        ("daily_quota", 40100),
        ("token_expired", 40102),
        ("token_revoked", 40105),
        ("server_error", 50000),
    ],
)
def test_a_fault_is_an_http_200_with_a_code_and_applies_nothing(
    tiktok: BusinessApi, desk: ControlDesk, kind: str, code: int
) -> None:
    name = f"Struck {request_id()}"
    desk.break_calls("tiktok", CREATE, kind)
    assert tiktok.create("smart_plus_campaign", campaign_name=name)["code"] == code
    assert desk.named(name) == []
    assert tiktok.create("smart_plus_campaign", campaign_name=name)["code"] == 0


def test_an_html_502_is_no_envelope(tiktok: BusinessApi, desk: ControlDesk) -> None:
    desk.break_calls("tiktok", CREATE, "html_502")
    answer = tiktok.client.post(CREATE, json={})
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")


def test_a_dropped_call_applies_nothing(tiktok: BusinessApi, desk: ControlDesk) -> None:
    name = f"Dropped {request_id()}"
    desk.break_calls("tiktok", CREATE, "dropped")
    with pytest.raises(httpx.RemoteProtocolError):
        tiktok.create("smart_plus_campaign", campaign_name=name)
    assert desk.named(name) == []


def test_a_call_that_is_never_answered_is_applied_once(tiktok: BusinessApi, desk: ControlDesk) -> None:
    name = f"Unanswered {request_id()}"
    desk.break_calls("tiktok", CREATE, "applied_unanswered")
    with pytest.raises(httpx.RemoteProtocolError):
        tiktok.create("smart_plus_campaign", campaign_name=name)
    (entry,) = desk.named(name)
    assert (entry["outcome"], entry["answered"]) == ("applied", False)
    by_name = tiktok.get("/smart_plus/campaign/get/", filtering={"campaign_name": name})["data"]["list"]
    assert [found["campaign_id"] for found in by_name] == [entry["id"]]


def test_a_slow_call_is_answered_in_the_end(tiktok: BusinessApi, desk: ControlDesk) -> None:
    desk.break_calls("tiktok", CREATE, "slow", delay_seconds=0.05)
    assert tiktok.create("smart_plus_campaign")["code"] == 0


def test_the_token_endpoint_can_be_struck_by_its_name(tiktok: BusinessApi, desk: ControlDesk) -> None:
    desk.break_calls("tiktok", "token", "server_error")
    assert tiktok.post("/oauth2/access_token/", {})["code"] == 50000
