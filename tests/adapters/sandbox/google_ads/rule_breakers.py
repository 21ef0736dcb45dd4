"""For every rule of Google Ads, operations that break it and no other."""

import struct
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.adapters.sandbox.google_ads.builders import (
    Operation,
    a_campaign,
    an_ad,
    an_ad_group,
    an_update,
    temporary,
)
from tests.adapters.sandbox.google_ads.rule_world import World, a_place, a_shared_budget, a_total_budget, create

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

    end, label = (f"google-ads.{root}-label.{field}".replace("_", "-") for field in (root, "label"))
    return {
        f"{end}.required": link(**{root: ""}),
        f"{end}.resource-not-found": link(**_missing(root, collection)),
        f"{end}.operation-not-permitted-for-removed-resource": link_of(lambda w: {root: w.removed[root]}),
        f"{label}.required": link(label=""),
        f"{label}.resource-not-found": link(**_missing("label", "labels")),
        f"{label}.cannot-apply-inactive-label": link_of(lambda w: {"label": w.removed["label"]}),
        f"{label}.resource-already-exists": link_of(lambda w: {"label": w.used_label}),
        f"{label}.exceeded-label-limit-per-type": link_of(lambda w: {root: w.full[root]}),
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

    prefix = f"google-ads.{kind}".replace("_", "-")
    ends = {}
    if root:
        end = f"{prefix}.{root}".replace("_", "-")
        ends = {
            f"{end}.required": link(**{root: ""}),
            f"{end}.resource-not-found": link(**_missing(root, collection)),
            f"{end}.operation-not-permitted-for-removed-resource": link_of(lambda w: {root: w.removed[root]}),
        }
    return {
        **ends,
        f"{prefix}.asset.required": link(asset=""),
        f"{prefix}.asset.resource-not-found": link(**_missing("asset", "assets")),
        f"{prefix}.asset.resource-already-exists": link_of(lambda w: {"asset": w.used_asset}),
        f"{prefix}.status.enum-value-not-permitted": link(status="REMOVED"),
        f"{prefix}.field-type.required": link(field_type=0),
        f"{prefix}.field-type.field-type-incompatible-with-asset-type": link(field_type="SITELINK"),
    }


def _under(kind: str, breakers: Mapping[str, Breaker]) -> Mapping[str, Breaker]:
    return {f"google-ads.{kind}.{name}": breaker for name, breaker in breakers.items()}


_LONG, _OFF_STEP = "x" * 256, 1_234_567
_WORDS = "one two three four five six seven eight nine ten eleven"

BREAKERS: Mapping[str, Breaker] = {
    **_under(
        "campaign-budget",
        {
            "name.required": _budget(name=""),
            "name.too-long": _budget(name=_LONG),
            "name.duplicate-name": _budget(name="Shared"),
            "amount-micros.negative-money-amount": _budget(amount_micros=-10_000),
            "amount-micros.required": _budget(amount_micros=0),
            "amount-micros.non-multiple-of-minimum-currency-unit": _budget(amount_micros=_OFF_STEP),
            "amount-micros.budget-amount-must-be-unset-for-custom-budget-period": _total(
                name="New", amount_micros=10_000
            ),
            "total-amount-micros.negative-money-amount": _total(name="New", total_amount_micros=-10_000),
            "total-amount-micros.non-multiple-of-minimum-currency-unit": _total(
                name="New", total_amount_micros=_OFF_STEP
            ),
            "total-amount-micros.total-budget-amount-must-be-unset-for-budget-period-daily": _budget(
                total_amount_micros=10_000
            ),
            "total-amount-micros.required": _total(name="New", total_amount_micros=0),
            "explicitly-shared.cannot-update-campaign-budget-to-implicitly-shared": lambda w: (
                an_update("campaign_budget", w.shared_budget, explicitly_shared=False),
            ),
        },
    ),
    **_under(
        "campaign",
        {
            "name.required": _campaign(name=""),
            "name.invalid-campaign-name": _campaign(name="two\nlines"),
            "name.too-long": _campaign(name=_LONG),
            "name.duplicate-campaign-name": _campaign(name="Autumn"),
            "status.enum-value-not-permitted": _campaign(status="REMOVED"),
            "advertising-channel-type.required": _campaign(advertising_channel_type=0),
            "advertising-channel-type.advertising-channel-type-not-available-for-account-type": _campaign(
                advertising_channel_type="DISPLAY"
            ),
            "campaign-budget.required": _campaign(campaign_budget=""),
            "campaign-budget.resource-not-found": _campaign(**_missing("campaign_budget", "campaignBudgets")),
            "campaign-budget.campaign-budget-removed": lambda w: _campaign(
                campaign_budget=w.removed["campaign_budget"]
            )(w),
            "campaign-budget.cannot-use-implicitly-shared-campaign-budget-with-multiple-campaigns": lambda w: _campaign(
                campaign_budget=w.living["campaign_budget"]
            )(w),
            "bidding-strategy.required": _bidding(),
            "bidding-strategy.resource-not-found": _bidding(**_missing("bidding_strategy", "biddingStrategies")),
            "contains-eu-political-advertising.required": _campaign(contains_eu_political_advertising=0),
            "network-settings.cannot-target-search-network-without-google-search": _campaign(
                network_settings={"target_search_network": True}
            ),
            "network-settings.campaign-must-target-at-least-one-network": _campaign(network_settings={}),
            "network-settings.target-partner-search-network.cannot-target-partner-search-network": _campaign(
                network_settings={"target_google_search": True, "target_partner_search_network": True}
            ),
            "start-date-time.invalid-string-date-time-seconds": _campaign(start_date_time="2026-12-01"),
            "end-date-time.invalid-string-date-time-seconds": _campaign(end_date_time="2026-12-31"),
            "start-date-time.date-range-error-start-time-must-be-the-start-of-a-day": _campaign(
                start_date_time="2026-12-01 08:00:00"
            ),
            "end-date-time.date-range-error-end-time-must-be-the-end-of-a-day": _campaign(
                end_date_time="2026-12-31 12:00:00"
            ),
            "start-date-time.cannot-modify-start-date-if-already-started": lambda w: (
                an_update("campaign", w.living["campaign"], start_date_time="2026-11-01 00:00:00"),
            ),
            "start-date-time.cannot-set-date-to-past": _campaign(start_date_time="2026-10-05 00:00:00"),
            "end-date-time.cannot-set-date-to-past": lambda w: (
                an_update("campaign", w.living["campaign"], end_date_time="2026-10-05 23:59:59"),
            ),
            "end-date-time.start-date-after-end-date": _campaign(
                start_date_time="2026-12-01 00:00:00", end_date_time="2026-11-01 23:59:59"
            ),
            "end-date-time.end-date-time-required-for-total-budget": lambda w: _campaign(
                campaign_budget=w.total_budget
            )(w),
            "maximize-conversion-value.target-roas.too-low": _bidding(maximize_conversion_value={"target_roas": 0.001}),
            "maximize-conversion-value.target-roas.too-high": _bidding(maximize_conversion_value={"target_roas": 1001}),
            "target-roas.target-roas.too-low": _bidding(target_roas={"target_roas": 0.001}),
            "target-roas.target-roas.too-high": _bidding(target_roas={"target_roas": 1001}),
            "maximize-conversions.target-cpa-micros.bid-too-many-fractional-digits": _campaign(
                maximize_conversions={"target_cpa_micros": _OFF_STEP}
            ),
        },
    ),
    **_under(
        "ad-group",
        {
            "name.required": _ad_group(name=""),
            "name.invalid-adgroup-name": _ad_group(name="two\nlines"),
            "name.too-long": _ad_group(name=_LONG),
            "name.duplicate-adgroup-name": _ad_group(name="Boots"),
            "status.enum-value-not-permitted": _ad_group(status="REMOVED"),
            "campaign.required": _ad_group(campaign=""),
            "campaign.resource-not-found": _ad_group(**_missing("campaign", "campaigns")),
            "campaign.operation-not-permitted-for-removed-resource": lambda w: _ad_group(
                campaign=w.removed["campaign"]
            )(w),
            "type.ad-group-type-not-valid-for-advertising-channel-type": _ad_group(type_="DISPLAY_STANDARD"),
            "cpc-bid-micros.bid-too-small": _ad_group(cpc_bid_micros=-10_000),
            "cpc-bid-micros.bid-too-many-fractional-digits": _ad_group(cpc_bid_micros=_OFF_STEP),
        },
    ),
    **_under(
        "ad-group-ad",
        {
            "status.enum-value-not-permitted": _ad(status="REMOVED"),
            "ad-group.required": _ad(ad_group=""),
            "ad-group.resource-not-found": _ad(**_missing("ad_group", "adGroups")),
            "ad-group.operation-not-permitted-for-removed-resource": lambda w: _ad(ad_group=w.removed["ad_group"])(w),
            "ad.required": _ad(ad={"final_urls": ["https://shop.example"]}),
            "ad.invalid-ad-type": _ad(ad={"final_urls": ["https://shop.example"], "expanded_text_ad": {}}),
            "status.ad-group-ad-limit": lambda w: _ad(ad_group=w.living["ad_group"])(w),
        },
    ),
    **_under(
        "ad-group-ad.ad",
        {
            "final-urls.required-nonempty-list": lambda w: (_without_urls(w),),
            "final-urls.invalid-final-url": lambda w: (_without_urls(w, "nowhere"),),
            "responsive-search-ad.headlines.required": _ad(headlines=()),
            "responsive-search-ad.headlines.too-few": _ad(headlines=("A", "B")),
            "responsive-search-ad.headlines.too-many": _ad(headlines=tuple(f"No {n}" for n in range(16))),
            "responsive-search-ad.headlines.text.empty": _ad(headlines=("A", "B", " ")),
            "responsive-search-ad.headlines.text.too-long": _ad(headlines=("A", "B", "x" * 31)),
            "responsive-search-ad.headlines.text.duplicate-asset": _ad(headlines=("A", "B", "A")),
            "responsive-search-ad.descriptions.required": _ad(descriptions=()),
            "responsive-search-ad.descriptions.too-few": _ad(descriptions=("A",)),
            "responsive-search-ad.descriptions.too-many": _ad(descriptions=tuple("ABCDE")),
            "responsive-search-ad.descriptions.text.empty": _ad(descriptions=("A", " ")),
            "responsive-search-ad.descriptions.text.too-long": _ad(descriptions=("A", "x" * 91)),
            "responsive-search-ad.descriptions.text.duplicate-asset": _ad(descriptions=("A", "A")),
            "responsive-search-ad.path1.too-long": _path(path1="x" * 16),
            "responsive-search-ad.path2.too-long": _path(path1="a", path2="x" * 16),
            "responsive-search-ad.path2.required": _path(path2="a"),
        },
    ),
    **_under(
        "campaign-criterion",
        {
            "campaign.required": _campaign_criterion(**a_place("")),
            "campaign.resource-not-found": _campaign_criterion(**a_place(temporary("campaigns", _NOWHERE))),
            "campaign.operation-not-permitted-for-removed-resource": lambda w: _campaign_criterion(
                **a_place(w.removed["campaign"])
            )(w),
            "criterion-id.concrete-type-required": _campaign_criterion(),
            "criterion-id.operator-not-supported-for-criterion-type": _campaign_criterion(gender={"type_": "MALE"}),
            "negative.operator-not-supported-for-criterion-type": _campaign_criterion(
                keyword={"text": "boots", "match_type": "BROAD"}
            ),
            "negative.cannot-exclude-criteria-type": _campaign_criterion(
                negative=True, language={"language_constant": "languageConstants/1000"}
            ),
            "criterion-id.resource-already-exists": lambda w: _campaign_criterion(**a_place(w.living["campaign"]))(w),
            "negative.cannot-target-and-exclude": lambda w: _campaign_criterion(
                negative=True, **a_place(w.living["campaign"])
            )(w),
            "proximity.radius.invalid-proximity-radius": _around(radius=0),
            "proximity.radius-units.invalid-proximity-radius-units": _around(radius_units=0),
            "proximity.address.proximity-geopoint-and-address-both-cannot-be-null": _around(address=None),
            "location.geo-target-constant.invalid-criterion-id": _campaign_criterion(
                location={"geo_target_constant": "US"}
            ),
            "language.language-constant.invalid-criterion-id": _campaign_criterion(
                language={"language_constant": "en"}
            ),
            "keyword.text.required": _excluded(" "),
            "keyword.text.keyword-text-too-long": _excluded("x" * 81),
            "keyword.text.keyword-has-too-many-words": _excluded(_WORDS),
            "keyword.text.keyword-has-invalid-chars": _excluded("boots!"),
            "keyword.match-type.required": _excluded("boots", 0),
        },
    ),
    **_under(
        "ad-group-criterion",
        {
            "ad-group.required": _keyword(ad_group=""),
            "ad-group.resource-not-found": _keyword(**_missing("ad_group", "adGroups")),
            "ad-group.operation-not-permitted-for-removed-resource": lambda w: _keyword(ad_group=w.removed["ad_group"])(
                w
            ),
            "criterion-id.concrete-type-required": _ad_group_criterion(),
            "criterion-id.cannot-add-criteria-type": _ad_group_criterion(placement={"url": "shop.example"}),
            "criterion-id.required": _ad_group_criterion(age_range={}),
            "criterion-id.resource-already-exists": lambda w: _keyword(
                "warm boots", "PHRASE", ad_group=w.living["ad_group"]
            )(w),
            "negative.cannot-target-and-exclude": lambda w: _keyword(
                "warm boots", "PHRASE", negative=True, ad_group=w.living["ad_group"]
            )(w),
            "cpc-bid-micros.bid-too-small": _keyword(cpc_bid_micros=-10_000),
            "cpc-bid-micros.bid-too-many-fractional-digits": _keyword(cpc_bid_micros=_OFF_STEP),
            "keyword.text.required": _keyword(" "),
            "keyword.text.keyword-text-too-long": _keyword("x" * 81),
            "keyword.text.keyword-has-too-many-words": _keyword(_WORDS),
            "keyword.text.keyword-has-invalid-chars": _keyword("boots!"),
            "keyword.match-type.required": _keyword(match_type=0),
        },
    ),
    **_under(
        "label",
        {
            "name.required": _label(name=" "),
            "name.invalid-label-name": _label(name="two\nlines"),
            "name.too-long": _label(name="x" * 81),
            "name.duplicate-name": _label(name="Free"),
            "text-label.background-color.invalid-value": _label(text_label={"background_color": "red"}),
            "text-label.description.too-long": _label(text_label={"description": "x" * 201}),
        },
    ),
    **_under(
        "asset",
        {
            "name.too-long": _asset(name=_LONG, text_asset={"text": "A"}),
            "name.duplicate-asset-name": _asset(name="Used", text_asset={"text": "A"}),
            "type.asset-data-is-missing": _asset(name="New"),
            "type.customer-not-on-allowlist-for-asset-type": _asset(lead_form_asset={}),
            "final-urls.invalid-final-url": _asset(text_asset={"text": "A"}, final_urls=["nowhere"]),
            "final-urls.required-nonempty-list": _asset(sitelink_asset={"link_text": "Shop"}),
            "text-asset.text.required": _asset(text_asset={"text": " "}),
            "image-asset.data.required": _asset(image_asset={}),
            "image-asset.data.invalid-image": _asset(image_asset={"data": b"no image"}),
            "image-asset.data.file-too-large": _asset(image_asset={"data": _PNG + bytes(5 * 1024 * 1024)}),
            "call-to-action-asset.call-to-action.invalid-call-to-action-text": _asset(call_to_action_asset={}),
            "callout-asset.callout-text.required": _asset(callout_asset={"callout_text": " "}),
            "callout-asset.callout-text.too-long": _asset(callout_asset={"callout_text": "x" * 26}),
            "sitelink-asset.link-text.required": _sitelink(link_text=" "),
            "sitelink-asset.link-text.too-long": _sitelink(link_text="x" * 26),
            "sitelink-asset.description1.too-long": _sitelink(description1="x" * 36, description2="A"),
            "sitelink-asset.description2.too-long": _sitelink(description1="A", description2="x" * 36),
            "sitelink-asset.description1.required": _sitelink(description1="A"),
            "structured-snippet-asset.header.required": _snippet(header=" "),
            "structured-snippet-asset.values.required-nonempty-list": _snippet(values=()),
            "structured-snippet-asset.values.too-few": _snippet(values=("A", "B")),
            "structured-snippet-asset.values.too-many": _snippet(values=tuple("ABCDEFGHIJK")),
            "structured-snippet-asset.values.too-long": _snippet(values=("A", "B", "x" * 26)),
        },
    ),
    **_under(
        "conversion-action",
        {
            "name.required": _action(name=" "),
            "name.too-long": _action(name=_LONG),
            "name.duplicate-name": _action(name="Visits"),
            "status.enum-value-not-permitted": _action(status="REMOVED"),
            "type.required": _action(type_=0),
            "type.creation-not-supported": _action(type_="GOOGLE_ANALYTICS_4_PURCHASE"),
            "click-through-lookback-window-days.too-low": _action(click_through_lookback_window_days=-1),
            "click-through-lookback-window-days.too-high": _action(click_through_lookback_window_days=91),
            "view-through-lookback-window-days.too-low": _action(view_through_lookback_window_days=-1),
            "view-through-lookback-window-days.too-high": _action(view_through_lookback_window_days=31),
            "value-settings.default-value.too-low": _action(value_settings={"default_value": -1.0}),
        },
    ),
    **_label_link("campaign", "campaigns"),
    **_label_link("ad_group", "adGroups"),
    **_label_link("ad_group_ad", "adGroupAds"),
    **_label_link("ad_group_criterion", "adGroupCriteria"),
    **_asset_link(None, ""),
    **_asset_link("campaign", "campaigns"),
    **_asset_link("ad_group", "adGroups"),
}


def _without_urls(world: World, *urls: str) -> Operation:
    operation = an_ad(ad_group=world.spare_ad_group)
    operation["ad_group_ad_operation"]["create"]["ad"]["final_urls"] = list(urls)
    return operation
