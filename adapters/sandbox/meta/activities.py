"""What was done in an account, as its change history tells it. Source: vendor's documentation of `activities`."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.nodes import graph_time
from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.meta.selection import Selection
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.mutations import Mutation
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.seed import META

_DEFAULT = ("event_time", "event_type", "object_id", "object_name", "actor_name", "translated_event_type")
_CREATED = {
    "campaign": "create_campaign_group",
    "adset": "create_ad_set",
    "ad": "create_ad",
    "audience": "create_audience",
    "image": "add_images",
}
_RUN_STATUS = {
    "campaign": "update_campaign_run_status",
    "adset": "update_ad_set_run_status",
    "ad": "update_ad_run_status",
}
_CHANGED: Mapping[str, Mapping[str, str]] = {
    "campaign": {
        "name": "update_campaign_name",
        "daily_budget": "update_campaign_budget",
        "lifetime_budget": "update_campaign_budget",
    },
    "adset": {
        "name": "update_ad_set_name",
        "daily_budget": "update_ad_set_budget",
        "lifetime_budget": "update_ad_set_budget",
        "targeting": "update_ad_set_target_spec",
        "bid_amount": "update_ad_set_bidding",
        "optimization_goal": "update_ad_set_optimization_goal",
        "end_time": "update_ad_set_duration",
    },
    "ad": {"name": "update_ad_friendly_name", "creative": "update_ad_creative"},
    "audience": {"name": "update_audience"},
}
_REMOVED = {"audience": "delete_audience", "image": "delete_images", **_RUN_STATUS}
_OBJECTS = {"campaign": "CAMPAIGN", "adset": "AD_SET", "ad": "AD", "audience": "CUSTOM_AUDIENCE", "image": "IMAGE"}


def activities(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return one page of what happened between `since` and `until`, the latest first."""
    since, until = (_bound(visit.params, name, desk.sandbox.rules) for name in ("since", "until"))
    entries = desk.sandbox.mutations.entries(platform=META, account_id=visit.account.id)
    zone = ZoneInfo(visit.account.time_zone)
    wanted = visit.object.id if visit.object else visit.params.get("oid")
    choose = desk.nodes.known("activity", visit.choose or tuple(Selection(name=name) for name in _DEFAULT))
    rows = [
        desk.nodes.show_plain("activity", _row(desk, entry, kind, zone), choose)
        for entry in reversed(entries)
        if entry.outcome == "applied" and wanted in (None, entry.id) and _within(entry.at, since, until)
        for kind in _events(entry)
    ]
    return desk.paged(visit, rows)


def _bound(params: Mapping[str, str], name: str, switches: RuleSwitches) -> datetime | None:
    raw = params.get(name)
    if not raw:
        return None
    at = moment(raw) or moment(f"{raw}T00:00:00+00:00")
    if at is None:
        refuse(switches, TYPE, name, wanted="a time")
    return at


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at <= until)


def _events(entry: Mutation) -> Iterator[str]:
    match entry.operation:
        case "create":
            found = [_CREATED.get(entry.kind)]
        case "remove":
            found = [_REMOVED.get(entry.kind)]
        case _:
            by_field = _CHANGED.get(entry.kind, {})
            found = [_RUN_STATUS.get(entry.kind)] if "status" in entry.fields else []
            found += [event for field, event in by_field.items() if field in entry.fields]
    yield from dict.fromkeys(event for event in found if event)


def _row(desk: Desk, entry: Mutation, event: str, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "actor_id": desk.sandbox.seed.meta_user_id,
        "actor_name": "Sandbox User",
        "application_id": desk.sandbox.seed.meta_app_id,
        "application_name": "AdScale sandbox",
        "date_time_in_timezone": entry.at.astimezone(zone).strftime("%m/%d/%Y at %I:%M %p"),
        "event_time": graph_time(entry.at),
        "event_type": event,
        "extra_data": json.dumps({"new_value": entry.fields}, default=str),
        "object_id": entry.id,
        "object_name": entry.name,
        "object_type": _OBJECTS.get(entry.kind, entry.kind.upper()),
        "translated_event_type": event.replace("_", " ").capitalize(),
    }
