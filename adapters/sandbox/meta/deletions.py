"""Deleting many campaigns of an account at once. Source: vendor's documentation of `DELETE campaigns`."""

from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.meta.schema import values_of
from adapters.sandbox.meta.switches import refuse
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
    strategy, listed = visit.params.get("delete_strategy", ""), sorted(values_of("delete_strategy"))
    if strategy not in listed:
        rule, named = "meta.campaigns_are_deleted_by_a_strategy_that_is_listed", ", ".join(listed)
        refuse(desk.sandbox.rules, rule, "delete_strategy", listed=named)
        return []
    if strategy != "DELETE_ARCHIVED_BEFORE":
        return [campaign for campaign in campaigns if campaign.fields["status"] not in GONE]
    archived = [campaign for campaign in campaigns if campaign.fields["status"] == "ARCHIVED"]
    date = visit.params.get("before_date", "")
    before = moment(date) or moment(f"{date}T00:00:00+00:00")
    if before is None:
        refuse(desk.sandbox.rules, "meta.archived_campaigns_are_deleted_before_a_date", "before_date")
        return archived
    return [campaign for campaign in archived if campaign.updated_at < before]
