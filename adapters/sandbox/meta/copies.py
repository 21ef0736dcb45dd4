"""Copies of campaigns, ad sets and ads, with what hangs below them. Source: vendor's documentation of `copies`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.errors import GraphError, invalid_parameter
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.schema import values_of
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity

MOST_OBJECTS = 3
_SMALL = "meta.a_copy_holds_at_most_3_objects"
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
    source, order = visit.entity, _order(visit.params)
    objects = _tree(desk, source, deep=order.deep)
    if len(objects) > MOST_OBJECTS and not visit.background and desk.sandbox.rules.holds(_SMALL):
        raise GraphError(
            f"The copy would hold {len(objects)} objects: more than {MOST_OBJECTS} are copied in an asynchronous batch",
            code=100,
            subcode=1885194,
            field="deep_copy",
        )
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
    return desk.listed(visit, [each for each in found if each.fields.get(f"source_{kind}_id") == visit.entity.id])


def _order(params: Mapping[str, str]) -> _Order:
    status = params.get("status_option", "PAUSED")
    if status not in values_of("status_option"):
        known = ", ".join(sorted(values_of("status_option")))
        raise invalid_parameter(f"Param status_option must be one of {known}", "status_option")
    try:
        renaming = read_json(params.get("rename_options", "{}"))
        strategy = str(renaming.get("rename_strategy", "ONLY_TOP_LEVEL_RENAME"))
    except (ValueError, AttributeError) as error:
        raise invalid_parameter("Param rename_options must be an object", "rename_options") from error
    return _Order(
        deep=params.get("deep_copy", "false").lower() in ("true", "1"),
        status=status,
        renaming=strategy,
        prefix=str(renaming.get("rename_prefix", "")),
        suffix=str(renaming.get("rename_suffix", " - Copy" if "rename_prefix" not in renaming else "")),
        times={name: params[name] for name in ("start_time", "end_time") if params.get(name)},
    )


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
        raise invalid_parameter(f"Invalid parameter: {field} {named} does not exist", field, 1487056)
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
