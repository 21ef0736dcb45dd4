"""Deleting many campaigns of an account at once. Source: vendor's documentation of `DELETE campaigns`."""

from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.meta.schema import values_of
from adapters.sandbox.meta.tree import GONE
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity


def delete_campaigns(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Delete campaigns by `delete_strategy`, oldest first, at most `object_count` of them."""
    found = _to_delete(desk, visit)
    asked = visit.params.get("object_count", "")
    count = int(asked) if asked.isdigit() else len(found)
    for campaign in found[:count]:
        desk.writes.delete(campaign)
    return {
        "objects_left_to_delete_count": max(0, len(found) - count),
        "deleted_object_ids": [c.id for c in found[:count]],
    }


def _to_delete(desk: Desk, visit: Visit) -> list[Entity]:
    campaigns = desk.sandbox.store.select(META, visit.account.id, "campaign")
    strategy = visit.params.get("delete_strategy", "")
    if strategy not in values_of("delete_strategy"):
        known = ", ".join(sorted(values_of("delete_strategy")))
        raise invalid_parameter(f"Param delete_strategy must be one of {known}", "delete_strategy")
    if strategy != "DELETE_ARCHIVED_BEFORE":
        return [campaign for campaign in campaigns if campaign.fields["status"] not in GONE]
    before = moment(visit.params.get("before_date", "")) or moment(f"{visit.params.get('before_date')}T00:00:00+00:00")
    if before is None:
        raise invalid_parameter("DELETE_ARCHIVED_BEFORE needs before_date, a time", "before_date")
    return [c for c in campaigns if c.fields["status"] == "ARCHIVED" and c.updated_at < before]
