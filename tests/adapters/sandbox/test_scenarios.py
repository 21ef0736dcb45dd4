from collections.abc import Iterator

import pytest

from adapters.sandbox.control_client import ControlClient, ControlRefusedError
from adapters.sandbox.pytest_plugin import AdsSandbox
from adapters.sandbox.scenarios import SCENARIOS
from tests.adapters.sandbox.tiktok.business_api import BusinessApi


@pytest.fixture
def tiktok(ads_sandbox: AdsSandbox) -> Iterator[BusinessApi]:
    with BusinessApi(ads_sandbox.address) as api:
        yield api


@pytest.fixture
def control(ads_sandbox: AdsSandbox) -> ControlClient:
    return ads_sandbox.control


def test_the_scenarios_are_listed(control: ControlClient) -> None:
    assert [one["name"] for one in control.scenarios()] == list(SCENARIOS)


def test_a_revoked_token_needs_a_new_consent(tiktok: BusinessApi, control: ControlClient) -> None:
    assert control.play("token_revoked", "tiktok") == {"tiktok": {"revoked": 1}}
    assert tiktok.get("/user/info/")["code"] == 40105


def test_in_a_rate_limit_storm_some_calls_fail(tiktok: BusinessApi, control: ControlClient) -> None:
    control.play("rate_limit_storm", "tiktok", probability=0.5)
    assert {tiktok.get("/user/info/")["code"] for _ in range(40)} == {0, 40100}


def test_an_outage_strikes_every_call_of_every_platform(tiktok: BusinessApi, control: ControlClient) -> None:
    happened = control.play("outage")
    assert {*happened} == {"google_ads", "meta", "tiktok"}
    assert tiktok.get("/user/info/")["code"] == 50000


def test_a_day_without_scenarios_is_spent(tiktok: BusinessApi, control: ControlClient) -> None:
    tiktok.tree()
    control.advance(days=1)
    assert spend(tiktok, control) > 0


def test_while_delivery_stops_nothing_is_spent(tiktok: BusinessApi, control: ControlClient) -> None:
    tiktok.tree()
    control.play("outage", "tiktok", delivery_hours=72)
    control.clear_faults()
    control.advance(days=2)
    assert spend(tiktok, control) == 0


def test_a_campaign_edited_by_hand_is_found_changed_and_not_logged(tiktok: BusinessApi, control: ControlClient) -> None:
    campaign_id = tiktok.new_id("campaign")
    before = len(control.mutations())
    assert control.play("edited_by_hand", "tiktok")["tiktok"]["campaign_id"] == campaign_id
    (row,) = tiktok.get("/campaign/get/", filtering={"campaign_ids": [campaign_id]})["data"]["list"]
    assert (row["operation_status"], len(control.mutations())) == ("DISABLE", before)


def test_a_disapproved_ad_is_shown_so_and_stops(tiktok: BusinessApi, control: ControlClient) -> None:
    _, _, ad_id = tiktok.tree()
    assert control.play("disapproved_ad", "tiktok")["tiktok"]["ad_id"] == ad_id
    (ad,) = tiktok.get("/ad/get/", filtering={"ad_ids": [ad_id]})["data"]["list"]
    control.advance(days=1)
    assert (ad["secondary_status"], spend(tiktok, control)) == ("AD_STATUS_AUDIT_DENY", 0)


def test_a_suspended_account_is_shown_so_and_stops(tiktok: BusinessApi, control: ControlClient) -> None:
    tiktok.tree()
    control.play("suspended_account", "tiktok")
    control.advance(days=1)
    (info,) = tiktok.get("/advertiser/info/", advertiser_ids=[tiktok.advertiser_id])["data"]["list"]
    assert (info["status"], spend(tiktok, control)) == ("STATUS_LIMIT", 0)


def test_what_was_suspended_can_be_reinstated(tiktok: BusinessApi, control: ControlClient) -> None:
    control.play("suspended_account", "tiktok")
    control.call("DELETE", "/reviews")
    (info,) = tiktok.get("/advertiser/info/", advertiser_ids=[tiktok.advertiser_id])["data"]["list"]
    assert info["status"] == "STATUS_ENABLE"


@pytest.mark.parametrize(
    ("name", "platform", "options", "blamed"),
    [
        ("earthquake", None, {}, "name"),
        ("outage", "myspace", {}, "platform"),
        ("outage", "meta", {"minutes": 5}, "minutes"),
        ("rate_limit_storm", "meta", {"probability": "often"}, "probability"),
        ("disapproved_ad", "meta", {"ad_id": "1"}, "ad_id"),
        ("suspended_account", "meta", {"account_id": "1"}, "account_id"),
        ("token_revoked", "meta", {"token": "never given"}, "token"),
    ],
)
def test_an_impossible_scenario_is_refused_by_its_field(
    control: ControlClient, name: str, platform: str | None, options: dict[str, object], blamed: str
) -> None:
    with pytest.raises(ControlRefusedError, match=f"^{blamed}: "):
        control.play(name, platform, **options)


def spend(tiktok: BusinessApi, control: ControlClient) -> float:
    control.advance(hours=1)
    query = {"report_type": "BASIC", "data_level": "AUCTION_ADVERTISER", "dimensions": ["advertiser_id"]}
    answer = tiktok.get("/report/integrated/get/", **query, metrics=["spend"], query_lifetime="true")
    return sum(float(row["metrics"]["spend"]) for row in answer["data"]["list"])
