"""What a new resource of each further kind has, for the walk of every kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.adapters.sandbox.google_ads.rule_world import World


@dataclass(frozen=True)
class Sample:
    """What a new resource has, and what is changed about it; an asset stays, and some links have nothing to change."""

    fields: Callable[[World], dict[str, Any]]
    change: dict[str, Any] = field(default_factory=dict)
    stays: bool = False


_EVENT = {
    "name": "Walk",
    "scope": "CHANNEL",
    "advertising_channel_types": ["SEARCH"],
    "start_date_time": "2026-12-01 00:00:00",
    "end_date_time": "2026-12-02 00:00:00",
}


def _customized(root: str | None) -> Sample:
    def fields(world: World) -> dict[str, Any]:
        value = {"type_": "PRICE", "string_value": "10 EUR"}
        tied = {root: world.living[root]} if root else {}
        return {**tied, "customizer_attribute": world.further["customizer_attribute"], "value": value}

    return Sample(fields)


FURTHER_SAMPLES: Mapping[str, Sample] = {
    "ad_group_bid_modifier": Sample(
        lambda w: {"ad_group": w.spare_ad_group, "device": {"type_": "MOBILE"}, "bid_modifier": 1.5},
        {"bid_modifier": 0.5},
    ),
    "bidding_data_exclusion": Sample(lambda _: _EVENT, {"name": "Changed"}),
    "bidding_seasonality_adjustment": Sample(
        lambda _: {**_EVENT, "conversion_rate_modifier": 1.25}, {"conversion_rate_modifier": 1.5}
    ),
    "ad_parameter": Sample(
        lambda w: {
            "ad_group_criterion": w.living["ad_group_criterion"],
            "parameter_index": 2,
            "insertion_text": "$5.99",
        },
        {"insertion_text": "$6.99"},
    ),
    "customizer_attribute": Sample(lambda _: {"name": f"Walk {uuid4().hex[:8]}", "type_": "TEXT"}),
    "customer_customizer": _customized(None),
    **{f"{root}_customizer": _customized(root) for root in ("campaign", "ad_group", "ad_group_criterion")},
    "user_list": Sample(
        lambda _: {
            "name": "Walk",
            "membership_status": "OPEN",
            "membership_life_span": 365,
            "crm_based_user_list": {"upload_key_type": "CONTACT_INFO"},
        },
        {"name": "Changed", "membership_status": "CLOSED"},
    ),
    "custom_audience": Sample(
        lambda _: {
            "name": "Walk",
            "type_": "SEARCH",
            "members": [{"member_type": "KEYWORD", "keyword": "boots"}, {"member_type": "URL", "url": "shop.example"}],
        },
        {"name": "Changed", "description": "Walkers"},
    ),
    "asset_set": Sample(lambda _: {"name": "Walk", "type_": "PAGE_FEED"}, {"name": "Changed"}),
    "asset_set_asset": Sample(lambda w: {"asset_set": w.further["asset_set"], "asset": w.further["page"]}),
    "campaign_asset_set": Sample(lambda w: {"campaign": w.living["campaign"], "asset_set": w.further["asset_set"]}),
    "asset_group": Sample(
        lambda w: {
            "campaign": w.further["campaign"],
            "name": "Walk",
            "final_urls": ["https://shop.example/walk"],
            "path1": "walk",
        },
        {"name": "Changed", "status": "PAUSED"},
    ),
    "asset_group_asset": Sample(
        lambda w: {
            "asset_group": w.further["asset_group"],
            "asset": w.further["text"],
            "field_type": "LONG_HEADLINE",
        },
        {"status": "PAUSED"},
    ),
    "asset_group_signal": Sample(
        lambda w: {"asset_group": w.further["asset_group"], "search_theme": {"text": "walking boots"}}
    ),
    "asset_group_listing_group_filter": Sample(
        lambda w: {
            "asset_group": w.further["asset_group"],
            "type_": "UNIT_INCLUDED",
            "listing_source": "SHOPPING",
            "parent_listing_group_filter": w.further["asset_group_listing_group_filter"],
            "case_value": {"product_brand": {"value": "Walk"}},
        }
    ),
}
