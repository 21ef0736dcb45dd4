"""How campaigns, ad groups and ads look when they are read: names, times, and statuses that follow the parent."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.adgroup_rules import moment

SMART = "smart_plus_"
ID_FIELDS: Mapping[str, str] = {
    "campaign": "campaign_id",
    "adgroup": "adgroup_id",
    "ad": "ad_id",
    "smart_plus_campaign": "campaign_id",
    "smart_plus_adgroup": "adgroup_id",
    "smart_plus_ad": "smart_plus_ad_id",
}
_PARENTS = {"adgroup": "campaign", "ad": "adgroup"}


def level_of(kind: str) -> str:
    """Return campaign, adgroup or ad for a manual or Smart+ kind."""
    return kind.removeprefix(SMART)


def parent_kind(kind: str) -> str | None:
    """Return the kind one level up in the same flow, or None for a campaign."""
    level = level_of(kind)
    return kind.replace(level, _PARENTS[level]) if level in _PARENTS else None


class Objects:
    """Reads the store in TikTok's shapes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def parent(self, entity: Entity) -> Entity | None:
        """Return the campaign of an ad group, the ad group of an ad."""
        kind = parent_kind(entity.kind)
        return self._sandbox.store.get(TIKTOK, kind, entity.parent_id) if kind and entity.parent_id else None

    def lineage(self, entity: Entity) -> list[Entity]:
        """Return the object and what it belongs to, from the bottom up."""
        found, above = [entity], self.parent(entity)
        while above is not None:
            found.append(above)
            above = self.parent(above)
        return found

    def deleted(self, entity: Entity) -> bool:
        """Say whether the object or anything above it is deleted."""
        return any(one.fields["operation_status"] == "DELETE" for one in self.lineage(entity))

    def secondary_status(self, entity: Entity) -> str:
        """Return the detailed status; what stops delivery nearest to the top wins."""
        level = level_of(entity.kind)
        prefix = f"{level.upper()}_STATUS"
        own = entity.fields["operation_status"]
        if own == "DELETE":
            return f"{prefix}_DELETE"
        if self._sandbox.standing.suspended(TIKTOK, entity.account_id):
            return f"{prefix}_ADVERTISER_ACCOUNT_PUNISH"
        for above in reversed(self.lineage(entity)[1:]):
            state = above.fields["operation_status"]
            if state != "ENABLE":
                return f"{prefix}_{level_of(above.kind).upper()}_{state}"
        if own == "DISABLE":
            return f"{prefix}_DISABLE"
        return f"{prefix}_{'ENABLE' if level == 'campaign' else self._own_state(entity)}"

    def _own_state(self, entity: Entity) -> str:
        if level_of(entity.kind) == "ad" and self._sandbox.standing.disapproved(TIKTOK, entity.id):
            return "AUDIT_DENY"
        return self._schedule_state(entity)

    def _schedule_state(self, entity: Entity) -> str:
        adgroup = entity if level_of(entity.kind) == "adgroup" else self.parent(entity)
        now = self._sandbox.clock.now()
        start, end = (
            moment(adgroup.fields.get(f"schedule_{edge}_time")) if adgroup else None for edge in ("start", "end")
        )
        if end is not None and end <= now:
            return "TIME_DONE"
        return "NOT_START" if start is not None and start > now else "DELIVERY_OK"

    def primary_status(self, entity: Entity) -> str:
        """Return the coarse status that lists filter by."""
        if self.deleted(entity):
            return "STATUS_DELETE"
        secondary = self.secondary_status(entity)
        if secondary.endswith(("_DELIVERY_OK", "CAMPAIGN_STATUS_ENABLE")):
            return "STATUS_DELIVERY_OK"
        if secondary.endswith("_TIME_DONE"):
            return "STATUS_TIME_DONE"
        return "STATUS_DISABLE" if secondary.endswith("_DISABLE") else "STATUS_NOT_DELIVERY"

    def show(self, entity: Entity, names: Iterable[str] = ()) -> dict[str, Any]:
        """Return the whole object, or only the fields named."""
        whole = {name: value for name, value in entity.fields.items() if name != "request_id"}
        whole |= {
            "advertiser_id": entity.account_id,
            "create_time": _utc(entity.created_at),
            "modify_time": _utc(entity.updated_at),
            "secondary_status": self.secondary_status(entity),
        }
        for one in self.lineage(entity):
            level = level_of(one.kind)
            whole |= {ID_FIELDS[one.kind]: one.id, f"{level}_name": one.fields.get(f"{level}_name")}
        if level_of(entity.kind) == "adgroup" and "budget" not in whole:
            whole |= {"budget": 0.0, "budget_mode": "BUDGET_MODE_INFINITE"}
        if entity.kind == "smart_plus_campaign":
            whole["smart_plus_adgroup_mode"] = "SINGLE" if whole["budget_optimize_on"] else "MULTIPLE"
        wanted = set(names)
        return {name: value for name, value in whole.items() if not wanted or name in wanted}


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
