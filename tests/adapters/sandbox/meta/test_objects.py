"""Each object through its whole life with the official client's own model of it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from facebook_business.adobjects.abstractcrudobject import AbstractCrudObject
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adcreative import AdCreative
from facebook_business.adobjects.adlabel import AdLabel
from facebook_business.adobjects.adrule import AdRule
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.customaudience import CustomAudience
from facebook_business.adobjects.customconversion import CustomConversion
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.meta.routes import ROUTES
from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.drafts import Params, a_campaign, a_creative, an_ad, an_ad_set, an_audience

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")

# model -> the edge that lists it
MODELS: dict[type[AbstractCrudObject], str] = {
    Campaign: "get_campaigns",
    AdSet: "get_ad_sets",
    Ad: "get_ads",
    AdCreative: "get_ad_creatives",
    CustomAudience: "get_custom_audiences",
    CustomConversion: "get_custom_conversions",
    AdLabel: "get_ad_labels",
    AdRule: "get_ad_rules_library",
}
# model -> the kind of node it is of
_NAMES = ("campaign", "adset", "ad", "adcreative", "audience", "conversion", "label", "adrule")
KINDS = dict(zip(MODELS, _NAMES, strict=True))
# Made of a file, and below other objects: walked in test_media and test_budget_schedules.
ELSEWHERE = {"video", "budget_schedule"}
MONEY = ("daily_budget", "lifetime_budget", "spend_cap", "lifetime_spend_cap", "daily_min_spend_target")

Drafted = tuple[Callable[..., Any], Params]


def a_full_campaign() -> Params:
    return a_campaign(
        spend_cap=900_000,
        special_ad_category_country=["US"],
        start_time="2031-01-01T00:00:00+0000",
        promoted_object={"page_id": "600000000000001"},
        pacing_type=["standard"],
    )


def a_full_ad_set(campaign: str, address: SandboxAddress) -> Params:
    return an_ad_set(
        campaign,
        address,
        attribution_spec=[{"event_type": "CLICK_THROUGH", "window_days": 7}],
        bid_strategy="COST_CAP",
        bid_amount=1500,
        start_time="2031-01-01T00:00:00+0000",
        end_time="2031-02-01T00:00:00+0000",
        destination_type="WEBSITE",
        dsa_beneficiary="Shop Ltd",
        dsa_payor="Shop Ltd",
        pacing_type=["standard"],
        is_dynamic_creative=False,
        targeting={
            "age_max": 45,
            "age_min": 21,
            "genders": [2],
            "geo_locations": {"countries": ["US", "DE"], "location_types": ["home"]},
            "publisher_platforms": ["facebook", "instagram"],
            "targeting_automation": {"advantage_audience": 0},
        },
    )


A_RULE = {
    "evaluation_spec": {
        "evaluation_type": "SCHEDULE",
        "filters": [{"field": "impressions", "value": 8000, "operator": "GREATER_THAN"}],
    },
    "execution_spec": {"execution_type": "PAUSE"},
    "schedule_spec": {"schedule_type": "DAILY"},
}


def drafted(model: type[AbstractCrudObject], account: AdAccount, address: SandboxAddress) -> Drafted:
    """Return how to create one, and all that is sent for it."""
    rule = '{"and":[{"url":{"i_contains":"thanks"}}]}'
    conversion = {"custom_event_type": "PURCHASE", "description": "Bought", "default_conversion_value": 5}
    bought = {"description": "All who bought", "retention_days": 30}
    alone: dict[type[AbstractCrudObject], Drafted] = {
        Campaign: (account.create_campaign, a_full_campaign()),
        AdCreative: (
            account.create_ad_creative,
            a_creative(address, url_tags="utm_source=meta", name=f"Story {uuid4()}"),
        ),
        CustomAudience: (account.create_custom_audience, an_audience(name=f"Buyers {uuid4()}", **bought)),
        CustomConversion: (
            account.create_custom_conversion,
            {"name": f"Thanks {uuid4()}", "rule": rule, **conversion},
        ),
        AdRule: (account.create_ad_rules_library, {"name": f"Pause {uuid4()}", **A_RULE}),
        AdLabel: (account.create_ad_label, {"name": f"Spring {uuid4()}"}),
    }
    if model in alone:
        return alone[model]
    campaign = account.create_campaign(params=a_campaign())
    if model is AdSet:
        return account.create_ad_set, a_full_ad_set(campaign["id"], address)
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address))
    creative = account.create_ad_creative(params=a_creative(address))
    tracking = [{"action.type": ["offsite_conversion"], "fb_pixel": [address.meta["pixel_id"]]}]
    return account.create_ad, an_ad(ad_set["id"], creative["id"], tracking_specs=tracking, bid_amount=700)


def as_read(params: Params) -> Params:
    """Return what Graph tells of what was sent: money as text, a creative by its `id`."""
    told: Params = {name: str(value) if name in MONEY else value for name, value in params.items()}
    if "creative" in told:
        told["creative"] = {"id": told["creative"]["creative_id"]}
    return told


def made(model: type[AbstractCrudObject], account: AdAccount, address: SandboxAddress) -> tuple[Any, Params]:
    create, params = drafted(model, account, address)
    # The SDK hands an ad set back as a bare object.
    return model(create(params=params)["id"], api=account.get_api()), params


def test_every_kind_that_can_be_made_changed_and_deleted_is_walked() -> None:
    whole = {kind for kind, routes in ROUTES.items() if {"GET", "POST", "DELETE"} <= routes.keys()}
    assert whole == set(KINDS.values()) | ELSEWHERE


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_an_object_reads_back_equal(
    model: type[AbstractCrudObject], account: AdAccount, address: SandboxAddress
) -> None:
    subject, params = made(model, account, address)
    read = subject.api_get(fields=list(params)).export_all_data()
    read.pop("id")
    assert read == as_read(params)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_an_object_can_be_renamed(model: type[AbstractCrudObject], account: AdAccount, address: SandboxAddress) -> None:
    subject, _ = made(model, account, address)
    subject.api_update(params={"name": "Renamed"})
    assert model(subject["id"], api=account.get_api()).api_get(fields=["name"])["name"] == "Renamed"


@pytest.mark.parametrize(("model", "edge"), MODELS.items(), ids=[model.__name__ for model in MODELS])
def test_an_object_is_listed_until_it_is_deleted(
    model: type[AbstractCrudObject], edge: str, account: AdAccount, address: SandboxAddress
) -> None:
    subject, _ = made(model, account, address)
    just_it = {"filtering": [{"field": "id", "operator": "EQUAL", "value": subject["id"]}]}
    assert [found["id"] for found in getattr(account, edge)(params=just_it)] == [subject["id"]]
    subject.api_delete()
    assert len(getattr(account, edge)(params=just_it)) == 0


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_the_client_knows_can_be_asked_for(
    model: type[AbstractCrudObject], account: AdAccount, address: SandboxAddress
) -> None:
    subject, params = made(model, account, address)
    known = list(model._field_types)  # noqa: SLF001 - the client's own list of what can be read
    assert subject.api_get(fields=known)["name"] == params["name"]


def test_an_account_tells_every_field_the_client_knows(account: AdAccount) -> None:
    read = account.api_get(fields=list(AdAccount._field_types))  # noqa: SLF001 - as above
    assert (read["currency"], read["account_status"], read["business_name"]) == ("USD", 1, "Sandbox Business")


def test_what_is_set_at_creation_stays(account: AdAccount, address: SandboxAddress) -> None:
    creative, _ = made(AdCreative, account, address)
    with pytest.raises(FacebookRequestError, match="create a new one"):
        account.get_api().call("POST", (creative["id"],), params={"object_story_spec": {"page_id": "1"}})


def test_an_ad_takes_another_creative_only_if_it_exists(account: AdAccount, address: SandboxAddress) -> None:
    ad, _ = made(Ad, account, address)
    with pytest.raises(FacebookRequestError) as refused:
        ad.api_update(params={"creative": {"creative_id": "1"}})
    assert refused.value.api_error_subcode() == 1487194


def test_an_ad_set_takes_another_pixel_only_if_it_exists(account: AdAccount, address: SandboxAddress) -> None:
    ad_set, _ = made(AdSet, account, address)
    with pytest.raises(FacebookRequestError) as refused:
        ad_set.api_update(params={"promoted_object": {"pixel_id": "1", "custom_event_type": "PURCHASE"}})
    assert refused.value.api_error_subcode() == 1885154


def test_an_archived_campaign_takes_its_ads_out_of_the_lists(account: AdAccount, address: SandboxAddress) -> None:
    ad, _ = made(Ad, account, address)
    campaign = Campaign(ad.api_get(fields=["campaign_id"])["campaign_id"], api=account.get_api())
    campaign.api_update(params={"status": "ARCHIVED"})
    assert len(campaign.get_ads()) == 0
    archived = campaign.get_ads(fields=["effective_status"], params={"effective_status": ["ARCHIVED"]})
    assert [one["effective_status"] for one in archived] == ["ARCHIVED"]


def test_campaigns_of_an_account_can_be_deleted_together(graph: Any, address: SandboxAddress) -> None:  # noqa: ANN401 - the SDK ships no types
    accounts = graph.call("GET", ("me", "adaccounts"), params={"fields": "currency"}).json()["data"]
    elsewhere = AdAccount(next(one["id"] for one in accounts if one["currency"] == "TWD"), api=graph)
    created = elsewhere.create_campaign(params=a_campaign())
    elsewhere.delete_campaigns(params={"delete_strategy": "DELETE_ANY"})
    assert created["id"] not in [campaign["id"] for campaign in elsewhere.get_campaigns()]
    assert address.meta["ad_account_id"] != elsewhere["id"]
