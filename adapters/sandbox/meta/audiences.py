"""Custom audiences: hashed people who are uploaded in sessions, of whom only the number can be read, and sharing.

Source: vendor's documentation of custom audiences. A session's batches are one upload; where it replaces all others,
its first batch does so and the later ones add to it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.meta.audience_rules import ratio_of
from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.nodes import graph_time
from adapters.sandbox.meta.parameters import json_of, listed
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity

MOST_PER_CALL = 10_000
_PEOPLE_PER_PERCENT = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Upload:
    people: frozenset[str]
    received: int
    session_id: str
    first: bool


def add_members(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Add the people of `payload`; returns how many rows were taken."""
    upload = _upload(desk, visit)
    return _settle(desk, visit.entity, _members(visit.entity) | upload.people, upload)


def remove_members(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Take the people of `payload` out."""
    upload = _upload(desk, visit)
    return _settle(desk, visit.entity, _members(visit.entity) - upload.people, upload)


def replace_members(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Put the people of `payload` in place of all others."""
    upload = _upload(desk, visit)
    kept = frozenset[str]() if upload.first else _members(visit.entity)
    return _settle(desk, visit.entity, kept | upload.people, upload)


def sessions(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return one page of the uploads, the latest first."""
    known: dict[str, dict[str, str]] = visit.entity.fields.get("_sessions", {})
    wanted = visit.params.get("session_id")
    return desk.paged(visit, [known[id_] for id_ in reversed(known) if wanted in (None, "", id_)])


def share(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Share the audience with the accounts of `adaccounts`."""
    named = _named_accounts(desk, visit)
    desk.writes.change(visit.entity, {"_shared_with": sorted({*_shared_with(visit.entity), *named})})
    told = [{"ad_acct_id": id_, "audience_share_status": "shared", "errors": []} for id_ in named]
    return {"success": True, "sharing_data": told}


def unshare(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Take the audience back from the accounts of `adaccounts`."""
    named = _named_accounts(desk, visit)
    desk.writes.change(visit.entity, {"_shared_with": sorted({*_shared_with(visit.entity)} - {*named})})
    return {"success": True}


def accounts(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return the account of the audience and those that it is shared with."""
    shared = [desk.sandbox.seed.account(META, id_) for id_ in _shared_with(visit.entity)]
    known = [visit.account, *(account for account in shared if account is not None)]
    return desk.paged(visit, [desk.nodes.show_account(account, visit.choose) for account in known])


def size_of_lookalike(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bounds of a new lookalike audience's size; nothing for other audiences."""
    if fields.get("subtype") != "LOOKALIKE":
        return {"approximate_count_lower_bound": -1, "approximate_count_upper_bound": -1}
    people = round(ratio_of(fields) * 100 * _PEOPLE_PER_PERCENT)
    return {"approximate_count_lower_bound": people, "approximate_count_upper_bound": people * 12 // 10}


def _named_accounts(desk: Desk, visit: Visit) -> list[str]:
    return [id_.removeprefix("act_") for id_ in listed(visit.params, "adaccounts", desk.sandbox.rules)]


def _shared_with(audience: Entity) -> list[str]:
    shared: list[str] = audience.fields.get("_shared_with", [])
    return shared


def _members(audience: Entity) -> frozenset[str]:
    members: frozenset[str] = audience.fields.get("_members", frozenset())
    return members


def _upload(desk: Desk, visit: Visit) -> _Upload:
    rows = _rows(visit.params, desk.sandbox.rules)
    session: Mapping[str, Any] = {}
    if "session" in visit.params:
        wanted = "{session_id, batch_seq, last_batch_flag}"
        session = json_of(visit.params, "session", desk.sandbox.rules, fits=_is_object, wanted=wanted, otherwise={})
    return _Upload(
        people=frozenset(json.dumps(row, sort_keys=True) for row in rows),
        received=len(rows),
        session_id=str(session.get("session_id") or desk.sandbox.store.next_id()),
        first=str(session.get("batch_seq", 1)) in ("0", "1"),
    )


def _rows(params: Mapping[str, str], switches: RuleSwitches) -> list[Any]:
    wanted = "{schema, data}, where data is a list of rows of the schema"
    nobody: dict[str, Any] = {"schema": "", "data": []}
    payload = json_of(params, "payload", switches, fits=_is_payload, wanted=wanted, otherwise=nobody)
    rows: list[Any] = payload["data"]
    if len(rows) > MOST_PER_CALL:
        refuse(switches, "meta.an_upload_holds_at_most_10000_people", "payload")
    width = len(payload["schema"]) if isinstance(payload["schema"], list) else 1
    if width > 1 and any(not isinstance(row, list) or len(row) != width for row in rows):
        refuse(switches, "meta.a_person_has_a_value_for_each_key", "payload")
    return rows


def _is_object(found: object) -> bool:
    return isinstance(found, dict)


def _is_payload(found: object) -> bool:
    return isinstance(found, dict) and isinstance(found.get("data"), list) and bool(found.get("schema"))


def _settle(desk: Desk, audience: Entity, members: frozenset[str], upload: _Upload) -> dict[str, Any]:
    size = {"approximate_count_lower_bound": len(members), "approximate_count_upper_bound": len(members)}
    known: Mapping[str, dict[str, str]] = audience.fields.get("_sessions", {})
    before, now = known.get(upload.session_id, {}), graph_time(desk.sandbox.clock.now())
    received = int(before.get("num_received", 0)) + upload.received
    session = {
        "session_id": upload.session_id,
        "start_time": before.get("start_time", now),
        "end_time": now,
        "num_received": str(received),
        "num_matched": str(received),
        "num_invalid_entries": "0",
        "progress": "100",
        "stage": "complete",
    }
    desk.writes.change(audience, {"_members": members, "_sessions": {**known, upload.session_id: session}, **size})
    return {
        "audience_id": audience.id,
        "session_id": upload.session_id,
        "num_received": upload.received,
        "num_invalid_entries": 0,
        "invalid_entry_samples": {},
    }
