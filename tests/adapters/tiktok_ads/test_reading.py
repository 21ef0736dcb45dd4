"""What TikTok shows, in our words."""

from datetime import date
from decimal import Decimal

import pytest

from adapters.tiktok_ads import reading
from adapters.tiktok_ads.flows import MANUAL
from application.platforms.errors import PlatformBugError
from domain.shared.money import Currency


def a_row(time: str = "2026-11-20 00:00:00", **metrics: str) -> reading.Row:
    figures = {"spend": "12.34", "impressions": "1000", "clicks": "20", "conversion": "3"} | metrics
    dimensions = {"campaign_id": "7", "stat_time_day": time, "stat_time_hour": time}
    return {"dimensions": dimensions, "metrics": figures}


def test_a_row_is_a_day_of_a_campaign() -> None:
    seen = reading.observation(a_row(total_complete_payment_rate="99.90"), hourly=False)

    assert (seen.key.day, seen.key.hour, seen.key.campaign_ref) == (date(2026, 11, 20), -1, "7")
    assert (seen.metrics.spend_micros, seen.metrics.conversions) == (12_340_000, Decimal(3))
    assert seen.metrics.conversion_value_micros == 99_900_000


def test_a_value_that_cannot_be_summed_is_unknown_and_not_zero() -> None:
    metrics = reading.observation(a_row(conversion="-"), hourly=False).metrics

    assert metrics.conversions is None
    assert metrics.conversion_value_micros is None


def test_an_hour_is_read_from_its_time() -> None:
    assert reading.observation(a_row("2026-11-20 17:00:00"), hourly=True).key.hour == 17


def test_a_campaign_without_a_budget_of_its_own_is_pointed_out() -> None:
    campaign = {"campaign_id": "1", "budget_mode": "BUDGET_MODE_INFINITE", "operation_status": "ENABLE"}

    with pytest.raises(PlatformBugError, match="no budget of its own"):
        reading.channel(MANUAL, campaign, [], [], Currency("USD"))


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"status": "STATUS_LIMIT"}, "limit"),
        ({"currency": "XXB"}, "ISO 4217"),
        ({"display_timezone": "Mars/Olympus"}, "time zone"),
    ],
)
def test_an_account_says_why_it_cannot_be_used(changed: dict[str, str], obstacle: str | None) -> None:
    row = {"advertiser_id": "9", "currency": "JPY", "display_timezone": "Asia/Tokyo", "status": "STATUS_ENABLE"}

    account = reading.account(row | changed, [])

    assert (obstacle is None) == (account.obstacle is None)
    assert obstacle is None or obstacle in str(account.obstacle)
