"""How objects look when they are read: statuses follow the parent, only the fields asked for are shown."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.fields import READABLE
from adapters.sandbox.meta.money import min_daily_budget
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

_STRINGS = frozenset({"daily_budget", "lifetime_budget", "spend_cap"})
_GONE = ("DELETED", "ARCHIVED")


class Nodes:
    """Reads the store in Graph's shapes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def parent(self, entity: Entity) -> Entity | None:
        """Return the campaign of an ad set, the ad set of an ad."""
        kind = {"adset": "campaign", "ad": "adset"}.get(entity.kind)
        return self._sandbox.store.get(META, kind, entity.parent_id) if kind and entity.parent_id else None

    def effective_status(self, entity: Entity) -> str:
        """Return the status that counts: an ancestor's deletion, archiving or pause shows below it."""
        own = str(entity.fields.get("status", "ACTIVE"))
        parent = self.parent(entity)
        if own != "ACTIVE" or parent is None:
            inherited = self.effective_status(parent) if parent is not None else own
            return inherited if inherited in _GONE and own not in _GONE else own
        above = self.effective_status(parent)
        if above in (*_GONE, "CAMPAIGN_PAUSED", "ACTIVE"):
            return above
        return "CAMPAIGN_PAUSED" if parent.kind == "campaign" else "ADSET_PAUSED"

    def show(self, entity: Entity, names: Iterable[str]) -> dict[str, Any]:
        """Return `id` and the fields asked for that have a value."""
        whole = self._whole(entity)
        return {"id": whole["id"]} | chosen(entity.kind, whole, names, self._expand(entity))

    def _expand(self, entity: Entity) -> Callable[[str, list[str]], Any]:
        def expand(name: str, inner: list[str]) -> Any:  # noqa: ANN401 - an object in Graph's shape
            target: Entity | None = entity
            while target is not None and target.kind != name:
                target = self.parent(target)
            return self.show(target, inner) if target is not None else None

        return expand

    def _whole(self, entity: Entity) -> dict[str, Any]:
        fields = {name: str(v) if name in _STRINGS else v for name, v in entity.fields.items() if v is not None}
        fields |= {
            "id": entity.id,
            "account_id": entity.account_id,
            "created_time": _graph_time(entity.created_at),
            "updated_time": _graph_time(entity.updated_at),
        }
        if entity.kind in ("campaign", "adset", "ad"):
            fields |= {
                "configured_status": entity.fields["status"],
                "effective_status": self.effective_status(entity),
            }
        if entity.kind == "ad":
            adset = self.parent(entity)
            fields["campaign_id"] = adset.parent_id if adset else None
            fields["creative"] = {"id": entity.fields["creative"]["creative_id"]}
        return fields

    def account(self, account: ReadyAccount, names: Iterable[str]) -> dict[str, Any]:
        """Return an ad account; ids are `act_`-prefixed except in `account_id`."""
        now = self._sandbox.clock.now()
        offset = now.astimezone(ZoneInfo(account.time_zone)).utcoffset()
        whole = {
            "id": f"act_{account.id}",
            "account_id": account.id,
            "name": account.name,
            "currency": account.currency,
            "timezone_name": account.time_zone,
            "timezone_offset_hours_utc": offset.total_seconds() / 3600 if offset else 0,
            "account_status": 1,
            "disable_reason": 0,
            "balance": "0",
            "amount_spent": "0",
            "spend_cap": "0",
            "min_daily_budget": min_daily_budget(account.currency),
            "business": {"id": "900000000000001", "name": "Sandbox Business"},
            "owner": "900000000000001",
        }
        return {"id": whole["id"]} | chosen("account", whole, names)


def chosen(
    kind: str,
    whole: Mapping[str, Any],
    names: Iterable[str],
    expand: Callable[[str, list[str]], Any] | None = None,
) -> dict[str, Any]:
    """Return the named fields that have a value; an unknown name is an error, as on Graph."""
    found: dict[str, Any] = {}
    for asked in names:
        name, _, inner = asked.partition("{")
        if name not in READABLE[kind]:
            raise invalid_parameter(f"Tried accessing nonexisting field ({name}) on node type ({kind.title()})", name)
        if expand is not None and name in ("campaign", "adset"):
            found[name] = expand(name, [part.strip() for part in inner.rstrip("}").split(",") if part.strip()])
        elif whole.get(name) is not None:
            found[name] = whole[name]
    return found


def _graph_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")
