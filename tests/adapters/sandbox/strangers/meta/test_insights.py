"""Insights, at once and as runs. Typed in from the official SDK's documentation."""

from decimal import Decimal
from typing import Any

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adreportrun import AdReportRun
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.adsinsights import AdsInsights
from facebook_business.adobjects.campaign import Campaign

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS

pytestmark = SDK_WARNS

COUNTED = ("impressions", "clicks", "inline_link_clicks", "spend")
OF_APPS = ["app_id", "skan_campaign_id", "skan_conversion_id", "skan_version", "hsid", "fidelity_type", "redownload"]
OF_OTHERS = ["product_id", "place_page_id", "frequency_value"]
ASSETS = ["body_asset", "title_asset", "image_asset", "call_to_action_asset", "link_url_asset", "ad_format_asset"]
COMBINED = [
    *(["age"], ["gender"], ["age", "gender"], ["country"], ["region"], ["comscore_market"], ["device_platform"]),
    *(["publisher_platform"], ["publisher_platform", "impression_device"], ["impression_device"]),
    *(["publisher_platform", "platform_position"], ["publisher_platform", "platform_position", "impression_device"]),
    *(["publisher_platform", "device_platform"], ["hourly_stats_aggregated_by_advertiser_time_zone"]),
    ["hourly_stats_aggregated_by_audience_time_zone"],
]


def values_of(enumeration: type) -> list[str]:
    return [value for name, value in vars(enumeration).items() if not name.startswith("_")]


@pytest.fixture
def shown(account: AdAccount, ad: Ad, ads_sandbox: AdsSandbox) -> AdAccount:
    """The account of the quick start's ad, ten days after all of it became active."""
    read = ad.api_get(fields=["adset_id", "campaign_id"])
    targeting = {"geo_locations": {"countries": ["US", "CA"]}, "targeting_automation": {"advantage_audience": 0}}
    AdSet(read["adset_id"]).api_update(params={"status": "ACTIVE", "daily_budget": 90000, "targeting": targeting})
    for each in (ad, Campaign(read["campaign_id"])):
        each.api_update(params={"status": "ACTIVE"})
    ads_sandbox.control.advance(days=10)
    return account


def told(account: AdAccount, *fields: str, **params: object) -> list[dict[str, Any]]:
    return [row.export_all_data() for row in account.get_insights(fields=[*(fields or COUNTED)], params=params)]


def totals(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    return {name: sum((Decimal(row[name]) for row in rows), Decimal(0)) for name in COUNTED}


def test_insights_run_asynchronously(account: AdAccount, ad: Ad) -> None:
    job = account.get_insights(
        fields=["campaign_id", "impressions", "spend", "actions"],
        params={"level": "campaign", "date_preset": "last_7d", "time_increment": 1, "breakdowns": ["age", "gender"]},
        is_async=True,
    )
    assert isinstance(job, AdReportRun)
    for _ in range(10):
        job = job.api_get()
        if job[AdReportRun.Field.async_status] == "Job Completed":
            break
    assert list(job.get_result(params={"limit": 100})) == []
    assert ad["id"]


def test_every_documented_combination_comes_to_the_total(shown: AdAccount) -> None:
    whole = totals(told(shown))
    assert whole["impressions"] > 0
    for breakdowns in COMBINED:
        assert totals(told(shown, breakdowns=breakdowns)) == whole, breakdowns
        assert totals(told(shown, breakdowns=breakdowns, level="ad", time_increment=1)) == whole, breakdowns


def test_every_preset_and_increment_of_the_client_is_answered(shown: AdAccount) -> None:
    for preset in values_of(AdsInsights.DatePreset):
        days = totals(told(shown, date_preset=preset, time_increment=1))
        assert totals(told(shown, date_preset=preset)) == days, preset
        assert totals(told(shown, date_preset=preset, time_increment="monthly")) == days, preset


def test_every_action_breakdown_and_window_of_the_client_is_answered(shown: AdAccount) -> None:
    for kind in values_of(AdsInsights.ActionBreakdowns):
        (row,) = told(shown, "actions", action_breakdowns=["action_type", kind])
        assert all(kind in action for action in row["actions"]), kind
    for window in values_of(AdsInsights.ActionAttributionWindows):
        assert told(shown, "actions", action_attribution_windows=[window])[0]["actions"], window


@pytest.mark.parametrize("breakdown", [*OF_APPS, *OF_OTHERS])
def test_what_an_account_has_none_of_has_no_rows(shown: AdAccount, breakdown: str) -> None:
    assert told(shown, breakdowns=[breakdown]) == []


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("campaign.delivery_info", "IN", ["active", "archived"], 1),
        ("campaign.delivery_info", "IN", ["inactive"], 0),
        ("ad.created_time", "GREATER_THAN", 1, 1),
        ("ad.updated_time", "LESS_THAN", 1, 0),
        ("adset.daily_budget", "GREATER_THAN", 100, 1),
        ("account.name", "CONTAIN", "nobody", 0),
        ("ad.impressions", "GREATER_THAN", 0, 1),
        ("spend", "LESS_THAN", 0.01, 0),
        ("inline_link_clicks", "GREATER_THAN", 0, 1),
    ],
)
def test_rows_are_filtered_by_objects_and_figures(
    shown: AdAccount, field: str, operator: str, value: object, found: int
) -> None:
    filtering = [{"field": field, "operator": operator, "value": value}]
    assert len(told(shown, level="ad", filtering=filtering)) == found


def test_rows_are_filtered_by_what_they_are_broken_down_by(shown: AdAccount) -> None:
    filtering = [{"field": "country", "operator": "IN", "value": ["CA"]}]
    (row,) = told(shown, breakdowns=["country"], filtering=filtering)
    assert row["country"] == "CA"


def test_the_summary_tells_what_all_rows_come_to_together(shown: AdAccount) -> None:
    fields = ["impressions", "clicks", "spend", "reach", "cpc", "ctr", "frequency"]
    cursor = shown.get_insights(fields=fields, params={"time_increment": 1, "level": "ad", "default_summary": True})
    (whole,) = told(shown, *fields)
    assert {name: whole[name] for name in fields} == {name: cursor._summary[name] for name in fields}  # noqa: SLF001 - the SDK tells it as text only


def test_clicks_that_lead_away_are_told_in_all_their_columns(shown: AdAccount) -> None:
    columns = ["outbound_clicks", "unique_outbound_clicks", "outbound_clicks_ctr", "cost_per_outbound_click"]
    (row,) = told(shown, "inline_link_clicks", "spend", *columns)
    count, ctr, cost = (Decimal(row[name][0]["value"]) for name in ("outbound_clicks", *columns[2:]))
    assert count == int(row["inline_link_clicks"]) == int(row["unique_outbound_clicks"][0]["value"])
    assert 0 < ctr < 100
    assert abs(cost * count - Decimal(row["spend"])) < Decimal("0.01")


def test_a_run_tells_which_days_it_is_about(account: AdAccount) -> None:
    span = {"since": "2026-11-02", "until": "2026-11-05"}
    job = account.get_insights(params={"time_range": span, "time_increment": 1}, is_async=True)
    read = job.api_get(fields=["date_start", "date_stop"])
    assert (read["date_start"], read["date_stop"]) == ("2026-11-02", "2026-11-05")


def test_insights_within_an_object_are_a_page_too(shown: AdAccount) -> None:
    (campaign,) = shown.get_campaigns(fields=["insights.time_increment(1).date_preset(last_7d).limit(3){spend}"])
    page = campaign["insights"]
    following = shown.get_api().call("GET", page["paging"]["next"]).json()
    assert [len(page["data"]), len(following["data"])] == [3, 3]
    assert page["data"][-1]["date_start"] < following["data"][0]["date_start"]


FEED = {
    "bodies": [{"text": "Try it out"}, {"text": "Buy it now"}],
    "titles": [{"text": "Spring"}],
    "call_to_action_types": ["SHOP_NOW", "LEARN_MORE"],
    "ad_formats": ["SINGLE_IMAGE"],
    "link_urls": [{"website_url": "https://shop.example"}],
}


def test_an_ad_s_assets_come_to_its_total(shown: AdAccount, ad: Ad, ads_sandbox: AdsSandbox) -> None:
    spec = {"page_id": ads_sandbox.address.meta["page_id"]}
    dynamic = shown.create_ad_creative(params={"name": "D", "object_story_spec": spec, "asset_feed_spec": FEED})
    ad.api_update(params={"creative": {"creative_id": dynamic["id"]}})
    whole = totals(told(shown))
    assets = {name: told(shown, breakdowns=[name]) for name in ASSETS}
    assert all(totals(rows) == whole for rows in assets.values())
    assert {row["body_asset"]["text"] for row in assets["body_asset"]} == {"Try it out", "Buy it now"}
    assert {row["call_to_action_asset"]["name"] for row in assets["call_to_action_asset"]} == {"SHOP_NOW", "LEARN_MORE"}


def test_an_ad_of_one_story_has_one_asset_of_each_kind(shown: AdAccount) -> None:
    (body,), (video,) = (told(shown, breakdowns=[name]) for name in ("body_asset", "video_asset"))
    assert body["body_asset"]["text"] == "Try it out"
    assert "video_asset" not in video
