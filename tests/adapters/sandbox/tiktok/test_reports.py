import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from adapters.sandbox.server import SandboxOptions, running_sandbox
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi

START = datetime(2026, 6, 1, 4, tzinfo=UTC)  # midnight in New York
FIRST = date(2026, 6, 1)
METRICS = ["spend", "impressions", "clicks", "conversion", "total_complete_payment_rate"]
DAILY = ["campaign_id", "stat_time_day"]


@pytest.fixture(scope="module")
def advertised() -> Iterator[tuple[BusinessApi, str, str]]:
    """A manual and a Smart+ campaign, twelve days after their start."""
    with running_sandbox(SandboxOptions(start=START, seed=5)) as address, BusinessApi(address) as tiktok:
        manual, smart = tiktok.tree()[0], tiktok.tree("smart_plus_")[0]
        tiktok.client.post(f"{address.control_url}/clock", json={"advance_days": 12})
        yield tiktok, manual, smart


def report(tiktok: BusinessApi, level: str = "CAMPAIGN", **changes: Any) -> Body:  # noqa: ANN401 - JSON
    query: Body = {
        "report_type": "BASIC",
        "service_type": "AUCTION",
        "data_level": f"AUCTION_{level}",
        "dimensions": DAILY,
        "metrics": METRICS,
        "start_date": FIRST.isoformat(),
        "end_date": (FIRST + timedelta(days=20)).isoformat(),
        "page_size": 1000,
        **changes,
    }
    return tiktok.get("/report/integrated/get/", **query)


def rows(tiktok: BusinessApi, level: str = "CAMPAIGN", **changes: Any) -> list[Body]:  # noqa: ANN401 - JSON
    answer = report(tiktok, level, **changes)
    assert answer["code"] == 0, answer["message"]
    found: list[Body] = answer["data"]["list"]
    return found


def total(found: list[Body], metric: str = "spend") -> Decimal:
    return sum((Decimal(row["metrics"][metric]) for row in found), Decimal(0))


def only(field: str, *values: str) -> list[Body]:
    return [{"field_name": field, "filter_type": "IN", "filter_value": json.dumps(values)}]


def test_events_come_in_families_and_purchases_are_measured(advertised: tuple[BusinessApi, str, str]) -> None:
    tiktok, manual, _ = advertised
    asked = [
        *("on_web_order", "cost_per_on_web_order", "on_web_order_rate", "value_per_on_web_order"),
        *("total_on_web_order_value", "onsite_on_web_cart", "cost_per_total_subscribe", "total_subscribe_value"),
        *(
            "complete_payment",
            "cost_per_complete_payment",
            "complete_payment_rate",
            "advertiser_name",
            "gross_impressions",
        ),
    ]
    found = rows(tiktok, filtering=only("campaign_ids", manual), metrics=asked)
    figures = found[-1]["metrics"]
    assert {*figures} == {*asked}
    assert figures["total_on_web_order_value"] == "0"
    assert figures["advertiser_name"] == "Sandbox Shop"
    assert sum(Decimal(row["metrics"]["complete_payment_rate"]) for row in found) > 0


def test_days_are_strings_in_the_account_s_zone(advertised: tuple[BusinessApi, str, str]) -> None:
    tiktok, manual, _ = advertised
    found = rows(tiktok, filtering=only("campaign_ids", manual))
    assert [row["dimensions"]["stat_time_day"] for row in found] == [
        f"{FIRST + timedelta(days=n)} 00:00:00" for n in range(12)
    ]
    assert all(isinstance(value, str) for row in found for value in row["metrics"].values())
    assert all(Decimal(0) < Decimal(row["metrics"]["spend"]) <= Decimal("20.5") for row in found)


@pytest.mark.parametrize(
    ("level", "dimension"), [("ADVERTISER", "advertiser_id"), ("ADGROUP", "adgroup_id"), ("AD", "ad_id")]
)
def test_every_level_adds_up_to_the_campaigns(
    advertised: tuple[BusinessApi, str, str], level: str, dimension: str
) -> None:
    tiktok, _, _ = advertised
    found = rows(tiktok, level, dimensions=[dimension, "stat_time_day"])
    for metric in METRICS:
        assert total(found, metric) == total(rows(tiktok), metric)


def test_hours_add_up_to_their_day(advertised: tuple[BusinessApi, str, str]) -> None:
    tiktok, _, smart = advertised
    day: Body = {"start_date": "2026-06-03", "end_date": "2026-06-03", "filtering": only("campaign_ids", smart)}
    hours = rows(tiktok, dimensions=["campaign_id", "stat_time_hour"], **day)
    assert hours[0]["dimensions"]["stat_time_hour"] == "2026-06-03 00:00:00"
    assert len(hours) > 20
    assert total(hours) == total(rows(tiktok, **day))


def test_smart_plus_ads_are_reported_under_their_own_dimension(advertised: tuple[BusinessApi, str, str]) -> None:
    tiktok, _, smart = advertised
    found = rows(tiktok, "AD", dimensions=["ad_id_v2"], metrics=["spend", "campaign_automation_type", "campaign_id"])
    kinds = {row["metrics"]["campaign_id"]: row["metrics"]["campaign_automation_type"] for row in found}
    assert kinds[smart] == "UPGRADED_SMART_PLUS"


def test_the_spend_of_a_deleted_campaign_vanishes_unless_asked_for() -> None:
    with running_sandbox(SandboxOptions(start=START)) as address, BusinessApi(address) as tiktok:
        campaign_id, _, _ = tiktok.tree()
        tiktok.client.post(f"{address.control_url}/clock", json={"advance_days": 2})
        before = total(rows(tiktok))
        gone = {"campaign_ids": [campaign_id], "operation_status": "DELETE"}
        assert tiktok.post("/campaign/status/update/", gone)["code"] == 0
        assert rows(tiktok) == []
        assert total(rows(tiktok, filtering=only("campaign_status", "STATUS_ALL"))) == before > 0


def test_a_report_comes_in_pages_of_ten_by_default(advertised: tuple[BusinessApi, str, str]) -> None:
    tiktok, _, _ = advertised
    data = report(tiktok, page_size="", enable_total_metrics="true", metrics=["spend", "campaign_name"])["data"]
    assert len(data["list"]) == data["page_info"]["page_size"] == 10
    assert data["page_info"]["total_number"] == 24
    assert data["total_metrics"] == {"spend": str(total(rows(tiktok))), "campaign_name": "-"}


def test_lifetime_needs_no_dates(advertised: tuple[BusinessApi, str, str]) -> None:
    tiktok, _, _ = advertised
    found = rows(tiktok, dimensions=["campaign_id"], query_lifetime="true", start_date="", end_date="")
    assert total(found) == total(rows(tiktok))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"report_type": "PLAYABLE_MATERIAL"}, "report_type"),
        ({"data_level": "AUCTION_WORLD"}, "data_level"),
        ({"dimensions": ["stat_time_day"]}, "dimensions"),
        ({"dimensions": ["campaign_id", "stat_time_day", "stat_time_hour"]}, "dimensions"),
        ({"metrics": ["happiness"]}, "metrics"),
        ({"start_date": "2026-01-01"}, "start_date"),
        ({"start_date": "2026-06-31"}, "start_date"),
        ({"dimensions": ["campaign_id", "stat_time_hour"]}, "start_date"),
        ({"end_date": "2026-05-01"}, "end_date"),
        ({"page_size": 1001}, "page_size"),
        ({"filtering": {"campaign_ids": ["1"]}}, "filtering"),
        ({"filtering": [{"field_name": "campaign_ids", "filter_type": "IN", "filter_value": ["1"]}]}, "filtering"),
        ({"filtering": only("campaign_ids", *map(str, range(101)))}, "filtering"),
    ],
)
def test_an_impossible_report_is_refused_by_its_field(
    advertised: tuple[BusinessApi, str, str], changes: dict[str, Any], field: str
) -> None:
    answer = report(advertised[0], **changes)
    assert answer["code"] == 40002
    assert answer["message"].startswith(field)
