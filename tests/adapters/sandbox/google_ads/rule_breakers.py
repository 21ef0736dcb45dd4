"""For every rule of Google Ads, operations that break it and no other."""

import struct
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.adapters.sandbox.google_ads.builders import (
    Operation,
    a_campaign,
    a_removal,
    an_ad,
    an_ad_group,
    an_update,
    temporary,
)
from tests.adapters.sandbox.google_ads.further_breakers import FURTHER_BREAKERS
from tests.adapters.sandbox.google_ads.further_world import create
from tests.adapters.sandbox.google_ads.rule_world import World, a_place, a_shared_budget, a_total_budget

_PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 9, 9) + bytes(9)
_NOWHERE = 1
Breaker: TypeAlias = Callable[[World], tuple[Operation, ...]]


def _budget(**changes: object) -> Breaker:
    return lambda _: (a_shared_budget(**changes),)


def _total(**changes: object) -> Breaker:
    return lambda _: (a_total_budget(**changes),)


def _campaign(**changes: object) -> Breaker:
    return lambda w: (
        a_campaign(**({"resource_name": "", "name": "New", "campaign_budget": w.shared_budget} | changes)),
    )


def _bidding(**strategy: object) -> Breaker:
    return _campaign(maximize_conversions=None, **strategy)


def _ad_group(**changes: object) -> Breaker:
    return lambda w: (
        an_ad_group(**({"resource_name": "", "name": "New", "campaign": w.living["campaign"]} | changes)),
    )


def _ad(**changes: Any) -> Breaker:  # noqa: ANN401 - headlines, descriptions or any field
    return lambda w: (an_ad(**({"ad_group": w.spare_ad_group} | changes)),)


def _path(**paths: str) -> Breaker:
    texts = {"headlines": [{"text": t} for t in "ABC"], "descriptions": [{"text": t} for t in "DE"]}
    return _ad(ad={"final_urls": ["https://shop.example"], "responsive_search_ad": texts | paths})


def _campaign_criterion(**changes: object) -> Breaker:
    return lambda w: (create("campaign_criterion", **({"campaign": w.living["campaign"]} | changes)),)


def _scheduled(bid_modifier: float = 1.0, **changes: object) -> Breaker:
    schedule = {"day_of_week": "MONDAY", "start_hour": 8, "end_hour": 20} | changes
    return _campaign_criterion(ad_schedule=schedule, bid_modifier=bid_modifier)


def _around(**changes: object) -> Breaker:
    address = {"city_name": "New York", "country_code": "US"}
    return _campaign_criterion(proximity={"radius": 10, "radius_units": "MILES", "address": address} | changes)


def _excluded(text: str, match_type: object = "BROAD") -> Breaker:
    return _campaign_criterion(negative=True, keyword={"text": text, "match_type": match_type})


def _ad_group_criterion(**changes: object) -> Breaker:
    return lambda w: (create("ad_group_criterion", **({"ad_group": w.spare_ad_group} | changes)),)


def _keyword(text: str = "boots", match_type: object = "BROAD", **changes: object) -> Breaker:
    return _ad_group_criterion(keyword={"text": text, "match_type": match_type}, **changes)


def _label(**changes: object) -> Breaker:
    return lambda _: (create("label", **({"name": "New"} | changes)),)


def _asset(**fields: object) -> Breaker:
    return lambda _: (create("asset", **fields),)


def _prices(offerings: int) -> Breaker:
    return _asset(price_asset={"price_offerings": [{"header": str(number)} for number in range(offerings)]})


def _lead_form(**changes: object) -> Breaker:
    whole = {"business_name": "Shop", "headline": "Ask", "privacy_policy_url": "https://shop.example/privacy"}
    return _asset(lead_form_asset=whole | changes)


def _strategy(**changes: object) -> Breaker:
    return lambda _: (create("bidding_strategy", **({"name": "New", "target_spend": {}} | changes)),)


def _portfolio(**scheme: object) -> Breaker:
    return lambda _: (create("bidding_strategy", name="New", **scheme),)


def _shared_set(**changes: object) -> Breaker:
    return lambda _: (create("shared_set", **({"name": "New", "type_": "NEGATIVE_KEYWORDS"} | changes)),)


def _shared_criterion(**changes: object) -> Breaker:
    keyword = {"text": "cheap", "match_type": "BROAD"}
    return lambda w: (create("shared_criterion", **({"shared_set": w.shared_set, "keyword": keyword} | changes)),)


def _shared_keyword(text: str, match_type: object = "BROAD") -> Breaker:
    return _shared_criterion(keyword={"text": text, "match_type": match_type})


def _set_link(**changes: object) -> Breaker:
    return lambda w: (
        create(
            "campaign_shared_set", **({"campaign": w.living["campaign"], "shared_set": w.spare_shared_set} | changes)
        ),
    )


def _set_link_of(pick: Callable[[World], dict[str, object]]) -> Breaker:
    return lambda w: _set_link(**pick(w))(w)


def _sitelink(**changes: object) -> Breaker:
    return _asset(final_urls=["https://shop.example"], sitelink_asset={"link_text": "Shop"} | changes)


def _snippet(header: str = "Brands", values: tuple[str, ...] = ("A", "B", "C")) -> Breaker:
    return _asset(structured_snippet_asset={"header": header, "values": list(values)})


def _action(**changes: object) -> Breaker:
    return lambda _: (create("conversion_action", **({"name": "New", "type_": "UPLOAD_CLICKS"} | changes)),)


def _missing(root: str, collection: str) -> dict[str, Any]:
    return {root: temporary(collection, _NOWHERE)}


def _label_link(root: str, collection: str) -> Mapping[str, Breaker]:
    def link(**changes: object) -> Breaker:
        return lambda w: (create(f"{root}_label", **({root: w.living[root], "label": w.living["label"]} | changes)),)

    def link_of(pick: Callable[[World], dict[str, object]]) -> Breaker:
        return lambda w: link(**pick(w))(w)

    end, label = (f"google_ads.{root}_label.{field}" for field in (root, "label"))
    return {
        f"{end}.required": link(**{root: ""}),
        f"{end}.resource_not_found": link(**_missing(root, collection)),
        f"{end}.operation_not_permitted_for_removed_resource": link_of(lambda w: {root: w.removed[root]}),
        f"{label}.required": link(label=""),
        f"{label}.resource_not_found": link(**_missing("label", "labels")),
        f"{label}.cannot_apply_inactive_label": link_of(lambda w: {"label": w.removed["label"]}),
        f"{label}.resource_already_exists": link_of(lambda w: {"label": w.used_label}),
        f"{label}.exceeded_label_limit_per_type": link_of(lambda w: {root: w.full[root]}),
    }


def _asset_link(root: str | None, collection: str) -> Mapping[str, Breaker]:
    kind = f"{root or 'customer'}_asset"

    def link(**changes: object) -> Breaker:
        return lambda w: (
            create(
                kind,
                **({root: w.living[root]} if root else {})
                | {"asset": w.living["asset"], "field_type": "CALLOUT"}
                | changes,
            ),
        )

    def link_of(pick: Callable[[World], dict[str, object]]) -> Breaker:
        return lambda w: link(**pick(w))(w)

    prefix = f"google_ads.{kind}"
    ends = {}
    if root:
        end = f"{prefix}.{root}"
        ends = {
            f"{end}.required": link(**{root: ""}),
            f"{end}.resource_not_found": link(**_missing(root, collection)),
            f"{end}.operation_not_permitted_for_removed_resource": link_of(lambda w: {root: w.removed[root]}),
        }
    return {
        **ends,
        f"{prefix}.asset.required": link(asset=""),
        f"{prefix}.asset.resource_not_found": link(**_missing("asset", "assets")),
        f"{prefix}.asset.resource_already_exists": link_of(lambda w: {"asset": w.used_asset}),
        f"{prefix}.status.enum_value_not_permitted": link(status="REMOVED"),
        f"{prefix}.field_type.required": link(field_type=0),
        f"{prefix}.field_type.field_type_incompatible_with_asset_type": link(field_type="SITELINK"),
    }


def _under(kind: str, breakers: Mapping[str, Breaker]) -> Mapping[str, Breaker]:
    return {f"google_ads.{kind}.{name}": breaker for name, breaker in breakers.items()}


_LONG, _OFF_STEP = "x" * 256, 1_234_567
_WORDS = "one two three four five six seven eight nine ten eleven"

BREAKERS: Mapping[str, Breaker] = {
    **_under(
        "campaign_budget",
        {
            "name.required": _budget(name=""),
            "name.too_long": _budget(name=_LONG),
            "name.duplicate_name": _budget(name="Shared"),
            "amount_micros.negative_money_amount": _budget(amount_micros=-10_000),
            "amount_micros.required": _budget(amount_micros=0),
            "amount_micros.non_multiple_of_minimum_currency_unit": _budget(amount_micros=_OFF_STEP),
            "amount_micros.budget_amount_must_be_unset_for_custom_budget_period": _total(
                name="New", amount_micros=10_000
            ),
            "total_amount_micros.negative_money_amount": _total(name="New", total_amount_micros=-10_000),
            "total_amount_micros.non_multiple_of_minimum_currency_unit": _total(
                name="New", total_amount_micros=_OFF_STEP
            ),
            "total_amount_micros.total_budget_amount_must_be_unset_for_budget_period_daily": _budget(
                total_amount_micros=10_000
            ),
            "total_amount_micros.required": _total(name="New", total_amount_micros=0),
            "explicitly_shared.cannot_update_campaign_budget_to_implicitly_shared": lambda w: (
                an_update("campaign_budget", w.shared_budget, explicitly_shared=False),
            ),
        },
    ),
    **_under(
        "campaign",
        {
            "name.required": _campaign(name=""),
            "name.invalid_campaign_name": _campaign(name="two\nlines"),
            "name.too_long": _campaign(name=_LONG),
            "name.duplicate_campaign_name": _campaign(name="Autumn"),
            "status.enum_value_not_permitted": _campaign(status="REMOVED"),
            "advertising_channel_type.required": _campaign(advertising_channel_type=0),
            "advertising_channel_type.advertising_channel_type_not_available_for_account_type": _campaign(
                advertising_channel_type="VIDEO"
            ),
            "shopping_setting.missing_shopping_setting": _campaign(advertising_channel_type="SHOPPING"),
            "hotel_setting.missing_hotel_setting": _campaign(advertising_channel_type="HOTEL"),
            "bidding_strategy.cannot_create_campaign_with_bidding_strategy": _bidding(
                advertising_channel_type="PERFORMANCE_MAX", manual_cpc={}
            ),
            "campaign_budget.required": _campaign(campaign_budget=""),
            "campaign_budget.resource_not_found": _campaign(**_missing("campaign_budget", "campaignBudgets")),
            "campaign_budget.campaign_budget_removed": lambda w: _campaign(
                campaign_budget=w.removed["campaign_budget"]
            )(w),
            "campaign_budget.cannot_use_implicitly_shared_campaign_budget_with_multiple_campaigns": lambda w: _campaign(
                campaign_budget=w.living["campaign_budget"]
            )(w),
            "bidding_strategy.required": _bidding(),
            "bidding_strategy.resource_not_found": _bidding(**_missing("bidding_strategy", "biddingStrategies")),
            "contains_eu_political_advertising.required": _campaign(contains_eu_political_advertising=0),
            "network_settings.cannot_target_search_network_without_google_search": _campaign(
                network_settings={"target_search_network": True}
            ),
            "network_settings.campaign_must_target_at_least_one_network": _campaign(network_settings={}),
            "network_settings.target_partner_search_network.cannot_target_partner_search_network": _campaign(
                network_settings={"target_google_search": True, "target_partner_search_network": True}
            ),
            "start_date_time.invalid_string_date_time_seconds": _campaign(start_date_time="2026-12-01"),
            "end_date_time.invalid_string_date_time_seconds": _campaign(end_date_time="2026-12-31"),
            "start_date_time.date_range_error_start_time_must_be_the_start_of_a_day": _campaign(
                start_date_time="2026-12-01 08:00:00"
            ),
            "end_date_time.date_range_error_end_time_must_be_the_end_of_a_day": _campaign(
                end_date_time="2026-12-31 12:00:00"
            ),
            "start_date_time.cannot_modify_start_date_if_already_started": lambda w: (
                an_update("campaign", w.living["campaign"], start_date_time="2026-11-01 00:00:00"),
            ),
            "start_date_time.cannot_set_date_to_past": _campaign(start_date_time="2026-10-05 00:00:00"),
            "end_date_time.cannot_set_date_to_past": lambda w: (
                an_update("campaign", w.living["campaign"], end_date_time="2026-10-05 23:59:59"),
            ),
            "end_date_time.start_date_after_end_date": _campaign(
                start_date_time="2026-12-01 00:00:00", end_date_time="2026-11-01 23:59:59"
            ),
            "end_date_time.end_date_time_required_for_total_budget": lambda w: _campaign(
                campaign_budget=w.total_budget
            )(w),
            "maximize_conversion_value.target_roas.too_low": _bidding(maximize_conversion_value={"target_roas": 0.001}),
            "maximize_conversion_value.target_roas.too_high": _bidding(maximize_conversion_value={"target_roas": 1001}),
            "target_roas.target_roas.too_low": _bidding(target_roas={"target_roas": 0.001}),
            "target_roas.target_roas.too_high": _bidding(target_roas={"target_roas": 1001}),
            "maximize_conversions.target_cpa_micros.bid_too_many_fractional_digits": _campaign(
                maximize_conversions={"target_cpa_micros": _OFF_STEP}
            ),
        },
    ),
    **_under(
        "ad_group",
        {
            "name.required": _ad_group(name=""),
            "name.invalid_adgroup_name": _ad_group(name="two\nlines"),
            "name.too_long": _ad_group(name=_LONG),
            "name.duplicate_adgroup_name": _ad_group(name="Boots"),
            "status.enum_value_not_permitted": _ad_group(status="REMOVED"),
            "campaign.required": _ad_group(campaign=""),
            "campaign.resource_not_found": _ad_group(**_missing("campaign", "campaigns")),
            "campaign.operation_not_permitted_for_removed_resource": lambda w: _ad_group(
                campaign=w.removed["campaign"]
            )(w),
            "type.ad_group_type_not_valid_for_advertising_channel_type": _ad_group(type_="DISPLAY_STANDARD"),
            "cpc_bid_micros.bid_too_small": _ad_group(cpc_bid_micros=-10_000),
            "cpc_bid_micros.bid_too_many_fractional_digits": _ad_group(cpc_bid_micros=_OFF_STEP),
        },
    ),
    **_under(
        "ad_group_ad",
        {
            "status.enum_value_not_permitted": _ad(status="REMOVED"),
            "ad_group.required": _ad(ad_group=""),
            "ad_group.resource_not_found": _ad(**_missing("ad_group", "adGroups")),
            "ad_group.operation_not_permitted_for_removed_resource": lambda w: _ad(ad_group=w.removed["ad_group"])(w),
            "ad.required": _ad(ad={"final_urls": ["https://shop.example"]}),
            "ad.invalid_ad_type": _ad(ad={"final_urls": ["https://shop.example"], "expanded_text_ad": {}}),
            "status.ad_group_ad_limit": lambda w: _ad(ad_group=w.living["ad_group"])(w),
        },
    ),
    **_under(
        "ad_group_ad.ad",
        {
            "final_urls.required_nonempty_list": lambda w: (_without_urls(w),),
            "final_urls.invalid_final_url": lambda w: (_without_urls(w, "nowhere"),),
            "responsive_search_ad.headlines.required": _ad(headlines=()),
            "responsive_search_ad.headlines.too_few": _ad(headlines=("A", "B")),
            "responsive_search_ad.headlines.too_many": _ad(headlines=tuple(f"No {n}" for n in range(16))),
            "responsive_search_ad.headlines.text.empty": _ad(headlines=("A", "B", " ")),
            "responsive_search_ad.headlines.text.too_long": _ad(headlines=("A", "B", "x" * 31)),
            "responsive_search_ad.headlines.text.duplicate_asset": _ad(headlines=("A", "B", "A")),
            "responsive_search_ad.descriptions.required": _ad(descriptions=()),
            "responsive_search_ad.descriptions.too_few": _ad(descriptions=("A",)),
            "responsive_search_ad.descriptions.too_many": _ad(descriptions=tuple("ABCDE")),
            "responsive_search_ad.descriptions.text.empty": _ad(descriptions=("A", " ")),
            "responsive_search_ad.descriptions.text.too_long": _ad(descriptions=("A", "x" * 91)),
            "responsive_search_ad.descriptions.text.duplicate_asset": _ad(descriptions=("A", "A")),
            "responsive_search_ad.path1.too_long": _path(path1="x" * 16),
            "responsive_search_ad.path2.too_long": _path(path1="a", path2="x" * 16),
            "responsive_search_ad.path2.required": _path(path2="a"),
        },
    ),
    **_under(
        "campaign_criterion",
        {
            "campaign.required": _campaign_criterion(**a_place("")),
            "campaign.resource_not_found": _campaign_criterion(**a_place(temporary("campaigns", _NOWHERE))),
            "campaign.operation_not_permitted_for_removed_resource": lambda w: _campaign_criterion(
                **a_place(w.removed["campaign"])
            )(w),
            "criterion_id.concrete_type_required": _campaign_criterion(),
            "criterion_id.operator_not_supported_for_criterion_type": _campaign_criterion(
                video_lineup={"video_lineup_id": 1}
            ),
            "device.type.required": _campaign_criterion(device={}),
            "ad_schedule.day_of_week.required": _scheduled(day_of_week=0),
            "ad_schedule.start_hour.too_high": _scheduled(start_hour=24, end_hour=24),
            "ad_schedule.end_hour.too_high": _scheduled(end_hour=25),
            "ad_schedule.end_hour.ad_schedule_invalid_time_interval": _scheduled(end_hour=8),
            "bid_modifier.too_low": _scheduled(bid_modifier=0.05),
            "bid_modifier.too_high": _scheduled(bid_modifier=11.0),
            "negative.operator_not_supported_for_criterion_type": _campaign_criterion(
                keyword={"text": "boots", "match_type": "BROAD"}
            ),
            "negative.cannot_exclude_criteria_type": _campaign_criterion(
                negative=True, language={"language_constant": "languageConstants/1000"}
            ),
            "criterion_id.resource_already_exists": lambda w: _campaign_criterion(**a_place(w.living["campaign"]))(w),
            "negative.cannot_target_and_exclude": lambda w: _campaign_criterion(
                negative=True, **a_place(w.living["campaign"])
            )(w),
            "proximity.radius.invalid_proximity_radius": _around(radius=0),
            "proximity.radius_units.invalid_proximity_radius_units": _around(radius_units=0),
            "proximity.address.proximity_geopoint_and_address_both_cannot_be_null": _around(address=None),
            "location.geo_target_constant.invalid_criterion_id": _campaign_criterion(
                location={"geo_target_constant": "US"}
            ),
            "language.language_constant.invalid_criterion_id": _campaign_criterion(
                language={"language_constant": "en"}
            ),
            "keyword.text.required": _excluded(" "),
            "keyword.text.keyword_text_too_long": _excluded("x" * 81),
            "keyword.text.keyword_has_too_many_words": _excluded(_WORDS),
            "keyword.text.keyword_has_invalid_chars": _excluded("boots!"),
            "keyword.match_type.required": _excluded("boots", 0),
        },
    ),
    **_under(
        "ad_group_criterion",
        {
            "ad_group.required": _keyword(ad_group=""),
            "ad_group.resource_not_found": _keyword(**_missing("ad_group", "adGroups")),
            "ad_group.operation_not_permitted_for_removed_resource": lambda w: _keyword(ad_group=w.removed["ad_group"])(
                w
            ),
            "criterion_id.concrete_type_required": _ad_group_criterion(),
            "criterion_id.cannot_add_criteria_type": _ad_group_criterion(app_payment_model={"type_": "PAID"}),
            "criterion_id.required": _ad_group_criterion(age_range={}),
            "criterion_id.resource_already_exists": lambda w: _keyword(
                "warm boots", "PHRASE", ad_group=w.living["ad_group"]
            )(w),
            "negative.cannot_target_and_exclude": lambda w: _keyword(
                "warm boots", "PHRASE", negative=True, ad_group=w.living["ad_group"]
            )(w),
            "cpc_bid_micros.bid_too_small": _keyword(cpc_bid_micros=-10_000),
            "cpc_bid_micros.bid_too_many_fractional_digits": _keyword(cpc_bid_micros=_OFF_STEP),
            "keyword.text.required": _keyword(" "),
            "keyword.text.keyword_text_too_long": _keyword("x" * 81),
            "keyword.text.keyword_has_too_many_words": _keyword(_WORDS),
            "keyword.text.keyword_has_invalid_chars": _keyword("boots!"),
            "keyword.match_type.required": _keyword(match_type=0),
        },
    ),
    **_under(
        "label",
        {
            "name.required": _label(name=" "),
            "name.invalid_label_name": _label(name="two\nlines"),
            "name.too_long": _label(name="x" * 81),
            "name.duplicate_name": _label(name="Free"),
            "text_label.background_color.invalid_value": _label(text_label={"background_color": "red"}),
            "text_label.description.too_long": _label(text_label={"description": "x" * 201}),
        },
    ),
    **_under(
        "asset",
        {
            "name.too_long": _asset(name=_LONG, text_asset={"text": "A"}),
            "name.duplicate_asset_name": _asset(name="Used", text_asset={"text": "A"}),
            "type.asset_data_is_missing": _asset(name="New"),
            "type.customer_not_on_allowlist_for_asset_type": _asset(book_on_google_asset={}),
            "final_urls.invalid_final_url": _asset(text_asset={"text": "A"}, final_urls=["nowhere"]),
            "final_urls.required_nonempty_list": _asset(sitelink_asset={"link_text": "Shop"}),
            "call_asset.phone_number.required": _asset(call_asset={"country_code": "US"}),
            "call_asset.country_code.required": _asset(call_asset={"phone_number": "+18005550100"}),
            "price_asset.price_offerings.required_nonempty_list": _asset(price_asset={}),
            "price_asset.price_offerings.too_few": _prices(2),
            "price_asset.price_offerings.too_many": _prices(9),
            "promotion_asset.promotion_target.required": _asset(promotion_asset={}),
            "promotion_asset.promotion_target.too_long": _asset(promotion_asset={"promotion_target": "x" * 21}),
            "lead_form_asset.business_name.required": _lead_form(business_name=""),
            "lead_form_asset.headline.required": _lead_form(headline=""),
            "lead_form_asset.privacy_policy_url.invalid_final_url": _lead_form(privacy_policy_url="nowhere"),
            "hotel_callout_asset.text.required": _asset(hotel_callout_asset={}),
            "hotel_callout_asset.text.too_long": _asset(hotel_callout_asset={"text": "x" * 26}),
            "youtube_video_asset.youtube_video_id.required": _asset(youtube_video_asset={}),
            "text_asset.text.required": _asset(text_asset={"text": " "}),
            "image_asset.data.required": _asset(image_asset={}),
            "image_asset.data.invalid_image": _asset(image_asset={"data": b"no image"}),
            "image_asset.data.file_too_large": _asset(image_asset={"data": _PNG + bytes(5 * 1024 * 1024)}),
            "call_to_action_asset.call_to_action.invalid_call_to_action_text": _asset(call_to_action_asset={}),
            "callout_asset.callout_text.required": _asset(callout_asset={"callout_text": " "}),
            "callout_asset.callout_text.too_long": _asset(callout_asset={"callout_text": "x" * 26}),
            "sitelink_asset.link_text.required": _sitelink(link_text=" "),
            "sitelink_asset.link_text.too_long": _sitelink(link_text="x" * 26),
            "sitelink_asset.description1.too_long": _sitelink(description1="x" * 36, description2="A"),
            "sitelink_asset.description2.too_long": _sitelink(description1="A", description2="x" * 36),
            "sitelink_asset.description1.required": _sitelink(description1="A"),
            "structured_snippet_asset.header.required": _snippet(header=" "),
            "structured_snippet_asset.values.required_nonempty_list": _snippet(values=()),
            "structured_snippet_asset.values.too_few": _snippet(values=("A", "B")),
            "structured_snippet_asset.values.too_many": _snippet(values=tuple("ABCDEFGHIJK")),
            "structured_snippet_asset.values.too_long": _snippet(values=("A", "B", "x" * 26)),
        },
    ),
    **_under(
        "conversion_action",
        {
            "name.required": _action(name=" "),
            "name.too_long": _action(name=_LONG),
            "name.duplicate_name": _action(name="Visits"),
            "status.enum_value_not_permitted": _action(status="REMOVED"),
            "type.required": _action(type_=0),
            "type.creation_not_supported": _action(type_="GOOGLE_ANALYTICS_4_PURCHASE"),
            "click_through_lookback_window_days.too_low": _action(click_through_lookback_window_days=-1),
            "click_through_lookback_window_days.too_high": _action(click_through_lookback_window_days=91),
            "view_through_lookback_window_days.too_low": _action(view_through_lookback_window_days=-1),
            "view_through_lookback_window_days.too_high": _action(view_through_lookback_window_days=31),
            "value_settings.default_value.too_low": _action(value_settings={"default_value": -1.0}),
        },
    ),
    **_under(
        "bidding_strategy",
        {
            "name.required": _strategy(name=" "),
            "name.too_long": _strategy(name=_LONG),
            "name.duplicate_name": _strategy(name="Portfolio"),
            "type.required": _portfolio(),
            "target_roas.target_roas.too_low": _portfolio(target_roas={"target_roas": 0.001}),
            "target_roas.target_roas.too_high": _portfolio(target_roas={"target_roas": 1001.0}),
            "target_spend.cpc_bid_ceiling_micros.bid_too_many_fractional_digits": _portfolio(
                target_spend={"cpc_bid_ceiling_micros": _OFF_STEP}
            ),
        },
    ),
    **_under(
        "shared_set",
        {
            "name.required": _shared_set(name=" "),
            "name.too_long": _shared_set(name=_LONG),
            "name.duplicate_name": _shared_set(name="Left out"),
            "type.required": _shared_set(type_=0),
            "type.customer_cannot_create_shared_set_of_this_type": _shared_set(type_="NEGATIVE_PLACEMENTS"),
        },
    ),
    **_under(
        "shared_criterion",
        {
            "shared_set.required": _shared_criterion(shared_set=""),
            "shared_set.resource_not_found": _shared_criterion(**_missing("shared_set", "sharedSets")),
            "shared_set.operation_not_permitted_for_removed_resource": lambda w: _shared_criterion(
                shared_set=w.removed["shared_set"]
            )(w),
            "criterion_id.concrete_type_required": _shared_criterion(keyword=None),
            "criterion_id.criterion_type_not_allowed_for_shared_set_type": _shared_criterion(
                keyword=None, placement={"url": "shop.example"}
            ),
            "keyword.text.required": _shared_keyword(" "),
            "keyword.text.keyword_text_too_long": _shared_keyword("x" * 81),
            "keyword.text.keyword_has_too_many_words": _shared_keyword(_WORDS),
            "keyword.text.keyword_has_invalid_chars": _shared_keyword("boots!"),
            "keyword.match_type.required": _shared_keyword("cheap", 0),
        },
    ),
    **_under(
        "campaign_shared_set",
        {
            "campaign.required": _set_link(campaign=""),
            "campaign.resource_not_found": _set_link(**_missing("campaign", "campaigns")),
            "campaign.operation_not_permitted_for_removed_resource": _set_link_of(
                lambda w: {"campaign": w.removed["campaign"]}
            ),
            "shared_set.required": _set_link(shared_set=""),
            "shared_set.resource_not_found": _set_link(**_missing("shared_set", "sharedSets")),
            "shared_set.shared_set_access_denied": _set_link_of(lambda w: {"shared_set": w.removed["shared_set"]}),
            "shared_set.resource_already_exists": _set_link_of(lambda w: {"shared_set": w.shared_set}),
        },
    ),
    "google_ads.customer_negative_criterion.id.concrete_type_required": lambda _: (
        create("customer_negative_criterion"),
    ),
    "google_ads.campaign_budget.remove.campaign_budget_in_use": lambda w: (
        a_removal("campaign_budget", w.shared_budget),
    ),
    "google_ads.bidding_strategy.remove.cannot_remove_associated_strategy": lambda w: (
        a_removal("bidding_strategy", w.portfolio),
    ),
    "google_ads.shared_set.remove.shared_set_in_use": lambda w: (a_removal("shared_set", w.shared_set),),
    **_label_link("campaign", "campaigns"),
    **_label_link("ad_group", "adGroups"),
    **_label_link("ad_group_ad", "adGroupAds"),
    **_label_link("ad_group_criterion", "adGroupCriteria"),
    **_asset_link(None, ""),
    **_asset_link("campaign", "campaigns"),
    **_asset_link("ad_group", "adGroups"),
    **FURTHER_BREAKERS,
}


def _without_urls(world: World, *urls: str) -> Operation:
    operation = an_ad(ad_group=world.spare_ad_group)
    operation["ad_group_ad_operation"]["create"]["ad"]["final_urls"] = list(urls)
    return operation
