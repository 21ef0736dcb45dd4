"""What Meta shows, in our words."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from adapters.meta_ads import reading
from application.platforms.errors import PlatformBugError
from application.platforms.marker import marked
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery

USD = Currency("USD")


def a_row(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a row in Graph's shape
    return {
        "campaign_id": "7",
        "date_start": "2026-11-20",
        "impressions": "1000",
        "clicks": "20",
        "spend": "12.34",
    } | more


def actions(**values: str) -> list[dict[str, str]]:
    return [{"action_type": kind.replace("__", "."), "value": value} for kind, value in values.items()]


def test_a_row_is_a_day_of_a_campaign() -> None:
    seen = reading.observation(a_row(), hourly=False)

    assert (seen.key.day, seen.key.hour, seen.key.campaign_ref) == (date(2026, 11, 20), -1, "7")
    assert (seen.metrics.impressions, seen.metrics.clicks, seen.metrics.spend_micros) == (1000, 20, 12_340_000)


def test_overlapping_purchases_are_not_added_up() -> None:
    row = a_row(
        actions=actions(purchase="5", omni_purchase="4", offsite_conversion__fb_pixel_purchase="3"),
        action_values=actions(purchase="50.5", offsite_conversion__fb_pixel_purchase="30"),
    )

    metrics = reading.observation(row, hourly=False).metrics

    assert metrics.conversions == Decimal(4)
    assert metrics.conversion_value_micros == 50_500_000


def test_what_meta_leaves_out_is_zero() -> None:
    metrics = reading.observation({"campaign_id": "7", "date_start": "2026-11-20"}, hourly=False).metrics

    assert (metrics.impressions, metrics.spend_micros, metrics.conversions) == (0, 0, Decimal(0))


def test_a_lead_campaign_counts_leads() -> None:
    row = a_row(objective="OUTCOME_LEADS", actions=actions(lead="9", purchase="1"))

    assert reading.observation(row, hourly=False).metrics.conversions == Decimal(9)


def test_an_hour_is_read_from_its_span() -> None:
    row = a_row(**{reading.HOURLY: "23:00:00 - 23:59:59"})

    assert reading.observation(row, hourly=True).key.hour == 23


def test_only_our_own_children_are_seen() -> None:
    group, creative = uuid4(), uuid4()
    campaign = {"id": "1", "daily_budget": "5000", "status": "ACTIVE"}
    ad_sets = [{"id": "2", "name": marked("Ours", group)}, {"id": "3", "name": "Theirs"}]
    ads = [
        {"id": "4", "name": marked("Ours", creative, 2), "adset_id": "2", "status": "PAUSED"},
        {"id": "5", "name": "Theirs", "adset_id": "2", "status": "ACTIVE"},
        {"id": "6", "name": marked("Gone", creative, 1), "adset_id": "2", "effective_status": "DELETED"},
    ]

    channel = reading.channel(campaign, ad_sets, ads, USD)

    assert channel.budget.amount == Money.of("50", "USD")
    assert [found.ad_group_id for found in channel.ad_groups] == [group]
    assert [(ad.version, ad.delivery) for ad in channel.ad_groups[0].ads] == [(2, Delivery.PAUSED)]


def test_a_budget_that_was_moved_to_the_ad_sets_is_pointed_out() -> None:
    with pytest.raises(PlatformBugError, match="no budget of its own") as caught:
        reading.channel({"id": "1", "daily_budget": "0", "status": "ACTIVE"}, [], [], USD)

    assert "move it back" in caught.value.advice


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"account_status": 101}, "closed"),
        ({"currency": "XXB"}, "ISO 4217"),
        ({"timezone_name": "Mars/Olympus"}, "time zone"),
    ],
)
def test_an_account_says_why_it_cannot_be_used(changed: dict[str, object], obstacle: str | None) -> None:
    row = {"account_id": "9", "name": "Shop", "currency": "TWD", "timezone_name": "Asia/Taipei", "account_status": 1}

    account = reading.account({**row, "min_daily_budget": 33, **changed}, [])

    assert (obstacle is None) == (account.obstacle is None)
    assert obstacle is None or obstacle in str(account.obstacle)


def test_the_accounts_minimum_is_in_its_own_units() -> None:
    row = {"account_id": "9", "currency": "TWD", "timezone_name": "Asia/Taipei", "min_daily_budget": 33}

    assert reading.account(row, []).profile.minimum_daily_budget == Money.of("33", "TWD")
