"""What was changed: `change_event` from the log of mutations, `change_status` from the resources themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.json_format import ParseDict

from adapters.sandbox.google_ads.kinds import KINDS, resource_name
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace
from adapters.sandbox.mutations import Mutation
from adapters.sandbox.seed import GOOGLE_ADS

_WHO = "user@sandbox.example"
_DONE = {"create": "CREATE", "update": "UPDATE", "status": "UPDATE", "remove": "REMOVE"}
_NEVER_TOLD = frozenset({"image_asset"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row; `under` are the campaign and the ad group it happened in."""

    key: str
    message: Proto
    under: tuple[Held, ...]


def changes(resource: str, workspace: Workspace) -> Iterator[Change]:
    """Yield the rows of `change_event` or `change_status`, oldest first."""
    return _events(workspace) if resource == "change_event" else _statuses(workspace)


def _events(workspace: Workspace) -> Iterator[Change]:
    known: dict[tuple[str, str], dict[str, Any]] = {}
    entries = workspace.sandbox.mutations.entries(platform=GOOGLE_ADS, account_id=workspace.account.id)
    for entry in entries:
        if entry.outcome != "applied" or entry.kind not in KINDS or entry.id is None:
            continue
        before = known.get((entry.kind, entry.id), {})
        sent = _nested(entry.fields)
        known[entry.kind, entry.id] = _over(before, sent)
        event = _event(workspace, entry, before, sent)
        if event is not None:
            yield Change(key=str(entry.n), message=event, under=_under(workspace, entry.kind, entry.id))


def _event(workspace: Workspace, entry: Mutation, before: Mapping[str, Any], sent: Mapping[str, Any]) -> Proto | None:
    event = workspace.wire.resource_type("change_event")()
    kinds = event.DESCRIPTOR.fields_by_name["change_resource_type"].enum_type.values_by_name
    if entry.kind.upper() not in kinds or entry.id is None:
        return None
    account = workspace.account.id
    event.resource_name = f"customers/{account}/changeEvents/{int(entry.at.timestamp() * 1_000_000)}~{entry.n}~0"
    event.change_date_time = _local(workspace, entry.at).strftime("%Y-%m-%d %H:%M:%S.%f")
    event.change_resource_type = kinds[entry.kind.upper()].number
    event.change_resource_name = resource_name(account, entry.kind, entry.id)
    event.user_email = _WHO
    _set(event, "client_type", "GOOGLE_ADS_API")
    _set(event, "resource_change_operation", _DONE[entry.operation])
    event.changed_fields.paths.extend(sorted(entry.fields))
    if entry.operation != "remove":
        _tell(getattr(event.new_resource, entry.kind), sent)
    if entry.operation != "create":
        _tell(getattr(event.old_resource, entry.kind), _only(before, sent) if sent else before)
    for held in _under(workspace, entry.kind, entry.id):
        setattr(event, held.root, held.name)
    return event


def _tell(message: Proto, fields: Mapping[str, Any]) -> None:
    ParseDict({name: value for name, value in fields.items() if name not in _NEVER_TOLD}, message)


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Turn `{"ad.final_urls": ...}`, as an update names fields, into what a create would send."""
    found: dict[str, Any] = {}
    for path, value in fields.items():
        *steps, leaf = path.split(".")
        place = found
        for step in steps:
            place = place.setdefault(step, {})
        place[leaf] = value
    return found


def _over(before: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(before)
    for name, value in sent.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _over(merged[name], value) if both else value
    return merged


def _only(before: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return of the former fields those that were sent anew."""
    return {name: before[name] for name in sent if name in before}


def _statuses(workspace: Workspace) -> Iterator[Change]:
    kinds = workspace.wire.resource_type("change_status")().DESCRIPTOR.fields_by_name["resource_type"]
    for root in KINDS:
        if root.upper() not in kinds.enum_type.values_by_name:
            continue
        for held in workspace.all(root):
            if held.entity is not None:
                status = _status(workspace, held, held.entity.created_at, held.entity.updated_at)
                yield Change(key=f"{root}/{held.id}", message=status, under=_under(workspace, root, held.id))


def _status(workspace: Workspace, held: Held, created_at: datetime, updated_at: datetime) -> Proto:
    status = workspace.wire.resource_type("change_status")()
    _set(status, "resource_type", held.root.upper())
    micros = int(updated_at.timestamp() * 1_000_000)
    status.resource_name = f"customers/{workspace.account.id}/changeStatus/{micros}~{status.resource_type}~{held.id}"
    status.last_change_date_time = _local(workspace, updated_at).strftime("%Y-%m-%d %H:%M:%S.%f")
    changed = "REMOVED" if held.removed else "ADDED" if created_at == updated_at else "CHANGED"
    _set(status, "resource_status", changed)
    for each in (*_under(workspace, held.root, held.id), held):
        if each.root in status.DESCRIPTOR.fields_by_name:
            setattr(status, each.root, each.name)
    return status


def _under(workspace: Workspace, root: str, entity_id: str) -> tuple[Held, ...]:
    """Return the resource's ad group and campaign, as far as it is one or stands under one."""
    found: list[Held] = []
    held = workspace.find(root, entity_id)
    while held is not None:
        if held.root in {"ad_group", "campaign"}:
            found.append(held)
        parent = KINDS[held.root].parent
        held = workspace.find(parent, held.parent_id) if parent and held.parent_id else None
    return tuple(found)


def _local(workspace: Workspace, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(workspace.account.time_zone))


def _set(message: Proto, field: str, name: str) -> None:
    setattr(message, field, message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_name[name].number)
