"""Copies of campaigns, ad sets and ads, with what hangs below them. Source: vendor's documentation of `copies`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.parameters import json_of
from adapters.sandbox.meta.schema import values_of
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity

MOST_OBJECTS = 3
_USUAL_STATUS = "PAUSED"
_PARENT_FIELD = {"adset": "campaign_id", "ad": "adset_id"}
_CHILDREN = {"campaign": "adset", "adset": "ad"}
_TYPES = {"campaign": "campaign", "adset": "ad_set", "ad": "ad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is to be copied and how; `times` are the new start and end, where they are named."""

    deep: bool
    status: str
    renaming: str
    prefix: str
    suffix: str
    times: Mapping[str, str]

    def name(self, source: Entity, *, top: bool) -> str:
        old = str(source.fields.get("name", ""))
        renames = self.renaming == "DEEP_RENAME" or (top and self.renaming == "ONLY_TOP_LEVEL_RENAME")
        return f"{self.prefix}{old}{self.suffix}" if renames else old

    def status_of(self, source: Entity) -> str:
        own = str(source.fields.get("status", "PAUSED"))
        return own if self.status == "INHERITED_FROM_SOURCE" and own in ("ACTIVE", "PAUSED") else self.status


def make_copy(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Copy the object that is visited; returns its new id, and of a tree those of all that was copied."""
    source, order = visit.entity, _order(visit.params, desk.sandbox.rules)
    objects = _tree(desk, source, deep=order.deep)
    if len(objects) > MOST_OBJECTS and not visit.background:
        refuse(desk.sandbox.rules, "meta.a_copy_holds_at_most_3_objects", "deep_copy", count=len(objects))
    parent_field = _PARENT_FIELD.get(source.kind)
    copied = _copied(desk, visit, order, _target(desk, visit, parent_field))
    key = f"copied_{source.kind}_id"
    told = [
        {"ad_object_type": _TYPES[each.kind], "source_id": each.id, "copied_id": copied[each.id].id} for each in objects
    ]
    return {key: copied[source.id].id, **({"ad_object_ids": told} if source.kind != "ad" else {})}


def copies_of(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return one page of the copies that were made of the object."""
    kind = visit.entity.kind
    found = desk.sandbox.store.select(META, visit.account.id, kind)
    return desk.listed(visit, kind, [each for each in found if each.fields.get(f"source_{kind}_id") == visit.entity.id])


def _order(params: Mapping[str, str], switches: RuleSwitches) -> _Order:
    renaming = _renaming(params, switches)
    return _Order(
        deep=params.get("deep_copy", "false").lower() in ("true", "1"),
        status=_status(params, switches),
        renaming=str(renaming.get("rename_strategy", "ONLY_TOP_LEVEL_RENAME")),
        prefix=str(renaming.get("rename_prefix", "")),
        suffix=str(renaming.get("rename_suffix", " - Copy" if "rename_prefix" not in renaming else "")),
        times={name: params[name] for name in ("start_time", "end_time") if params.get(name)},
    )


def _status(params: Mapping[str, str], switches: RuleSwitches) -> str:
    status, listed = params.get("status_option", _USUAL_STATUS), sorted(values_of("status_option"))
    if status in listed:
        return status
    refuse(switches, "meta.a_copy_gets_a_status_that_is_listed", "status_option", listed=", ".join(listed))
    return _USUAL_STATUS


def _renaming(params: Mapping[str, str], switches: RuleSwitches) -> dict[str, Any]:
    if "rename_options" not in params:
        return {}
    options: dict[str, Any] = json_of(
        params,
        "rename_options",
        switches,
        fits=lambda found: isinstance(found, dict),
        wanted="an object",
        otherwise={},
    )
    return options


def _tree(desk: Desk, source: Entity, *, deep: bool) -> list[Entity]:
    child = _CHILDREN.get(source.kind)
    if not deep or child is None:
        return [source]
    below = desk.sandbox.store.select(META, source.account_id, child, source.id)
    living = [each for each in below if each.fields.get("status") not in ("DELETED", "ARCHIVED")]
    return [source, *(found for each in living for found in _tree(desk, each, deep=True))]


def _target(desk: Desk, visit: Visit, field: str | None) -> str | None:
    """Return the id of what the copy goes under: another campaign or ad set if one is named."""
    if field is None:
        return None
    named = visit.params.get(field)
    if named is None:
        return visit.entity.parent_id
    found = desk.sandbox.store.get(META, field.removesuffix("_id"), named)
    if found is None or found.account_id != visit.account.id:
        refuse(desk.sandbox.rules, "meta.a_parent_exists", field, id=named)
        return visit.entity.parent_id
    return found.id


def _copied(desk: Desk, visit: Visit, order: _Order, parent_id: str | None) -> dict[str, Entity]:
    """Copy parents before children; returns each copy by the id of what it was copied from."""
    made: dict[str, Entity] = {}
    for source in _tree(desk, visit.entity, deep=order.deep):
        top = source.id == visit.entity.id
        above = parent_id if top else made[str(source.parent_id)].id
        fields = {name: value for name, value in source.fields.items() if not name.startswith("_")}
        fields |= {"name": order.name(source, top=top), "status": order.status_of(source)}
        fields |= {f"source_{source.kind}_id": source.id}
        if source.kind in _PARENT_FIELD:
            fields[_PARENT_FIELD[source.kind]] = above
        if source.kind != "ad":
            fields |= order.times
        made[source.id] = desk.writes.add(source.kind, visit.account, fields, parent_id=above)
    return made
