"""For every rule of the further kinds, operations that break it and no other."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.adapters.sandbox.google_ads.builders import Operation, an_ad_group, temporary
from tests.adapters.sandbox.google_ads.further_world import create

if TYPE_CHECKING:
    from tests.adapters.sandbox.google_ads.rule_world import World

Breaker: TypeAlias = Callable[["World"], tuple[Operation, ...]]
Given: TypeAlias = Callable[["World"], dict[str, Any]]
_LONG = "x" * 256
_NO_LIST = {"user_list": temporary("userLists", 1)}


def _new(root: str, given: Given, **changes: object) -> Breaker:
    return lambda w: (create(root, **(given(w) | changes)),)


def _of(root: str, given: Given, pick: Given) -> Breaker:
    return lambda w: _new(root, given, **pick(w))(w)


def _ends(root: str, given: Given, end: str, collection: str, removed: str = "") -> Mapping[str, Breaker]:
    """The rules of a field that names a resource; `removed` is the code where it may not be a removed one."""
    name = f"google_ads.{root}.{end}"
    found = {
        f"{name}.required": _new(root, given, **{end: ""}),
        f"{name}.resource_not_found": _new(root, given, **{end: temporary(collection, 1)}),
    }
    if removed:
        found[f"{name}.{removed}"] = _of(root, given, lambda w: {end: w.removed[end]})
    return found


_REMOVED = "operation_not_permitted_for_removed_resource"


def _modifier(w: "World") -> dict[str, Any]:
    return {"ad_group": w.spare_ad_group, "device": {"type_": "MOBILE"}, "bid_modifier": 1.5}


def _event(**more: object) -> Given:
    times = {"start_date_time": "2026-12-01 00:00:00", "end_date_time": "2026-12-02 00:00:00"}
    return lambda _: {"scope": "CHANNEL", "advertising_channel_types": ["SEARCH"], **times, **more}


def _events(root: str, given: Given) -> Mapping[str, Breaker]:
    breakers: dict[str, dict[str, object]] = {
        "name.too_long": {"name": _LONG},
        "description.too_long": {"description": "x" * 2049},
        "scope.required": {"scope": 0},
        "campaigns.required": {"scope": "CAMPAIGN"},
        "campaigns.resource_not_found": {"campaigns": [temporary("campaigns", 1)]},
        "advertising_channel_types.required": {"advertising_channel_types": []},
        "start_date_time.required": {"start_date_time": ""},
        "start_date_time.invalid_string_date_time_seconds": {"start_date_time": "soon"},
        "end_date_time.required": {"end_date_time": ""},
        "end_date_time.invalid_string_date_time_seconds": {"end_date_time": "later"},
        "end_date_time.start_date_after_end_date": {"end_date_time": "2026-11-30 00:00:00"},
    }
    return {f"google_ads.{root}.{name}": _new(root, given, **change) for name, change in breakers.items()}


_EXCLUSION = _event()
_SEASON = _event(conversion_rate_modifier=1.25)


def _parameter(w: "World") -> dict[str, Any]:
    return {"ad_group_criterion": w.living["ad_group_criterion"], "parameter_index": 1, "insertion_text": "10"}


def _attribute(_: "World") -> dict[str, Any]:
    return {"name": "New", "type_": "TEXT"}


def _customizers(parent: str | None, collection: str) -> Mapping[str, Breaker]:
    root = f"{parent or 'customer'}_customizer"

    def given(w: "World") -> dict[str, Any]:
        tied = {parent: w.living[parent]} if parent else {}
        value = {"type_": "PRICE", "string_value": "10 EUR"}
        return {**tied, "customizer_attribute": w.further["customizer_attribute"], "value": value}

    return {
        **(_ends(root, given, parent, collection, _REMOVED) if parent else {}),
        **_ends(root, given, "customizer_attribute", "customizerAttributes", _REMOVED),
        f"google_ads.{root}.value.string_value.required": _new(root, given, value={"type_": "PRICE"}),
        f"google_ads.{root}.value.type.invalid_value": _new(
            root, given, value={"type_": "TEXT", "string_value": "ten"}
        ),
        f"google_ads.{root}.customizer_attribute.resource_already_exists": _of(
            root, given, lambda w: {"customizer_attribute": w.further["used_attribute"]}
        ),
    }


def _list(_: "World") -> dict[str, Any]:
    return {"name": "New", "crm_based_user_list": {"upload_key_type": "CONTACT_INFO"}}


def _other_list(**kind: object) -> Breaker:
    return lambda _: (create("user_list", name="New", **kind),)


def _audience(_: "World") -> dict[str, Any]:
    return {"name": "New", "type_": "SEARCH", "members": [{"member_type": "KEYWORD", "keyword": "boots"}]}


def _set(_: "World") -> dict[str, Any]:
    return {"name": "New", "type_": "PAGE_FEED"}


def _member(w: "World") -> dict[str, Any]:
    return {"asset_set": w.further["asset_set"], "asset": w.further["page"]}


def _set_link(w: "World") -> dict[str, Any]:
    return {"campaign": w.living["campaign"], "asset_set": w.further["asset_set"]}


def _group(w: "World") -> dict[str, Any]:
    return {"campaign": w.further["campaign"], "name": "New", "final_urls": ["https://shop.example"]}


def _group_asset(w: "World") -> dict[str, Any]:
    return {"asset_group": w.further["asset_group"], "asset": w.further["text"], "field_type": "LONG_HEADLINE"}


def _signal(w: "World") -> dict[str, Any]:
    return {"asset_group": w.further["asset_group"], "search_theme": {"text": "boots"}}


def _filter(w: "World") -> dict[str, Any]:
    return {
        "asset_group": w.further["asset_group"],
        "type_": "UNIT_INCLUDED",
        "listing_source": "SHOPPING",
        "parent_listing_group_filter": w.further["asset_group_listing_group_filter"],
    }


def _listing(w: "World") -> dict[str, Any]:
    return {"ad_group": w.spare_ad_group, "listing_group": {"type_": "UNIT"}}


def _two_roots(w: "World") -> tuple[Operation, ...]:
    first, second = (
        create("ad_group_criterion", ad_group=w.spare_ad_group, listing_group={"type_": kind}, negative=negative)
        for kind, negative in (("SUBDIVISION", False), ("UNIT", True))
    )
    return first, second


FURTHER_BREAKERS: Mapping[str, Breaker] = {
    **_ends("ad_group_bid_modifier", _modifier, "ad_group", "adGroups", _REMOVED),
    "google_ads.ad_group_bid_modifier.criterion_id.criterion_id_not_supported": _new(
        "ad_group_bid_modifier", _modifier, device=None
    ),
    "google_ads.ad_group_bid_modifier.device.type.required": _new("ad_group_bid_modifier", _modifier, device={}),
    "google_ads.ad_group_bid_modifier.criterion_id.bid_modifier_already_exists": _of(
        "ad_group_bid_modifier", _modifier, lambda w: {"ad_group": w.living["ad_group"]}
    ),
    "google_ads.ad_group_bid_modifier.bid_modifier.too_low": _new(
        "ad_group_bid_modifier", _modifier, bid_modifier=0.05
    ),
    "google_ads.ad_group_bid_modifier.bid_modifier.too_high": _new(
        "ad_group_bid_modifier", _modifier, bid_modifier=11.0
    ),
    **_events("bidding_data_exclusion", _EXCLUSION),
    **_events("bidding_seasonality_adjustment", _SEASON),
    **{
        f"google_ads.bidding_seasonality_adjustment.conversion_rate_modifier.{name}": _new(
            "bidding_seasonality_adjustment", _SEASON, conversion_rate_modifier=value
        )
        for name, value in (("required", 0), ("too_low", 0.05), ("too_high", 11.0))
    },
    **_ends("ad_parameter", _parameter, "ad_group_criterion", "adGroupCriteria", _REMOVED),
    "google_ads.ad_parameter.ad_group_criterion.ad_group_criterion_must_be_keyword": _of(
        "ad_parameter", _parameter, lambda w: {"ad_group_criterion": w.further["aged"]}
    ),
    "google_ads.ad_parameter.parameter_index.invalid_value": _new("ad_parameter", _parameter, parameter_index=3),
    "google_ads.ad_parameter.insertion_text.required": _new("ad_parameter", _parameter, insertion_text=" "),
    "google_ads.ad_parameter.insertion_text.invalid_insertion_text_format": _new(
        "ad_parameter", _parameter, insertion_text="ten"
    ),
    "google_ads.customizer_attribute.name.required": _new("customizer_attribute", _attribute, name=" "),
    "google_ads.customizer_attribute.name.too_long": _new("customizer_attribute", _attribute, name="x" * 41),
    "google_ads.customizer_attribute.name.duplicate_customizer_attribute_name": _new(
        "customizer_attribute", _attribute, name="Price"
    ),
    "google_ads.customizer_attribute.type.required": _new("customizer_attribute", _attribute, type_=0),
    **_customizers(None, ""),
    **_customizers("campaign", "campaigns"),
    **_customizers("ad_group", "adGroups"),
    **_customizers("ad_group_criterion", "adGroupCriteria"),
    "google_ads.user_list.name.required": _new("user_list", _list, name=" "),
    "google_ads.user_list.name.too_long": _new("user_list", _list, name=_LONG),
    "google_ads.user_list.name.name_already_used": _new("user_list", _list, name="Buyers"),
    "google_ads.user_list.type.concrete_type_required": _other_list(),
    "google_ads.user_list.membership_life_span.too_low": _new("user_list", _list, membership_life_span=-1),
    "google_ads.user_list.membership_life_span.too_high": _new("user_list", _list, membership_life_span=541),
    "google_ads.user_list.logical_user_list.rules.invalid_user_list_logical_rule_operand": _other_list(
        logical_user_list={}
    ),
    "google_ads.user_list.logical_user_list.rules.rule_operands.user_list.invalid_user_list_logical_rule_operand": (
        _other_list(
            logical_user_list={
                "rules": [{"operator": "ALL", "rule_operands": [{"user_list": temporary("userLists", 1)}]}]
            }
        )
    ),
    "google_ads.user_list.basic_user_list.actions.conversion_type_id_required": _other_list(basic_user_list={}),
    "google_ads.custom_audience.name.required": _new("custom_audience", _audience, name=" "),
    "google_ads.custom_audience.name.too_long": _new("custom_audience", _audience, name=_LONG),
    "google_ads.custom_audience.name.name_already_used": _new("custom_audience", _audience, name="Walkers"),
    "google_ads.custom_audience.type.required": _new("custom_audience", _audience, type_=0),
    "google_ads.custom_audience.type.invalid_value": _new("custom_audience", _audience, type_="INTEREST"),
    "google_ads.custom_audience.members.required_nonempty_list": _new("custom_audience", _audience, members=[]),
    "google_ads.custom_audience.members.member_type_and_value_does_not_match": _new(
        "custom_audience", _audience, members=[{"member_type": "URL", "keyword": "boots"}]
    ),
    "google_ads.custom_audience.members.member_type_and_parameter_already_existed": _new(
        "custom_audience", _audience, members=[{"member_type": "KEYWORD", "keyword": "boots"}] * 2
    ),
    "google_ads.asset_set.name.required": _new("asset_set", _set, name=" "),
    "google_ads.asset_set.name.too_long": _new("asset_set", _set, name=_LONG),
    "google_ads.asset_set.name.duplicate_asset_set_name": _new("asset_set", _set, name="Pages"),
    "google_ads.asset_set.type.required": _new("asset_set", _set, type_=0),
    **_ends("asset_set_asset", _member, "asset_set", "assetSets", _REMOVED),
    **_ends("asset_set_asset", _member, "asset", "assets"),
    "google_ads.asset_set_asset.asset.invalid_asset_type": _of(
        "asset_set_asset", _member, lambda w: {"asset": w.further["text"]}
    ),
    "google_ads.asset_set_asset.asset.resource_already_exists": _of(
        "asset_set_asset", _member, lambda w: {"asset": w.further["used_page"]}
    ),
    **_ends("campaign_asset_set", _set_link, "campaign", "campaigns", _REMOVED),
    **_ends("campaign_asset_set", _set_link, "asset_set", "assetSets", _REMOVED),
    "google_ads.campaign_asset_set.asset_set.duplicate_asset_set_link": _of(
        "campaign_asset_set", _set_link, lambda w: {"asset_set": w.further["used_set"]}
    ),
    **_ends("asset_group", _group, "campaign", "campaigns", "cannot_mutate_asset_group_for_removed_campaign"),
    "google_ads.asset_group.campaign.cannot_add_asset_group_for_campaign_type": _of(
        "asset_group", _group, lambda w: {"campaign": w.living["campaign"]}
    ),
    "google_ads.asset_group.name.required": _new("asset_group", _group, name=" "),
    "google_ads.asset_group.name.too_long": _new("asset_group", _group, name="x" * 129),
    "google_ads.asset_group.name.duplicate_name": _new("asset_group", _group, name="Boots"),
    "google_ads.asset_group.status.enum_value_not_permitted": _new("asset_group", _group, status="REMOVED"),
    "google_ads.asset_group.final_urls.final_url_required": _new("asset_group", _group, final_urls=[]),
    "google_ads.asset_group.final_urls.invalid_final_url": _new("asset_group", _group, final_urls=["nowhere"]),
    "google_ads.asset_group.path1.too_long": _new("asset_group", _group, path1="x" * 16),
    "google_ads.asset_group.path2.too_long": _new("asset_group", _group, path1="a", path2="x" * 16),
    "google_ads.asset_group.path2.path1_required_when_path2_is_set": _new("asset_group", _group, path2="a"),
    **_ends("asset_group_asset", _group_asset, "asset_group", "assetGroups", _REMOVED),
    **_ends("asset_group_asset", _group_asset, "asset", "assets"),
    "google_ads.asset_group_asset.field_type.required": _new("asset_group_asset", _group_asset, field_type=0),
    "google_ads.asset_group_asset.field_type.field_type_incompatible_with_asset_type": _new(
        "asset_group_asset", _group_asset, field_type="LOGO"
    ),
    "google_ads.asset_group_asset.status.enum_value_not_permitted": _new(
        "asset_group_asset", _group_asset, status="REMOVED"
    ),
    "google_ads.asset_group_asset.asset.duplicate_resource": _of(
        "asset_group_asset",
        _group_asset,
        lambda w: {"asset": w.further["used_text"], "field_type": "HEADLINE"},
    ),
    **_ends("asset_group_signal", _signal, "asset_group", "assetGroups", _REMOVED),
    "google_ads.asset_group_signal.audience.required": _new("asset_group_signal", _signal, search_theme=None),
    "google_ads.asset_group_signal.search_theme.text.required": _new("asset_group_signal", _signal, search_theme={}),
    "google_ads.asset_group_signal.search_theme.text.too_many_words": _new(
        "asset_group_signal", _signal, search_theme={"text": "a b c d e f g h i j k"}
    ),
    **_ends("asset_group_listing_group_filter", _filter, "asset_group", "assetGroups", _REMOVED),
    "google_ads.asset_group_listing_group_filter.type.required": _new(
        "asset_group_listing_group_filter", _filter, type_=0
    ),
    "google_ads.asset_group_listing_group_filter.listing_source.required": _new(
        "asset_group_listing_group_filter", _filter, listing_source=0
    ),
    "google_ads.asset_group_listing_group_filter.parent_listing_group_filter.resource_not_found": _new(
        "asset_group_listing_group_filter",
        _filter,
        parent_listing_group_filter=temporary("assetGroupListingGroupFilters", 1),
    ),
    "google_ads.asset_group_listing_group_filter.parent_listing_group_filter.multiple_roots": _new(
        "asset_group_listing_group_filter", _filter, parent_listing_group_filter=""
    ),
    "google_ads.ad_group.campaign.cannot_add_ad_group_for_campaign_type": lambda w: (
        an_ad_group(resource_name="", name="New", campaign=w.further["campaign"], type_="SEARCH_STANDARD"),
    ),
    "google_ads.ad_group.type.cannot_add_adgroup_of_type_dsa_to_campaign_without_dsa_setting": lambda w: (
        an_ad_group(resource_name="", name="New", campaign=w.living["campaign"], type_="SEARCH_DYNAMIC_ADS"),
    ),
    "google_ads.ad_group_criterion.location.geo_target_constant.invalid_criterion_id": lambda w: (
        create("ad_group_criterion", ad_group=w.spare_ad_group, location={"geo_target_constant": "US"}),
    ),
    "google_ads.ad_group_criterion.language.language_constant.invalid_criterion_id": lambda w: (
        create("ad_group_criterion", ad_group=w.spare_ad_group, language={"language_constant": "en"}),
    ),
    "google_ads.campaign_criterion.user_list.user_list.invalid_user_list": lambda w: (
        create("campaign_criterion", campaign=w.living["campaign"], user_list=_NO_LIST),
    ),
    "google_ads.ad_group_criterion.user_list.user_list.invalid_user_list": lambda w: (
        create("ad_group_criterion", ad_group=w.spare_ad_group, user_list=_NO_LIST),
    ),
    "google_ads.ad_group_criterion.cpc_bid_micros.cannot_set_bids_on_listing_group_subdivision": _new(
        "ad_group_criterion", _listing, listing_group={"type_": "SUBDIVISION"}, cpc_bid_micros=10_000
    ),
    "google_ads.ad_group_criterion.listing_group.parent_ad_group_criterion.listing_group_does_not_exist": _new(
        "ad_group_criterion",
        _listing,
        listing_group={"type_": "UNIT", "parent_ad_group_criterion": temporary("adGroupCriteria", 1)},
    ),
    "google_ads.ad_group_criterion.listing_group.parent_ad_group_criterion.listing_group_already_exists": _two_roots,
    "google_ads.asset.page_feed_asset.page_url.invalid_final_url": lambda _: (
        create("asset", page_feed_asset={"page_url": "nowhere"}),
    ),
    "google_ads.asset.media_bundle_asset.data.required": lambda _: (create("asset", media_bundle_asset={}),),
}
