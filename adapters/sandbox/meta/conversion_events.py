"""Events that a shop's server sends to a pixel. Source: vendor's documentation of the Conversions API.

They are counted and acknowledged. The delivery model makes its own conversions: these change no figure.
"""

import secrets
from datetime import timedelta
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.nodes import graph_time
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.meta.switches import refuse

MOST_EVENTS = 1000
_OLDEST = timedelta(days=7)


def take_events(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Take the events of `data`, all or none; returns how many there were."""
    events = _events(visit.params.get("data", ""))
    rules, now = desk.sandbox.rules, desk.sandbox.clock.now()
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
    desk.sandbox.store.change(visit.entity, {"last_fired_time": graph_time(now)}, now)
    return {"events_received": len(events), "messages": [], "fbtrace_id": "A" + secrets.token_urlsafe(16)}


def _events(raw: str) -> list[dict[str, Any]]:
    """Read the rows, each as an object or as the JSON of one: the official client sends either."""
    try:
        rows = read_json(raw)
        events = [read_json(row) if isinstance(row, str) else row for row in rows]
    except (ValueError, TypeError):
        events = []
    if not events or not all(isinstance(event, dict) for event in events):
        raise invalid_parameter("Param data must be a list of events", "data")
    return events
