"""The judge itself is tried: an innocent log passes, and each kind of guilt is seen."""

from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest

from application.platforms.marker import marked, marker
from domain.shared.platform import Delivery, Platform
from tests.torture.judge import Tree, verdict

CAMPAIGN, AD_GROUP, CREATIVE = (UUID(int=number) for number in (1, 2, 3))

Entries = list[dict[str, Any]]

GOOGLE = Tree(
    platform=Platform.GOOGLE_ADS,
    campaign_id=CAMPAIGN,
    ad_group_id=AD_GROUP,
    creative_id=CREATIVE,
    delivery=Delivery.ENABLED,
    budget_micros=150_000_000,
)


def a_creation(kind: str, name: str | None, **fields: object) -> dict[str, Any]:
    return {
        "platform": "google_ads",
        "operation": "create",
        "outcome": "applied",
        "kind": kind,
        "name": name,
        "fields": fields,
    }


@pytest.fixture
def mutations() -> Entries:
    parameters = [{"key": "adscale", "value": marker(CREATIVE, 1)}]
    return [
        a_creation("campaign_budget", None, amount_micros="150000000"),
        a_creation("campaign", marked("Spring", CAMPAIGN)),
        a_creation("ad_group", marked("Runners", AD_GROUP)),
        a_creation("ad_group_ad", None, ad={"url_custom_parameters": parameters}),
    ]


@pytest.fixture
def objects() -> Entries:
    campaign = {"name": marked("Spring", CAMPAIGN), "status": "ENABLED", "campaign_budget": "budgets/1"}
    budget = {"resource_name": "budgets/1", "amount_micros": "150000000"}
    return [
        {"platform": "google_ads", "kind": "campaign_budget", "removed": False, "fields": budget},
        {"platform": "google_ads", "kind": "campaign", "removed": False, "fields": campaign},
    ]


def test_an_innocent_platform_is_acquitted(mutations: Entries, objects: Entries) -> None:
    assert verdict([GOOGLE], mutations, objects) == []


@pytest.mark.parametrize("level", ["campaign", "ad_group", "ad_group_ad"])
def test_a_doubled_create_is_seen(mutations: Entries, objects: Entries, level: str) -> None:
    mutations += [deepcopy(entry) for entry in mutations if entry["kind"] == level]
    (wrong,) = verdict([GOOGLE], mutations, objects)
    assert wrong.endswith("2 times")


def a_change(**fields: object) -> dict[str, Any]:
    return {**a_creation("campaign", None, **fields), "operation": "update", "id": "campaigns/1"}


def test_a_change_made_twice_is_seen(mutations: Entries, objects: Entries) -> None:
    mutations += [a_change(status="PAUSED"), a_change(amount_micros="2"), a_change(status="PAUSED")]
    (wrong,) = verdict([GOOGLE], mutations, objects)
    assert wrong == "google_ads changed the campaign campaigns/1 twice to {'status': 'PAUSED'}"


def test_there_and_back_again_is_no_change_made_twice(mutations: Entries, objects: Entries) -> None:
    mutations += [a_change(status="PAUSED"), a_change(status="ENABLED"), a_change(status="PAUSED")]
    assert verdict([GOOGLE], mutations, objects) == []


def test_a_refused_create_is_no_double(mutations: Entries, objects: Entries) -> None:
    refused = {**a_creation("campaign", marked("Spring", CAMPAIGN)), "outcome": "refused"}
    assert verdict([GOOGLE], [*mutations, refused], objects) == []


def test_a_missing_ad_is_seen(mutations: Entries, objects: Entries) -> None:
    assert verdict([GOOGLE], mutations[:-1], objects) == [f"google_ads created the ad {CREATIVE} 0 times"]


def test_a_campaign_that_nobody_asked_for_is_seen(mutations: Entries, objects: Entries) -> None:
    mutations.append(a_creation("campaign", "Somebody's"))
    assert verdict([GOOGLE], mutations, objects) == ["google_ads has a campaign None that nobody asked for"]


def test_a_second_campaign_under_the_same_marker_is_seen(mutations: Entries, objects: Entries) -> None:
    objects.append(objects[-1])
    assert verdict([GOOGLE], mutations, objects) == [f"google_ads holds the campaign {CAMPAIGN} 2 times"]


def test_a_wrong_status_is_seen(mutations: Entries, objects: Entries) -> None:
    objects[-1]["fields"]["status"] = "PAUSED"
    assert verdict([GOOGLE], mutations, objects) == [
        f"google_ads shows the campaign {CAMPAIGN} as paused, not enabled",
    ]


def test_a_wrong_budget_is_seen(mutations: Entries, objects: Entries) -> None:
    objects[0]["fields"]["amount_micros"] = "149000000"
    (wrong,) = verdict([GOOGLE], mutations, objects)
    assert wrong.endswith("149000000 micros a day, not 150000000")
