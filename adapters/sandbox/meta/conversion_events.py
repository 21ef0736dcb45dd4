"""Events that a shop's server sends to a pixel. Source: vendor's documentation of the Conversions API.

They are counted by name and hour, and acknowledged. The delivery model makes its own conversions: these change no
figure.
"""

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.nodes import graph_time
from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.store import Entity

MOST_EVENTS = 1000
_OLDEST = timedelta(days=7)


def take_events(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Take the events of `data`, all or none; returns how many there were."""
    rules, now = desk.sandbox.rules, desk.sandbox.clock.now()
    events = _events(visit.params.get("data", ""), rules)
    if len(events) > MOST_EVENTS:
        refuse(rules, "meta.at_most_1000_events_are_sent_at_once", "data")
    for event in events:
        if not event.get("event_name") or event.get("event_time") is None:
            refuse(rules, "meta.an_event_has_a_name_and_a_time", "data")
        at = moment(event.get("event_time"))
        if at is not None and now - at > _OLDEST:
            refuse(rules, "meta.an_event_is_sent_within_seven_days", "data")
        if not event.get("user_data"):
            refuse(rules, "meta.an_event_tells_of_a_person", "data")
    counted = _counted(visit.entity, events, graph_time(now.replace(minute=0, second=0, microsecond=0)))
    desk.sandbox.store.change(visit.entity, {"last_fired_time": graph_time(now), "_events": counted}, now)
    return {"events_received": len(events), "messages": [], "fbtrace_id": "A" + secrets.token_urlsafe(16)}


def stats(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Answer `/stats` of a pixel: how many events of each name came in each hour; of other aggregations, nothing."""
    hours: Mapping[str, Mapping[str, int]] = visit.entity.fields.get("_events", {})
    aggregation = visit.params.get("aggregation", "event")
    rows = [
        {
            "start_time": hour,
            "aggregation": aggregation,
            "data": [{"value": name, "count": count} for name, count in sorted(counts.items())],
        }
        for hour, counts in hours.items()
        if aggregation == "event"
    ]
    return desk.paged(visit, rows)


def _counted(pixel: Entity, events: list[dict[str, Any]], hour: str) -> dict[str, dict[str, int]]:
    known: dict[str, dict[str, int]] = pixel.fields.get("_events", {})
    counts = Counter(known.get(hour, {}))
    counts.update(str(event.get("event_name")) for event in events)
    return {**known, hour: dict(counts)}


def _events(raw: str, switches: RuleSwitches) -> list[dict[str, Any]]:
    """Read the rows, each as an object or as the JSON of one: the official client sends either."""
    try:
        rows = read_json(raw)
        events = [read_json(row) if isinstance(row, str) else row for row in rows]
    except (ValueError, TypeError):
        events = []
    if not events or not all(isinstance(event, dict) for event in events):
        refuse(switches, TYPE, "data", wanted="a list of events")
    return [event for event in events if isinstance(event, dict)]
