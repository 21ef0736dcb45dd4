"""Our words as TikTok's, for what is created: campaign, ad group, ad, in either flow. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from adapters.tiktok_ads.flows import CLICKS, FLOWS, GOALS, OBJECTIVE_TYPES, TOTAL_MODE, Flow, Goal
from adapters.tiktok_ads.locations import location_ids
from adapters.tiktok_ads.money import to_major
from application.platforms.errors import ValueRejectedError
from application.platforms.marker import marked
from domain.campaigns.ad_group import MediaKind, Targeting
from domain.campaigns.budget import Budget, BudgetKind
from domain.campaigns.channel import DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.shared.money import Money
from domain.shared.platform import Delivery, Platform

Params = dict[str, Any]

STATUSES: Mapping[Delivery, str] = {Delivery.ENABLED: "ENABLE", Delivery.PAUSED: "DISABLE"}
SPECIAL_INDUSTRIES = frozenset({"HOUSING", "EMPLOYMENT", "CREDIT"})
OPEN_AGE = 65
_AGE_GROUPS = (
    (13, 17, "AGE_13_17"),
    (18, 24, "AGE_18_24"),
    (25, 34, "AGE_25_34"),
    (35, 44, "AGE_35_44"),
    (45, 54, "AGE_45_54"),
    (55, OPEN_AGE, "AGE_55_100"),
)
_SHOWN_PER_WEEK = {"frequency": 3, "frequency_schedule": 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """In whose name an ad speaks. `business_center_id` comes with identities that a business shares."""

    id: str
    type: str
    business_center_id: str | None = None


def request_id(campaign_id: UUID, step: object, version: int) -> str:
    """The same 63 bits for the same creation: TikTok refuses to do it twice within some ten seconds."""
    digest = sha256(f"{campaign_id}|{step}|{version}".encode()).digest()
    return str(int.from_bytes(digest[:8]) >> 1)


def campaign_body(desired: DesiredChannel) -> Params:
    """A disabled campaign that holds the budget for its ad groups."""
    flow = FLOWS[desired.objective]
    industries = [name.upper() for name in desired.declarations.special_ad_categories]
    body: Params = {
        "campaign_name": marked(desired.name, desired.campaign_id),
        "objective_type": OBJECTIVE_TYPES[desired.objective],
        "budget_optimize_on": True,
        "budget_mode": budget_mode(flow, desired.budget),
        "budget": to_major(desired.budget.amount, field="budget"),
        "operation_status": STATUSES[Delivery.PAUSED],
        "request_id": request_id(desired.campaign_id, "campaign", desired.version),
    }
    if body["objective_type"] == "WEB_CONVERSIONS":
        body["sales_destination"] = "WEBSITE"
    known = [name for name in industries if name in SPECIAL_INDUSTRIES]
    return body | ({"special_industries": known} if known else {})


def budget_mode(flow: Flow, budget: Budget) -> str:
    """The mode of a campaign's budget; it cannot be changed afterwards."""
    return flow.daily_mode if budget.kind is BudgetKind.DAILY else TOTAL_MODE


def ad_group_body(desired: DesiredChannel, group: DesiredAdGroup, campaign_id: str, now: datetime) -> Params:
    """An ad group that is on, under a campaign that holds the budget."""
    flow = FLOWS[desired.objective]
    goal = _goal(desired, group)
    body: Params = {
        "campaign_id": campaign_id,
        "adgroup_name": marked(group.content.name, group.ad_group_id),
        "promotion_type": "WEBSITE",
        "placement_type": "PLACEMENT_TYPE_NORMAL",
        "placements": ["PLACEMENT_TIKTOK"],
        "optimization_goal": goal.optimization_goal,
        "billing_event": goal.billing_event,
        "operation_status": STATUSES[Delivery.ENABLED],
        "request_id": request_id(desired.campaign_id, group.ad_group_id, desired.version),
    }
    if goal.event is not None:
        body |= {"pixel_id": group.content.pixel, "optimization_event": goal.event}
    body |= _schedule(desired, now) | _bid(goal, group.content.bid)
    places = _targeting(group.content.targeting)
    if flow.smart:
        return body | {"targeting_spec": places}
    reach = _SHOWN_PER_WEEK if goal.optimization_goal == "REACH" else {}
    return body | places | reach | {"pacing": "PACING_MODE_SMOOTH", "budget_mode": "BUDGET_MODE_INFINITE"}


def _goal(desired: DesiredChannel, group: DesiredAdGroup) -> Goal:
    goal = GOALS[desired.objective]
    return CLICKS if goal.event is not None and group.content.pixel is None else goal


def _bid(goal: Goal, bid: Money | None) -> Params:
    if bid is None:
        return {"bid_type": "BID_TYPE_NO_BID"}
    price = "conversion_bid_price" if goal.event is not None else "bid_price"
    return {"bid_type": "BID_TYPE_CUSTOM", price: to_major(bid, field="bid")}


def _schedule(desired: DesiredChannel, now: datetime) -> Params:
    """From the flight's first midnight, or from now where that has passed: TikTok takes no start long ago."""
    start = max(_midnight(desired.flight.starts_on, desired.account.time_zone), now)
    if desired.flight.ends_on is None:
        return {"schedule_type": "SCHEDULE_FROM_NOW", "schedule_start_time": _utc(start)}
    end = _midnight(desired.flight.ends_on + timedelta(days=1), desired.account.time_zone)
    return {
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": _utc(start),
        "schedule_end_time": _utc(end),
    }


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _targeting(targeting: Targeting) -> Params:
    return {"location_ids": location_ids(targeting.countries), "age_groups": age_groups(targeting)}


def age_groups(targeting: Targeting) -> list[str]:
    """TikTok's age groups that lie within the range: nobody outside it is addressed."""
    within = [name for low, high, name in _AGE_GROUPS if targeting.age_min <= low and high <= targeting.age_max]
    if not within:
        raise ValueRejectedError(
            f"TikTok has no age group within {targeting.age_min} to {targeting.age_max}.",
            platform=Platform.TIKTOK_ADS,
            field="targeting.age_min",
            advice="Take in one of 13-17, 18-24, 25-34, 35-44, 45-54, or 55 and over.",
        )
    return within


def ad_name(group: DesiredAdGroup, creative: DesiredCreative) -> str:
    """The name under which an ad is found again."""
    return marked(group.content.name, creative.creative_id, creative.version)


def manual_ad_body(
    group: DesiredAdGroup, creative: DesiredCreative, ad_group_id: str, identity: Identity, call_to_action_id: str
) -> Params:
    """A manual ad that is on."""
    content = creative.content
    shown: Params = {
        "ad_name": ad_name(group, creative),
        "ad_format": "SINGLE_VIDEO",
        "video_id": _video(creative),
        "ad_text": content.primary_text,
        "call_to_action_id": call_to_action_id,
        "landing_page_url": content.destination_url,
        "operation_status": STATUSES[Delivery.ENABLED],
    }
    return {"adgroup_id": ad_group_id, "creatives": [shown | _identity(identity)]}


def smart_ad_body(
    group: DesiredAdGroup, creative: DesiredCreative, ad_group_id: str, identity: Identity, call_to_action_id: str
) -> Params:
    """A Smart+ ad that is on."""
    content = creative.content
    info = {"ad_format": "SINGLE_VIDEO", "video_info": {"video_id": _video(creative)}} | _identity(identity)
    return {
        "adgroup_id": ad_group_id,
        "ad_name": ad_name(group, creative),
        "creative_list": [{"creative_info": info}],
        "ad_text_list": [{"ad_text": content.primary_text}],
        "landing_page_url_list": [{"landing_page_url": content.destination_url}],
        "ad_configuration": {"call_to_action_id": call_to_action_id},
        "operation_status": STATUSES[Delivery.ENABLED],
    }


def _identity(identity: Identity) -> Params:
    shared = {} if identity.business_center_id is None else {"identity_authorized_bc_id": identity.business_center_id}
    return {"identity_id": identity.id, "identity_type": identity.type} | shared


def _video(creative: DesiredCreative) -> str:
    videos = [media.reference for media in creative.content.media if media.kind is MediaKind.VIDEO]
    if not videos:
        raise ValueRejectedError(
            "A TikTok ad shows a video, and the creative has none.",
            platform=Platform.TIKTOK_ADS,
            field="media",
            advice="Choose a video of the account for the creative, then save.",
        )
    return videos[0]
