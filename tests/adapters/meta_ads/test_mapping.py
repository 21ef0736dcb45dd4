"""What Meta would be sent."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.meta_ads import mapping
from application.platforms.marker import read_marker
from domain.campaigns.ad_group import BidStrategy, Objective, Targeting
from domain.campaigns.budget import BudgetKind, Flight
from domain.campaigns.channel import Declarations, DesiredAdGroup, DesiredChannel
from domain.shared.money import Money
from domain.shared.platform import Platform
from tests.contracts.channels import a_budget, a_channel, a_creative, an_ad_group, an_unreal_connection

CONNECTED = an_unreal_connection(Platform.META_ADS, time_zone="America/Los_Angeles")


def desired(**changes: object) -> DesiredChannel:
    return a_channel(CONNECTED, date(2026, 11, 20), **changes)


def ad_set(group: DesiredAdGroup, **changes: object) -> mapping.Params:
    return mapping.ad_set_params(desired(ad_groups=(group,), **changes), group, "77")


def test_a_campaign_is_paused_and_holds_the_budget() -> None:
    channel = desired()
    params = mapping.campaign_params(channel)

    assert (params["status"], params["daily_budget"]) == ("PAUSED", 10_000)
    assert params["special_ad_categories"] == []
    assert read_marker(params["name"]) == (channel.campaign_id, None)


def test_a_lifetime_budget_is_sent_as_one() -> None:
    params = mapping.campaign_params(desired(budget=a_budget("USD", "600", BudgetKind.LIFETIME)))

    assert params["lifetime_budget"] == 60_000
    assert "daily_budget" not in params


@pytest.mark.parametrize("objective", list(Objective))
def test_every_objective_has_a_word(objective: Objective) -> None:
    assert mapping.campaign_params(desired(objective=objective))["objective"].startswith("OUTCOME_")


def test_sales_are_measured_by_the_pixel() -> None:
    params = ad_set(an_ad_group(CONNECTED))

    assert params["promoted_object"] == {"pixel_id": "pixel-1", "custom_event_type": "PURCHASE"}
    assert params["optimization_goal"] == "OFFSITE_CONVERSIONS"


def test_sales_without_a_pixel_aim_at_clicks() -> None:
    params = ad_set(an_ad_group(CONNECTED, pixel=None))

    assert params["optimization_goal"] == "LINK_CLICKS"
    assert "promoted_object" not in params


def test_a_flight_covers_its_last_day_in_the_accounts_time() -> None:
    params = ad_set(an_ad_group(CONNECTED), flight=Flight(starts_on=date(2026, 10, 31), ends_on=date(2026, 11, 1)))

    assert params["start_time"] == "2026-10-31T00:00:00-07:00"
    assert params["end_time"] == "2026-11-02T00:00:00-08:00"


def test_a_cost_cap_is_the_campaigns_strategy_and_the_ad_sets_amount() -> None:
    group = an_ad_group(CONNECTED, bid_strategy=BidStrategy.COST_CAP, bid=Money.of("7.50", "USD"))

    assert mapping.campaign_params(desired(ad_groups=(group,)))["bid_strategy"] == "COST_CAP"
    assert ad_set(group)["bid_amount"] == 750


def test_ads_in_the_european_union_name_who_pays() -> None:
    params = ad_set(an_ad_group(CONNECTED, targeting=Targeting(countries=("US", "DE"))))

    assert (params["dsa_beneficiary"], params["dsa_payor"]) == ("Shop", "Shop")


def test_a_restricted_category_leaves_the_age_open() -> None:
    params = ad_set(an_ad_group(CONNECTED), declarations=Declarations(special_ad_categories=("housing",)))

    assert "age_max" not in params["targeting"]
    assert params["targeting"]["targeting_automation"] == {"advantage_audience": 0}


def test_a_creative_speaks_in_the_name_of_its_page() -> None:
    group = an_ad_group(CONNECTED)
    creative = mapping.ad_params(group, group.creatives[0], "1")["creative"]

    assert creative["object_story_spec"]["page_id"] == "identity-1"
    assert creative["object_story_spec"]["link_data"]["image_hash"] == "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    assert creative["asset_feed_spec"]["titles"][0] == {"text": "Boots for winter"}


def test_one_headline_needs_no_variants() -> None:
    creative = a_creative(CONNECTED, headlines=("Boots",), descriptions=())

    assert "asset_feed_spec" not in mapping.ad_params(an_ad_group(CONNECTED), creative, "1")["creative"]


def test_an_ad_carries_its_creatives_version() -> None:
    group = an_ad_group(CONNECTED)
    newer = replace(group.creatives[0], version=4)

    assert read_marker(mapping.ad_params(group, newer, "1")["name"]) == (newer.creative_id, 4)
