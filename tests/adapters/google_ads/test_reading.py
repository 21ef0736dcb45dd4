from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from google.ads.googleads.v26.services.types.google_ads_service import GoogleAdsRow

from adapters.google_ads import query
from adapters.google_ads.query import Row
from adapters.google_ads.reading import observation, remote_account, remote_channel
from adapters.google_ads.rows import plain_row
from application.platforms.errors import PlatformBugError
from application.platforms.marker import marked, marker
from domain.performance.observation import WHOLE_DAY
from domain.shared.money import Currency
from domain.shared.platform import Delivery

USD = Currency("USD")
AD_GROUP, CREATIVE = UUID(int=11), UUID(int=101)
A_DAY = date(2026, 11, 20)
A_CAMPAIGN = {
    "campaign.id": 77,
    "campaign.name": "Winter boots",
    "campaign.status": "ENABLED",
    "campaign_budget.id": 5,
    "campaign_budget.period": "DAILY",
    "campaign_budget.amount_micros": 100_000_000,
    "campaign_budget.total_amount_micros": 0,
}


def an_ad(value: str, status: str = "ENABLED") -> Row:
    return {
        "ad_group.id": 8,
        "ad_group_ad.ad.id": 9,
        "ad_group_ad.ad.url_custom_parameters": (("adscale", value),),
        "ad_group_ad.status": status,
    }


def a_row_of_figures(**segments: object) -> GoogleAdsRow:
    metrics = {"impressions": 1000, "clicks": 30, "cost_micros": 12_340_000, "conversions": 0.1}
    return GoogleAdsRow(
        {
            "campaign": {"id": 77},
            "segments": {"date": A_DAY.isoformat(), **segments},
            "metrics": metrics | {"conversions_value": 19.99},
        }
    )


def test_the_tree_holds_what_is_ours() -> None:
    groups = [{"ad_group.id": 8, "ad_group.name": marked("Walkers", AD_GROUP)}]

    (group,) = remote_channel(A_CAMPAIGN, groups, [an_ad(marker(CREATIVE, 3), "PAUSED")], USD).ad_groups

    assert (group.external_id, group.ad_group_id) == ("8", AD_GROUP)
    (ad,) = group.ads
    assert (ad.external_id, ad.creative_id, ad.version) == ("8~9", CREATIVE, 3)
    assert ad.delivery is Delivery.PAUSED


def test_what_a_person_added_by_hand_is_left_out() -> None:
    groups = [{"ad_group.id": 8, "ad_group.name": "By hand"}, {"ad_group.id": 9, "ad_group.name": "[as:short]"}]

    assert remote_channel(A_CAMPAIGN, groups, [an_ad("utm")], USD).ad_groups == ()


def test_a_campaign_without_ad_groups_is_found() -> None:
    found = remote_channel(A_CAMPAIGN, [], [], USD)

    assert (found.external_id, found.budget_ref, found.delivery) == ("77", "5", Delivery.ENABLED)


def test_figures_are_read_exactly() -> None:
    plain = plain_row(GoogleAdsRow.pb(a_row_of_figures()), query.figures_by_day(A_DAY, A_DAY).select)

    row = observation(plain)

    assert (row.key.day, row.key.hour, row.key.campaign_ref) == (A_DAY, WHOLE_DAY, "77")
    assert (row.metrics.impressions, row.metrics.clicks, row.metrics.spend_micros) == (1000, 30, 12_340_000)
    assert row.metrics.conversions == Decimal("0.1")
    assert row.metrics.conversion_value_micros == 19_990_000


@pytest.mark.parametrize("hour", [0, 23])
def test_an_hour_of_a_day_keeps_its_hour(hour: int) -> None:
    plain = plain_row(GoogleAdsRow.pb(a_row_of_figures(hour=hour)), query.figures_by_hour(A_DAY).select)

    assert observation(plain).key.hour == hour


def test_an_account_that_cannot_be_used_says_why() -> None:
    row = {
        "customer.id": 1,
        "customer.descriptive_name": "",
        "customer.currency_code": "EUR",
        "customer.time_zone": "Europe/Berlin",
        "customer.status": "SUSPENDED",
    }

    account = remote_account(row, "customer", None)

    assert account is not None
    assert account.profile.name == "Google Ads 1"
    assert "suspended" in (account.obstacle or "")


def test_an_answer_without_a_field_is_told_as_a_bug() -> None:
    with pytest.raises(PlatformBugError, match=r"campaign\.id"):
        remote_channel({**A_CAMPAIGN, "campaign.id": None}, [], [], USD)
