"""Members of custom audiences: what is uploaded is hashed people, of whom only the number is kept readable."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.sandbox.meta.audience_rules import ratio_of
from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.meta.writes import Writes
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.store import Entity

MOST_PER_CALL = 10_000
_PEOPLE_PER_PERCENT = 2_000_000


def add_members(writes: Writes, audience: Entity, params: Mapping[str, str]) -> dict[str, Any]:
    """Add the people of `payload`; returns how many rows were taken."""
    people = _people(params, writes.switches)
    return _settle(writes, audience, _members(audience) | people, len(people))


def remove_members(writes: Writes, audience: Entity, params: Mapping[str, str]) -> dict[str, Any]:
    """Take the people of `payload` out."""
    people = _people(params, writes.switches)
    return _settle(writes, audience, _members(audience) - people, len(people))


def replace_members(writes: Writes, audience: Entity, params: Mapping[str, str]) -> dict[str, Any]:
    """Put the people of `payload` in place of all others."""
    people = _people(params, writes.switches)
    return _settle(writes, audience, people, len(people))


def size_of_lookalike(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bounds of a new lookalike audience's size; nothing for other audiences."""
    if fields.get("subtype") != "LOOKALIKE":
        return {"approximate_count_lower_bound": -1, "approximate_count_upper_bound": -1}
    people = round(ratio_of(fields) * 100 * _PEOPLE_PER_PERCENT)
    return {"approximate_count_lower_bound": people, "approximate_count_upper_bound": people * 12 // 10}


def _members(audience: Entity) -> frozenset[str]:
    members: frozenset[str] = audience.fields.get("_members", frozenset())
    return members


def _people(params: Mapping[str, str], switches: RuleSwitches) -> frozenset[str]:
    try:
        payload = read_json(params.get("payload", "{}"))
        rows = payload["data"]
        schema = payload["schema"]
    except (ValueError, KeyError, TypeError) as error:
        raise invalid_parameter("Param payload must be {schema, data}", "payload") from error
    if not isinstance(rows, list) or not schema:
        raise invalid_parameter("Param payload.data must be a list of rows of payload.schema", "payload")
    if len(rows) > MOST_PER_CALL:
        refuse(switches, "meta.an_upload_holds_at_most_10000_people", "payload")
    width = len(schema) if isinstance(schema, list) else 1
    if width > 1 and any(not isinstance(row, list) or len(row) != width for row in rows):
        raise invalid_parameter("Each row of payload.data must have one value per key of payload.schema", "payload")
    return frozenset(json.dumps(row, sort_keys=True) for row in rows)


def _settle(writes: Writes, audience: Entity, members: frozenset[str], received: int) -> dict[str, Any]:
    size = {"approximate_count_lower_bound": len(members), "approximate_count_upper_bound": len(members)}
    writes.change(audience, {"_members": members, **size})
    return {
        "audience_id": audience.id,
        "session_id": audience.id[-10:],
        "num_received": received,
        "num_invalid_entries": 0,
        "invalid_entry_samples": {},
    }
