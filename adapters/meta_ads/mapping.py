"""Our words as Meta's, for what is created: campaign, ad set, creative, ad. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.meta_ads.money import to_minor
from application.platforms.marker import marked
from domain.campaigns.ad_group import BidStrategy, CreativeContent, Media, MediaKind, Objective
from domain.campaigns.budget import Budget, BudgetKind
from domain.campaigns.channel import DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.shared.platform import Delivery

Params = dict[str, Any]

OBJECTIVES: Mapping[Objective, str] = {
    Objective.AWARENESS: "OUTCOME_AWARENESS",
    Objective.TRAFFIC: "OUTCOME_TRAFFIC",
    Objective.LEADS: "OUTCOME_LEADS",
    Objective.SALES: "OUTCOME_SALES",
}

BUDGET_FIELDS: Mapping[BudgetKind, str] = {
    BudgetKind.DAILY: "daily_budget",
    BudgetKind.LIFETIME: "lifetime_budget",
}

STATUSES: Mapping[Delivery, str] = {Delivery.ENABLED: "ACTIVE", Delivery.PAUSED: "PAUSED"}

_BID_STRATEGIES: Mapping[BidStrategy, str] = {
    BidStrategy.LOWEST_COST: "LOWEST_COST_WITHOUT_CAP",
    BidStrategy.COST_CAP: "COST_CAP",
}

_GOALS: Mapping[Objective, str] = {
    Objective.AWARENESS: "REACH",
    Objective.TRAFFIC: "LINK_CLICKS",
    Objective.LEADS: "OFFSITE_CONVERSIONS",
    Objective.SALES: "OFFSITE_CONVERSIONS",
}

_PIXEL_EVENTS: Mapping[Objective, str] = {Objective.LEADS: "LEAD", Objective.SALES: "PURCHASE"}
"""The objectives that are measured by a pixel, and its event. Without a pixel they aim at clicks instead."""

_EUROPEAN_UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())

_RESTRICTED_CATEGORIES = frozenset({"HOUSING", "EMPLOYMENT", "CREDIT", "FINANCIAL_PRODUCTS_SERVICES"})


def campaign_params(desired: DesiredChannel) -> Params:
    """A paused campaign that holds the budget for its ad sets."""
    return {
        "name": marked(desired.name, desired.campaign_id),
        "objective": OBJECTIVES[desired.objective],
        "status": STATUSES[Delivery.PAUSED],
        "buying_type": "AUCTION",
        "special_ad_categories": _special_ad_categories(desired),
        "bid_strategy": _BID_STRATEGIES[_bid_strategy(desired)],
    } | budget_params(desired.budget)


def budget_params(budget: Budget) -> Params:
    """The campaign's budget in Meta's units."""
    return {BUDGET_FIELDS[budget.kind]: to_minor(budget.amount, field="budget")}


def _special_ad_categories(desired: DesiredChannel) -> list[str]:
    return [category.upper() for category in desired.declarations.special_ad_categories]


def _bid_strategy(desired: DesiredChannel) -> BidStrategy:
    """The campaign bids for all its ad sets: with a cap as soon as one of them has one."""
    capped = any(group.content.bid_strategy is BidStrategy.COST_CAP for group in desired.ad_groups)
    return BidStrategy.COST_CAP if capped else BidStrategy.LOWEST_COST


def ad_set_params(desired: DesiredChannel, group: DesiredAdGroup, campaign_id: str) -> Params:
    """An ad set that is on, under a campaign that holds the budget."""
    content = group.content
    event = _PIXEL_EVENTS.get(desired.objective)
    params: Params = {
        "name": marked(content.name, group.ad_group_id),
        "campaign_id": campaign_id,
        "status": STATUSES[Delivery.ENABLED],
        "billing_event": "IMPRESSIONS",
        "optimization_goal": "LINK_CLICKS" if event and content.pixel is None else _GOALS[desired.objective],
        "targeting": _targeting(desired, group),
        "start_time": midnight(desired.flight.starts_on, desired.account.time_zone),
    }
    if desired.flight.ends_on is not None:
        params["end_time"] = midnight(desired.flight.ends_on + timedelta(days=1), desired.account.time_zone)
    if event and content.pixel is not None:
        params["promoted_object"] = {"pixel_id": content.pixel, "custom_event_type": event}
    if content.bid is not None:
        params["bid_amount"] = to_minor(content.bid, field="bid")
    if _EUROPEAN_UNION.intersection(content.targeting.countries):
        params |= {"dsa_beneficiary": desired.account.name, "dsa_payor": desired.account.name}
    return params


def _targeting(desired: DesiredChannel, group: DesiredAdGroup) -> Params:
    targeting = group.content.targeting
    places: Params = {
        "geo_locations": {"countries": list(targeting.countries)},
        "targeting_automation": {"advantage_audience": 0},
    }
    if _RESTRICTED_CATEGORIES.intersection(_special_ad_categories(desired)):
        return places
    return places | {"age_min": targeting.age_min, "age_max": targeting.age_max}


def midnight(day: date, time_zone: str) -> str:
    """The first moment of an account's day, ISO 8601 with its offset."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).isoformat()


def ad_params(group: DesiredAdGroup, creative: DesiredCreative, ad_set_id: str) -> Params:
    """An ad that is on, and brings its creative along: there is never one without the other."""
    return {
        "name": ad_name(group, creative),
        "adset_id": ad_set_id,
        "creative": _creative(group, creative),
        "status": STATUSES[Delivery.ENABLED],
    }


def ad_name(group: DesiredAdGroup, creative: DesiredCreative) -> str:
    """The name under which an ad is found again."""
    return marked(group.content.name, creative.creative_id, creative.version)


def _creative(group: DesiredAdGroup, creative: DesiredCreative) -> Params:
    """A creative in the name of a page. Further headlines and descriptions are variants that Meta tries out."""
    content = creative.content
    params: Params = {
        "name": ad_name(group, creative),
        "object_story_spec": {"page_id": content.identity} | _story(content),
    }
    variants = _variants(content)
    return params | ({"asset_feed_spec": variants} if variants else {})


def _story(content: CreativeContent) -> Params:
    call_to_action = {"type": content.call_to_action, "value": {"link": content.destination_url}}
    video = next((media for media in content.media if media.kind is MediaKind.VIDEO), None)
    image = next((media for media in content.media if media.kind is MediaKind.IMAGE), None)
    texts = _present(message=content.primary_text)
    if video is not None:
        data = _present(title=_first(content.headlines), link_description=_first(content.descriptions))
        cover = _image(image, "image_url") if image else {}
        return {"video_data": {"video_id": video.reference, "call_to_action": call_to_action} | texts | data | cover}
    data = _present(name=_first(content.headlines), description=_first(content.descriptions))
    picture = _image(image, "picture") if image else {}
    return {"link_data": {"link": content.destination_url, "call_to_action": call_to_action} | texts | data | picture}


def _image(image: Media, url_field: str) -> Params:
    return {url_field if image.reference.startswith("http") else "image_hash": image.reference}


def _variants(content: CreativeContent) -> Params:
    if max(len(content.headlines), len(content.descriptions)) <= 1:
        return {}
    feed = {
        "titles": [{"text": text} for text in content.headlines],
        "descriptions": [{"text": text} for text in content.descriptions],
        "bodies": [{"text": content.primary_text}] if content.primary_text else [],
    }
    return {key: texts for key, texts in feed.items() if texts} | {"optimization_type": "DEGREES_OF_FREEDOM"}


def _first(texts: tuple[str, ...]) -> str:
    return texts[0] if texts else ""


def _present(**texts: str) -> Params:
    return {name: text for name, text in texts.items() if text}
