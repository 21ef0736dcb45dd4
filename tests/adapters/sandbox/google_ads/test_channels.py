"""Campaigns of every channel: what is made in them, where they show, and what is told of it."""

from datetime import timedelta
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from tests.adapters.sandbox.google_ads.bench import Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import a_budget, a_campaign, an_ad_group, temporary
from tests.adapters.sandbox.google_ads.further_world import create

_WEEK = "WHERE segments.date DURING LAST_7_DAYS"
_TEXTS = {"headlines": [{"text": "Boots"}], "long_headline": {"text": "Boots"}, "descriptions": [{"text": "Boots"}]}


def _a_channel(channel: str, **campaign: object) -> tuple[dict[str, Any], ...]:
    kind = {"advertising_channel_type": channel, "network_settings": None, "status": "ENABLED"}
    return a_budget(), a_campaign(**(kind | campaign))


def _an_ad(**data: object) -> dict[str, Any]:
    return create("ad_group_ad", ad_group=temporary("adGroups", -3), status="ENABLED", ad=data)


def _display_ad() -> dict[str, Any]:
    images = {
        "marketing_images": [{"asset": temporary("assets", -7)}],
        "square_marketing_images": [{"asset": temporary("assets", -7)}],
        "business_name": "Shop",
    }
    return _an_ad(final_urls=["https://shop.example"], responsive_display_ad=_TEXTS | images)


_PICTURE = create("asset", resource_name=temporary("assets", -7), name="Boots", text_asset={"text": "a picture"})


@pytest.mark.parametrize(
    ("channel", "settings", "ad", "ad_group_type"),
    [
        ("DISPLAY", {}, _display_ad(), "DISPLAY_STANDARD"),
        (
            "SHOPPING",
            {"shopping_setting": {"merchant_id": 5}, "manual_cpc": {}, "maximize_conversions": None},
            _an_ad(shopping_product_ad={}),
            "SHOPPING_PRODUCT_ADS",
        ),
        ("HOTEL", {"hotel_setting": {"hotel_center_id": 5}}, _an_ad(hotel_ad={}), "HOTEL_ADS"),
        ("TRAVEL", {}, _an_ad(travel_ad={}), "TRAVEL_ADS"),
        ("MULTI_CHANNEL", {}, _an_ad(app_ad={"headlines": [{"text": "Boots"}]}), "UNSPECIFIED"),
        (
            "DEMAND_GEN",
            {},
            _an_ad(final_urls=["https://shop.example"], demand_gen_multi_asset_ad={"business_name": "Shop"}),
            "UNSPECIFIED",
        ),
    ],
)
def test_a_channel_takes_its_own_ad_groups_and_ads(
    bench: Bench, channel: str, settings: dict[str, Any], ad: dict[str, Any], ad_group_type: str
) -> None:
    bench.mutate(*_a_channel(channel, **settings), an_ad_group(), _PICTURE, ad)

    row = bench.query(gaql("ad_group.type, ad_group_ad.ad.type, campaign.advertising_channel_type", "ad_group_ad"))[0]

    assert row.ad_group.type_.name == ad_group_type
    assert (
        row.ad_group_ad.ad.type_.name
        == next(name for name in ad["ad_group_ad_operation"]["create"]["ad"] if name.endswith("_ad")).upper()
    )


def test_a_display_campaign_shows_on_the_content_network_without_keywords(bench: Bench) -> None:
    bench.mutate(*_a_channel("DISPLAY"), an_ad_group(), _PICTURE, _display_ad())
    bench.sandbox.clock.advance(timedelta(days=3))

    rows = bench.query(gaql("segments.ad_network_type, metrics.impressions", "campaign", _WEEK))

    assert [row.segments.ad_network_type.name for row in rows] == ["CONTENT"]
    assert rows[0].metrics.impressions > 0


def test_a_temporary_name_is_understood_however_deep_it_stands(bench: Bench) -> None:
    *_, asset, _ad = bench.mutate(*_a_channel("DISPLAY"), an_ad_group(), _PICTURE, _display_ad())

    row = bench.query(gaql("ad_group_ad.ad.responsive_display_ad.marketing_images", "ad_group_ad"))[0]

    assert [each.asset for each in row.ad_group_ad.ad.responsive_display_ad.marketing_images] == [asset]


def test_an_asset_group_has_the_figures_of_its_campaign(bench: Bench) -> None:
    groups = [
        create("asset_group", campaign=temporary("campaigns", -2), name=name, final_urls=["https://shop.example"])
        for name in ("Boots", "Shoes")
    ]
    bench.mutate(*_a_channel("PERFORMANCE_MAX", shopping_setting={"merchant_id": 5}), *groups)
    bench.sandbox.clock.advance(timedelta(days=3))

    of_groups = bench.query(gaql("asset_group.name, metrics.clicks", "asset_group", _WEEK))
    by_network = bench.query(gaql("segments.ad_network_type, metrics.clicks", "asset_group", _WEEK))
    whole = bench.query(gaql("campaign.id, metrics.clicks", "campaign", _WEEK))[0].metrics.clicks

    assert len(of_groups) == len(groups)
    assert sum(row.metrics.clicks for row in of_groups) == whole > 0
    assert sum(row.metrics.clicks for row in by_network) == whole


def test_an_ad_group_refuses_the_ads_of_another_channel(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(*_a_channel("DISPLAY"), an_ad_group(), _an_ad(hotel_ad={}))

    assert codes(refusal.value) == ["ad_error.INVALID_AD_TYPE"]


def test_the_default_of_a_customizer_is_what_counts_as_text(bench: Bench) -> None:
    headlines = [{"text": "Just {CUSTOMIZER.Price_of_this_autumn:10 EUR}"}, {"text": "Boots"}, {"text": "Shoes"}]
    search_ad = {"headlines": headlines, "descriptions": [{"text": "A"}, {"text": "B"}]}

    made = bench.mutate(
        a_budget(),
        a_campaign(),
        an_ad_group(),
        _an_ad(final_urls=["https://shop.example"], responsive_search_ad=search_ad),
    )

    assert made[-1]


def test_a_listing_group_finds_its_ad_group_in_its_temporary_name(bench: Bench) -> None:
    shopping = {"shopping_setting": {"merchant_id": 5}, "manual_cpc": {}, "maximize_conversions": None}
    ad_group = bench.mutate(*_a_channel("SHOPPING", **shopping), an_ad_group())[-1]
    root = temporary("adGroupCriteria", f"{ad_group.rpartition('/')[2]}~-1")

    _, unit = bench.mutate(
        create("ad_group_criterion", resource_name=root, listing_group={"type_": "SUBDIVISION"}),
        create(
            "ad_group_criterion",
            ad_group=ad_group,
            cpc_bid_micros=10_000,
            listing_group={"type_": "UNIT", "parent_ad_group_criterion": root},
        ),
    )

    row = bench.query(gaql("ad_group.id", "ad_group_criterion", f"WHERE ad_group_criterion.resource_name = '{unit}'"))[
        0
    ]
    assert row.ad_group.resource_name == ad_group
