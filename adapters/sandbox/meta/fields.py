"""The fields of each kind of object: which can be sent and in what type, and which can be read.

Every value arrives as text in a form; a table of parsers turns it into what the object keeps.
Source: the official client's spec and platforms.md 3.2.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from adapters.sandbox.meta.errors import invalid_parameter

Parser = Callable[[str], Any]

OBJECTIVES = (
    "OUTCOME_AWARENESS",
    "OUTCOME_TRAFFIC",
    "OUTCOME_ENGAGEMENT",
    "OUTCOME_LEADS",
    "OUTCOME_APP_PROMOTION",
    "OUTCOME_SALES",
)
STATUSES = ("ACTIVE", "PAUSED", "DELETED", "ARCHIVED")
BID_STRATEGIES = (
    "LOWEST_COST_WITHOUT_CAP",
    "LOWEST_COST_WITH_BID_CAP",
    "COST_CAP",
    "LOWEST_COST_WITH_MIN_ROAS",
)
OPTIMIZATION_GOALS = (
    "APP_INSTALLS",
    "AD_RECALL_LIFT",
    "CONVERSATIONS",
    "EVENT_RESPONSES",
    "IMPRESSIONS",
    "LANDING_PAGE_VIEWS",
    "LEAD_GENERATION",
    "LINK_CLICKS",
    "OFFSITE_CONVERSIONS",
    "PAGE_LIKES",
    "POST_ENGAGEMENT",
    "QUALITY_CALL",
    "QUALITY_LEAD",
    "REACH",
    "THRUPLAY",
    "VALUE",
)


def _text(raw: str) -> str:
    return raw


def _integer(raw: str) -> int:
    return int(raw)


def _boolean(raw: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[raw.lower()]


def _list(raw: str) -> list[Any]:
    value = json.loads(raw)
    if not isinstance(value, list):
        raise TypeError(raw)
    return value


def _texts(raw: str) -> list[str]:
    value = _list(raw)
    if not all(isinstance(item, str) for item in value):
        raise TypeError(raw)
    return value


def _object(raw: str) -> dict[str, Any]:
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise TypeError(raw)
    return value


def _one_of(*values: str) -> Parser:
    def choose(raw: str) -> str:
        if raw not in values:
            raise ValueError(raw)
        return raw

    choose.__doc__ = f"one of {', '.join(values)}"
    return choose


_MONEY: dict[str, Parser] = {
    "daily_budget": _integer,
    "lifetime_budget": _integer,
    "bid_strategy": _one_of(*BID_STRATEGIES),
}

WRITABLE: Mapping[str, Mapping[str, Parser]] = {
    "campaign": {
        **_MONEY,
        "name": _text,
        "objective": _one_of(*OBJECTIVES),
        "status": _one_of(*STATUSES),
        "special_ad_categories": _texts,
        "special_ad_category_country": _texts,
        "buying_type": _one_of("AUCTION", "RESERVED"),
        "is_adset_budget_sharing_enabled": _boolean,
        "spend_cap": _integer,
        "start_time": _text,
        "stop_time": _text,
    },
    "adset": {
        **_MONEY,
        "name": _text,
        "campaign_id": _text,
        "status": _one_of(*STATUSES),
        "billing_event": _one_of("IMPRESSIONS", "LINK_CLICKS", "THRUPLAY", "APP_INSTALLS", "PAGE_LIKES"),
        "optimization_goal": _one_of(*OPTIMIZATION_GOALS),
        "bid_amount": _integer,
        "bid_constraints": _object,
        "targeting": _object,
        "promoted_object": _object,
        "destination_type": _text,
        "start_time": _text,
        "end_time": _text,
        "attribution_spec": _list,
        "dsa_beneficiary": _text,
        "dsa_payor": _text,
    },
    "adcreative": {
        "name": _text,
        "object_story_spec": _object,
        "asset_feed_spec": _object,
        "degrees_of_freedom_spec": _object,
        "url_tags": _text,
        "object_story_id": _text,
    },
    "ad": {
        "name": _text,
        "adset_id": _text,
        "creative": _object,
        "status": _one_of(*STATUSES),
        "tracking_specs": _list,
        "conversion_domain": _text,
    },
}

_EVERY = frozenset({"id", "account_id", "created_time", "updated_time"})
_STATUS = frozenset({"status", "configured_status", "effective_status"})
READABLE: Mapping[str, frozenset[str]] = {
    "campaign": _EVERY | _STATUS | frozenset(WRITABLE["campaign"]) | {"budget_remaining"},
    "adset": _EVERY | _STATUS | frozenset(WRITABLE["adset"]) | {"budget_remaining", "campaign"},
    "ad": _EVERY | _STATUS | frozenset(WRITABLE["ad"]) | {"campaign_id", "campaign", "adset"},
    "adcreative": _EVERY | frozenset(WRITABLE["adcreative"]) | {"status"},
    "page": frozenset({"id", "name", "category", "tasks", "access_token"}),
    "pixel": frozenset({"id", "name", "creation_time", "last_fired_time", "is_unavailable"}),
    "video": frozenset({"id", "title", "length", "status", "picture", "created_time", "updated_time"}),
    "image": frozenset({"id", "hash", "name", "url", "width", "height", "status", "account_id"}),
    "user": frozenset({"id", "name"}),
    "account": frozenset(
        {
            "id",
            "account_id",
            "name",
            "currency",
            "timezone_name",
            "timezone_id",
            "timezone_offset_hours_utc",
            "account_status",
            "disable_reason",
            "balance",
            "amount_spent",
            "spend_cap",
            "min_daily_budget",
            "business",
            "created_time",
            "owner",
        }
    ),
}


def parse(kind: str, params: Mapping[str, str]) -> dict[str, Any]:
    """Return the object's fields among `params` in their types; other parameters are passed over, as Graph does."""
    parsed: dict[str, Any] = {}
    for name, parser in WRITABLE[kind].items():
        if name not in params:
            continue
        try:
            parsed[name] = parser(params[name])
        except (ValueError, TypeError, KeyError) as error:
            wanted = parser.__doc__ or f"a {parser.__name__.strip('_')}"
            raise invalid_parameter(f"Param {name} must be {wanted}", name) from error
    return parsed


def requested(raw: str | None) -> list[str]:
    """Return the names in a `fields` parameter, comma-separated or JSON; sub-selections in braces are kept whole."""
    if not raw:
        return []
    if raw.startswith("["):
        try:
            return [str(name) for name in json.loads(raw)]
        except ValueError as error:
            raise invalid_parameter(
                "Param fields must be a list of names, comma-separated or JSON", "fields"
            ) from error
    names, depth = [""], 0
    for character in raw:
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            names.append("")
        else:
            names[-1] += character
    return [name.strip() for name in names if name.strip()]
