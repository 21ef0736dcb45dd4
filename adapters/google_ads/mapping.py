"""What we want, in Google's words. Pure: no network, no SDK.

Google counts money in micros as we do. A responsive search ad has no name that the API would take, so its
marker stands in a custom URL parameter, which changes nothing in the ad or in the address that it leads to.

All keywords match broadly (`KEYWORD_MATCH`): a person writes what an offer is about, not each way to search for it.
"""

from collections.abc import Iterator, Mapping
from itertools import chain, count

from adapters.google_ads.bidding import ad_group_bid, campaign_strategy
from adapters.google_ads.operation import Body, Kind, Operation, resource_name
from adapters.google_ads.targeting import excluded_ages, geo_targets
from application.platforms.errors import ValueRejectedError
from application.platforms.marker import marked, marker
from application.platforms.port import RemoteAdGroup
from domain.campaigns.ad_group import Objective, Targeting
from domain.campaigns.budget import Budget, BudgetKind
from domain.campaigns.channel import DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.shared.platform import Delivery, Platform

MARKER_PARAMETER = "adscale"
KEYWORD_MATCH = "BROAD"

_NETWORKS = {
    "target_google_search": True,
    "target_search_network": False,
    "target_content_network": False,
    "target_partner_search_network": False,
}
_BUDGET_FIELD = {BudgetKind.DAILY: "amount_micros", BudgetKind.LIFETIME: "total_amount_micros"}
_STATUS = {Delivery.ENABLED: "ENABLED", Delivery.PAUSED: "PAUSED"}
_ABOUT_BUDGET = dict.fromkeys(_BUDGET_FIELD.values(), "budget.amount")
_BELOW_CAMPAIGN: tuple[Kind, ...] = ("ad_group", "ad_group_criterion", "ad_group_ad")


def create_campaign(customer_id: str, desired: DesiredChannel, *, starts_at_once: bool = False) -> list[Operation]:
    """Budget, campaign and the whole tree below it: one atomic request, nothing left over.

    Parents come first, and what is of a kind stands together, which Google carries out in one go (its "Mutate best
    practices").
    `starts_at_once` leaves the first day out, for Google refuses one that is past.
    Raises `ValueRejectedError` for what Google Search cannot express.
    """
    ids = _temporary_ids()
    budget = resource_name(customer_id, "campaign_budget", next(ids))
    campaign = resource_name(customer_id, "campaign", next(ids))
    groups = [
        _create_ad_group(
            resource_name(customer_id, "ad_group", next(ids)),
            campaign,
            desired.objective,
            group,
            f"ad_groups[{index}].",
        )
        for index, group in enumerate(desired.ad_groups)
    ]
    below = sorted(chain.from_iterable(groups), key=lambda each: _BELOW_CAMPAIGN.index(each.kind))
    return [
        _create_budget(budget, desired.budget),
        _create_campaign(campaign, budget, desired, starts_at_once=starts_at_once),
        *_target_places(campaign, geo_targets(desired)),
        *below,
    ]


def add_ad_group(
    customer_id: str, campaign_id: str, desired: DesiredChannel, group: DesiredAdGroup, places_there: frozenset[str]
) -> list[Operation]:
    """An ad group with its ads, and the places that the campaign does not target yet."""
    campaign = resource_name(customer_id, "campaign", campaign_id)
    campaign_strategy(desired)  # refuses a bid that does not go with the other ad groups'
    missing = tuple(place for place in geo_targets(desired) if place not in places_there)
    name = resource_name(customer_id, "ad_group", next(_temporary_ids()))
    return [*_target_places(campaign, missing), *_create_ad_group(name, campaign, desired.objective, group, "")]


def add_ad(customer_id: str, there: RemoteAdGroup, creative: DesiredCreative) -> list[Operation]:
    """An ad in an ad group that is there, in place of the creative's other versions.

    Those are paused in the same request: Google shows only so many ads an ad group, and a new version must not
    fail for the sake of the one that it replaces.
    """
    replaced = [
        retire_ad(customer_id, ad.external_id)
        for ad in there.ads
        if ad.creative_id == creative.creative_id and ad.delivery is Delivery.ENABLED
    ]
    return [*replaced, _create_ad(resource_name(customer_id, "ad_group", there.external_id), creative, "")]


def retire_ad(customer_id: str, ad_id: str) -> Operation:
    """Pause an ad; `ad_id` is Google's pair of ad group and ad, as in `12~34`."""
    body = {"resource_name": resource_name(customer_id, "ad_group_ad", ad_id), "status": "PAUSED"}
    return Operation(kind="ad_group_ad", body=body, mask=("status",))


def change_budget(customer_id: str, budget_id: str, there: Budget, budget: Budget) -> Operation:
    """Another amount. Raises `ValueRejectedError` for another kind of budget, which Google fixes for good."""
    if there.kind is not budget.kind:
        raise ValueRejectedError(
            f"The campaign has a {there.kind} budget on Google, which cannot become a {budget.kind} one.",
            platform=Platform.GOOGLE_ADS,
            field="budget.kind",
            advice="Keep the kind of budget, or draft the campaign again.",
        )
    field = _BUDGET_FIELD[budget.kind]
    body = {"resource_name": resource_name(customer_id, "campaign_budget", budget_id), field: budget.amount.micros}
    return Operation(kind="campaign_budget", body=body, mask=(field,), about=_ABOUT_BUDGET)


def set_delivery(customer_id: str, campaign_id: str, delivery: Delivery) -> Operation:
    """Enable or pause the campaign."""
    body = {"resource_name": resource_name(customer_id, "campaign", campaign_id), "status": _STATUS[delivery]}
    return Operation(kind="campaign", body=body, mask=("status",))


def _temporary_ids() -> Iterator[str]:
    """Negative numbers stand for what one request creates, each for one thing."""
    return map(str, count(-1, -1))


def _create_budget(name: str, budget: Budget) -> Operation:
    period = "CUSTOM_PERIOD" if budget.kind is BudgetKind.LIFETIME else "DAILY"
    body: Body = {
        "resource_name": name,  # no other name: a budget of one campaign is called like its campaign
        "explicitly_shared": False,
        "delivery_method": "STANDARD",
        "period": period,
        _BUDGET_FIELD[budget.kind]: budget.amount.micros,
    }
    return Operation(kind="campaign_budget", body=body, about=_ABOUT_BUDGET)


def _create_campaign(name: str, budget: str, desired: DesiredChannel, *, starts_at_once: bool) -> Operation:
    political = desired.declarations.eu_political_advertising
    body: Body = {
        "resource_name": name,
        "name": marked(desired.name, desired.campaign_id),
        "status": "PAUSED",
        "advertising_channel_type": "SEARCH",
        "campaign_budget": budget,
        "network_settings": _NETWORKS,
        "geo_target_type_setting": {"positive_geo_target_type": "PRESENCE"},
        "contains_eu_political_advertising": f"{'CONTAINS' if political else 'DOES_NOT_CONTAIN'}"
        "_EU_POLITICAL_ADVERTISING",
        **campaign_strategy(desired),
        **_flight(desired, starts_at_once=starts_at_once),
    }
    about = {
        "name": "name",
        "start_date_time": "flight.starts_on",
        "end_date_time": "flight.ends_on",
        "maximize_conversions": "ad_groups.bid",
        "target_spend": "ad_groups.bid",
        "contains_eu_political_advertising": "declarations.eu_political_advertising",
    }
    return Operation(kind="campaign", body=body, about=about)


def _flight(desired: DesiredChannel, *, starts_at_once: bool) -> Mapping[str, str]:
    dates = {}
    if not starts_at_once:
        dates["start_date_time"] = f"{desired.flight.starts_on} 00:00:00"
    if desired.flight.ends_on is not None:
        dates["end_date_time"] = f"{desired.flight.ends_on} 23:59:59"
    return dates


def _target_places(campaign: str, places: tuple[str, ...]) -> list[Operation]:
    return [
        Operation(
            kind="campaign_criterion",
            body={"campaign": campaign, "location": {"geo_target_constant": place}},
            about={"location": "targeting.countries"},
        )
        for place in places
    ]


def _create_ad_group(
    name: str, campaign: str, objective: Objective, group: DesiredAdGroup, where: str
) -> list[Operation]:
    body: Body = {
        "resource_name": name,
        "campaign": campaign,
        "name": marked(group.content.name, group.ad_group_id),
        "type_": "SEARCH_STANDARD",
        "status": "ENABLED",
        **ad_group_bid(objective, group.content),
    }
    about = {"name": f"{where}name", "target_cpa_micros": f"{where}bid"}
    return [
        Operation(kind="ad_group", body=body, about=about),
        *_exclude_ages(name, group.content.targeting, where),
        *_match_keywords(name, group.content.keywords, where),
        *(_create_ad(name, creative, f"{where}creatives[{index}].") for index, creative in enumerate(group.creatives)),
    ]


def _exclude_ages(ad_group: str, targeting: Targeting, where: str) -> Iterator[Operation]:
    for age in excluded_ages(targeting, f"{where}targeting"):
        yield Operation(
            kind="ad_group_criterion",
            body={"ad_group": ad_group, "negative": True, "age_range": {"type_": age}},
            about={"age_range": f"{where}targeting.age_min"},
        )


def _match_keywords(ad_group: str, keywords: tuple[str, ...], where: str) -> Iterator[Operation]:
    for index, text in enumerate(keywords):
        yield Operation(
            kind="ad_group_criterion",
            body={"ad_group": ad_group, "status": "ENABLED", "keyword": {"text": text, "match_type": KEYWORD_MATCH}},
            about={"keyword": f"{where}keywords[{index}]"},
        )


def _create_ad(ad_group: str, creative: DesiredCreative, where: str) -> Operation:
    content = creative.content
    ad: Body = {
        "final_urls": [content.destination_url],
        "url_custom_parameters": [{"key": MARKER_PARAMETER, "value": marker(creative.creative_id, creative.version)}],
        "responsive_search_ad": {
            "headlines": [{"text": text} for text in content.headlines],
            "descriptions": [{"text": text} for text in content.descriptions],
        },
    }
    return Operation(
        kind="ad_group_ad",
        body={"ad_group": ad_group, "status": "ENABLED", "ad": ad},
        about={
            "headlines": f"{where}headlines",
            "descriptions": f"{where}descriptions",
            "final_urls": f"{where}destination_url",
        },
    )
