"""What TikTok would be sent."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.tiktok_ads import mapping
from application.platforms.errors import ValueRejectedError
from application.platforms.marker import read_marker
from domain.campaigns.ad_group import BidStrategy, Objective, Targeting
from domain.campaigns.budget import BudgetKind, Flight
from domain.campaigns.channel import Declarations, DesiredAdGroup, DesiredChannel
from domain.shared.money import Money
from domain.shared.platform import Platform
from tests.contracts.channels import a_budget, a_channel, an_ad_group, an_unreal_connection

CONNECTED = an_unreal_connection(Platform.TIKTOK_ADS)
MORNING = datetime(2026, 11, 20, 14, tzinfo=UTC)
IDENTITY = mapping.Identity(id="identity-1", type="TT_USER")


def desired(**changes: Any) -> DesiredChannel:  # noqa: ANN401 - fields of any type
    return a_channel(CONNECTED, date(2026, 11, 20), **changes)


def ad_group(group: DesiredAdGroup, **changes: Any) -> mapping.Params:  # noqa: ANN401 - fields of any type
    return mapping.ad_group_body(desired(ad_groups=(group,), **changes), group, "77", MORNING)


def test_a_campaign_is_disabled_and_holds_the_budget() -> None:
    channel = desired()
    body = mapping.campaign_body(channel)

    assert (body["operation_status"], body["budget"], body["budget_optimize_on"]) == ("DISABLE", 100.0, True)
    assert read_marker(body["campaign_name"]) == (channel.campaign_id, None)


@pytest.mark.parametrize(
    ("objective", "kind", "mode"),
    [
        (Objective.SALES, BudgetKind.DAILY, "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"),
        (Objective.TRAFFIC, BudgetKind.DAILY, "BUDGET_MODE_DAY"),
        (Objective.LEADS, BudgetKind.LIFETIME, "BUDGET_MODE_TOTAL"),
        (Objective.AWARENESS, BudgetKind.LIFETIME, "BUDGET_MODE_TOTAL"),
    ],
)
def test_each_flow_has_its_budget_mode(objective: Objective, kind: BudgetKind, mode: str) -> None:
    channel = desired(objective=objective, budget=a_budget("USD", "900", kind))

    assert mapping.campaign_body(channel)["budget_mode"] == mode


def test_sales_name_their_destination() -> None:
    assert mapping.campaign_body(desired())["sales_destination"] == "WEBSITE"
    assert "sales_destination" not in mapping.campaign_body(desired(objective=Objective.TRAFFIC))


def test_a_request_id_is_the_same_for_the_same_creation_alone() -> None:
    channel = desired()
    id_ = mapping.campaign_body(channel)["request_id"]

    assert mapping.campaign_body(channel)["request_id"] == id_
    assert mapping.campaign_body(replace(channel, version=4))["request_id"] != id_
    assert 0 <= int(id_) < 2**63


def test_special_categories_that_tiktok_knows_are_declared() -> None:
    channel = desired(declarations=Declarations(special_ad_categories=("housing", "issues_elections_politics")))

    assert mapping.campaign_body(channel)["special_industries"] == ["HOUSING"]


def test_a_flight_that_has_begun_starts_now() -> None:
    body = ad_group(an_ad_group(CONNECTED), flight=Flight(starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 21)))

    assert body["schedule_start_time"] == "2026-11-20 14:00:00"
    assert body["schedule_end_time"] == "2026-11-22 05:00:00"


def test_a_flight_to_come_starts_at_its_first_midnight() -> None:
    body = ad_group(an_ad_group(CONNECTED), flight=Flight(starts_on=date(2026, 12, 1)))

    assert (body["schedule_type"], body["schedule_start_time"]) == ("SCHEDULE_FROM_NOW", "2026-12-01 05:00:00")


def test_sales_are_measured_by_the_pixel() -> None:
    body = ad_group(an_ad_group(CONNECTED))

    assert (body["pixel_id"], body["optimization_event"]) == ("pixel-1", "SHOPPING")
    assert (body["optimization_goal"], body["billing_event"]) == ("CONVERT", "OCPM")


def test_sales_without_a_pixel_aim_at_clicks() -> None:
    body = ad_group(an_ad_group(CONNECTED, pixel=None))

    assert (body["optimization_goal"], body["billing_event"]) == ("CLICK", "CPC")
    assert "pixel_id" not in body


@pytest.mark.parametrize(
    ("objective", "price"), [(Objective.SALES, "conversion_bid_price"), (Objective.TRAFFIC, "bid_price")]
)
def test_a_cost_cap_is_a_price_of_what_is_aimed_at(objective: Objective, price: str) -> None:
    group = an_ad_group(CONNECTED, bid_strategy=BidStrategy.COST_CAP, bid=Money.of("7.50", "USD"))

    body = ad_group(group, objective=objective)

    assert (body["bid_type"], body[price]) == ("BID_TYPE_CUSTOM", 7.5)


def test_each_flow_has_its_place_for_targeting() -> None:
    smart, manual = (ad_group(an_ad_group(CONNECTED), objective=o) for o in (Objective.SALES, Objective.TRAFFIC))

    assert smart["targeting_spec"]["location_ids"] == manual["location_ids"] == ["6252001", "6251999"]


@pytest.mark.parametrize(
    ("youngest", "oldest", "groups"),
    [
        (18, 65, ["AGE_18_24", "AGE_25_34", "AGE_35_44", "AGE_45_54", "AGE_55_100"]),
        (25, 54, ["AGE_25_34", "AGE_35_44", "AGE_45_54"]),
        (21, 50, ["AGE_25_34", "AGE_35_44"]),
        (13, 17, ["AGE_13_17"]),
    ],
)
def test_nobody_outside_the_ages_is_addressed(youngest: int, oldest: int, groups: list[str]) -> None:
    targeting = Targeting(countries=("US",), age_min=youngest, age_max=oldest)

    assert mapping.age_groups(targeting) == groups


def test_ages_between_tiktoks_groups_are_refused() -> None:
    with pytest.raises(ValueRejectedError, match="19 to 23"):
        mapping.age_groups(Targeting(countries=("US",), age_min=19, age_max=23))


def test_a_country_that_tiktok_does_not_have_is_refused() -> None:
    with pytest.raises(ValueRejectedError) as caught:
        ad_group(an_ad_group(CONNECTED, targeting=Targeting(countries=("AQ",))))

    assert caught.value.field == "targeting.countries"


def test_an_ad_needs_a_video() -> None:
    group = an_ad_group(CONNECTED)
    bare = replace(group.creatives[0], content=replace(group.creatives[0].content, media=()))

    with pytest.raises(ValueRejectedError) as caught:
        mapping.smart_ad_body(group, bare, "1", IDENTITY, "2")

    assert caught.value.field == "media"


def test_an_ad_carries_its_creatives_version_in_either_flow() -> None:
    group = an_ad_group(CONNECTED)
    newer = replace(group.creatives[0], version=4)

    smart = mapping.smart_ad_body(group, newer, "1", IDENTITY, "2")
    (manual,) = mapping.manual_ad_body(group, newer, "1", IDENTITY, "2")["creatives"]

    assert read_marker(smart["ad_name"]) == read_marker(manual["ad_name"]) == (newer.creative_id, 4)
