"""One operation of a mutate request: create, update or remove, decided against a workspace."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

from google.protobuf.json_format import MessageToDict

from adapters.sandbox.google_ads.asset_twins import content_of, remember, twin_of
from adapters.sandbox.google_ads.criteria import CRITERIA, criterion_id, enum_name
from adapters.sandbox.google_ads.defaults import fill_in, forget_upload, settle_campaign
from adapters.sandbox.google_ads.kinds import KINDS, READ_ONLY, resource_name
from adapters.sandbox.google_ads.masks import lay_over, refuse_untouchable, touched_fields
from adapters.sandbox.google_ads.operation_rules import (
    OWN_ID,
    REMOVED_AD,
    REMOVED_RESOURCE,
    SAME_TEMPORARY_ID,
)
from adapters.sandbox.google_ads.refusals import PathElement, Refusal, RefusedError, refused
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.removals import broken_removal_rules
from adapters.sandbox.google_ads.rules.table import broken_rules
from adapters.sandbox.google_ads.sent_values import odd_values, read_only_values
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace
from adapters.sandbox.store import Entity

Verb = Literal["create", "update", "remove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A CampaignOperation or its like; `root` says of which kind, `path` where it stands in the request.

    `opened` names fixed fields that this operation changes all the same, having come through a service for them.
    """

    root: str
    message: Proto
    path: tuple[PathElement, ...]
    opened: frozenset[str] = frozenset()

    @property
    def verb(self) -> Verb | None:
        """Return which of the oneof is set."""
        verb: Verb | None = self.message.WhichOneof("operation")
        return verb

    @property
    def target(self) -> str:
        """Return the resource name it is about; of a create, its temporary one or nothing."""
        if self.verb == "remove":
            return str(self.message.remove)
        return str(getattr(self.message, self.verb).resource_name) if self.verb else ""

    def received(self) -> dict[str, Any]:
        """Return the fields as they were sent; of an update, those under its mask."""
        if self.verb in {None, "remove"}:
            return {}
        message = getattr(self.message, str(self.verb))
        if self.verb == "update":
            paths = [path for path in self.message.update_mask.paths if path != "resource_name"]
            return {path: _sent(message, path) for path in paths}
        return dict(MessageToDict(message, preserving_proto_field_name=True))

    def name(self) -> str | None:
        """Return the name it gives to a resource, where that kind has one."""
        message = getattr(self.message, self.verb) if self.verb in {"create", "update"} else None
        return str(getattr(message, "name", "")) or None


def _sent(message: Proto, path: str) -> object:
    found: object = MessageToDict(message, preserving_proto_field_name=True)
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


@dataclass(slots=True)
class Temporaries:
    """The negative ids of one request, and the resources that they turned out to be."""

    names: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    def replace_in(self, message: Proto) -> None:
        """Write the real names where `message`, however deep, refers to temporary ones."""
        if self.names or self.failed:
            self._replace(message, ())

    def _replace(self, message: Proto, above: tuple[PathElement, ...]) -> None:
        for descriptor, value in message.ListFields():
            if descriptor.name == "resource_name" and not above:
                continue
            for index, item in enumerate(value) if descriptor.is_repeated else ((None, value),):
                place: tuple[PathElement, ...] = (*above, (descriptor.name, index))
                if descriptor.message_type is not None:
                    self._replace(item, place)
                elif isinstance(item, str) and (real := self._real(item, place)) != item:
                    _write(message, place[-1], real)

    def _real(self, name: str, place: tuple[PathElement, ...]) -> str:
        if name in self.failed:
            message = f"The resource {name} that this one refers to was refused."
            code = "new_resource_creation_error.TEMP_ID_RESOURCE_HAD_ERRORS"
            raise RefusedError(Refusal(code=code, message=message, path=place, trigger=name))
        return self.names.get(name, name)


def _write(message: Proto, place: PathElement, value: str) -> None:
    field, index = place
    if index is None:
        setattr(message, field, value)
    else:
        getattr(message, field)[index] = value


def apply(operation: Operation, workspace: Workspace, temporaries: Temporaries) -> Held:
    """Stage what the operation asks for; raises RefusedError with every rule it breaks."""
    match operation.verb:
        case "create":
            return _create(operation, workspace, temporaries)
        case "update":
            return _update(operation, workspace, temporaries)
        case "remove":
            return _remove(operation, workspace)
    raise refused("request_error.OPERATION_REQUIRED", "The operation must be create, update or remove.")


def _create(operation: Operation, workspace: Workspace, temporaries: Temporaries) -> Held:
    sent, root, switches = operation.message.create, operation.root, workspace.sandbox.rules
    message = deepcopy(sent)
    temporary = _temporary(root, sent.resource_name, workspace, temporaries)
    try:
        temporaries.replace_in(message)
        _name_parent(root, message, workspace)
        _refuse([*odd_values(message, switches), *read_only_values(root, message, switches)])
        held = _new(root, message, workspace)
        content = content_of(held) if root == "asset" else ""
        if content and (twin := twin_of(content, workspace)) is not None:
            temporaries.names.update({temporary: twin.name} if temporary else {})
            return twin
        fill_in(held, workspace)
        _refuse(broken_rules(Candidate(held=held, before=None, workspace=workspace)))
        forget_upload(held)
    except RefusedError:
        temporaries.failed.update({temporary} if temporary else set())
        raise
    workspace.stage(held)
    if content:
        remember(content, held, workspace)
    if temporary:
        temporaries.names[temporary] = held.name
    return held


def _new(root: str, message: Proto, workspace: Workspace) -> Held:
    parent_field = KINDS[root].parent
    parent = str(getattr(message, parent_field)).rpartition("/")[2] if parent_field else None
    if KINDS[root].identified_by:
        entity_id = "~".join(_tied(message, field) for field in KINDS[root].identified_by)
        return Held(
            root=root, id=entity_id, parent_id=parent, message=message, entity=_removed(root, entity_id, workspace)
        )
    own_id = (criterion_id(message) if root in CRITERIA else None) or workspace.new_id()
    entity_id = f"{parent}~{own_id}" if KINDS[root].named_under_parent else own_id
    return Held(root=root, id=entity_id, parent_id=parent, message=message, entity=_removed(root, entity_id, workspace))


def _name_parent(root: str, message: Proto, workspace: Workspace) -> None:
    """Take from `adGroupCriteria/2~-1` in which ad group to make it, where the field does not say it."""
    parent = KINDS[root].parent
    if parent is None or not KINDS[root].named_under_parent or getattr(message, parent):
        return
    above, tilde, _ = str(message.resource_name).rpartition("/")[2].partition("~")
    if tilde and not above.startswith("-"):
        setattr(message, parent, resource_name(workspace.account.id, parent, above))


def _removed(root: str, entity_id: str, workspace: Workspace) -> Entity | None:
    """Return what was removed under this id: a criterion or a link comes back as the same resource."""
    earlier = workspace.find(root, entity_id)
    return earlier.entity if earlier is not None and earlier.removed else None


def _tied(message: Proto, field: str) -> str:
    """Return a link's part of an id: of a resource its own id, of an enumeration the name, of a number itself."""
    value = getattr(message, field)
    if isinstance(value, str):
        return value.rpartition("/")[2]
    return enum_name(message, field) if message.DESCRIPTOR.fields_by_name[field].enum_type else str(value)


def _temporary(root: str, name: str, workspace: Workspace, temporaries: Temporaries) -> str | None:
    """Return the temporary name of a create, or None; negative ids are unique over all kinds of a request."""
    if not name or KINDS[root].identified_by:
        return None
    prefix = re.escape(f"customers/{workspace.account.id}/{KINDS[root].collection}/")
    found = re.fullmatch(rf"{prefix}(?:-?\d+~)?(-?\d+)", name)
    if found is None:
        raise refused(
            "request_error.RESOURCE_NAME_MALFORMED",
            f"Resource name '{name}' is malformed.",
            "resource_name",
            trigger=name,
        )
    number, switches, place = found[1], workspace.sandbox.rules, ("resource_name", None)
    if not number.startswith("-"):
        OWN_ID.refuse(switches, place)
        return None
    if number in temporaries.taken:
        SAME_TEMPORARY_ID.refuse(switches, place, trigger=name, detail=f"{number}.")
    temporaries.taken.add(number)
    return name


def _update(operation: Operation, workspace: Workspace, temporaries: Temporaries) -> Held:
    sent, root = deepcopy(operation.message.update), operation.root
    switches, opened = workspace.sandbox.rules, operation.opened
    touched = touched_fields(sent, operation.message.update_mask.paths, switches)
    refuse_untouchable(touched, switches, fixed=KINDS[root].fixed - opened, read_only=READ_ONLY[root] - opened)
    temporaries.replace_in(sent)
    before = _existing(root, str(sent.resource_name), workspace)
    held = Held(
        root=root,
        id=before.id,
        parent_id=before.parent_id,
        message=deepcopy(before.message),
        removed=before.removed,
        entity=before.entity,
    )
    lay_over(held.message, sent, touched)
    if root == "campaign":
        settle_campaign(held.message, workspace)
    _refuse(odd_values(held.message, switches))
    _refuse(broken_rules(Candidate(held=held, before=before.message, workspace=workspace)))
    workspace.stage(held)
    return held


def _remove(operation: Operation, workspace: Workspace) -> Held:
    before = _existing(operation.root, str(operation.message.remove), workspace)
    _refuse(broken_removal_rules(before, workspace))
    message = deepcopy(before.message)
    if status := message.DESCRIPTOR.fields_by_name.get("status"):
        message.status = status.enum_type.values_by_name["REMOVED"].number
    held = Held(
        root=before.root,
        id=before.id,
        parent_id=before.parent_id,
        message=message,
        removed=True,
        entity=before.entity,
    )
    workspace.stage(held)
    return held


def _existing(root: str, name: str, workspace: Workspace) -> Held:
    if not name:
        raise refused("request_error.RESOURCE_NAME_MISSING", "Resource name is missing.", "resource_name")
    if not re.fullmatch(rf"customers/\d+/{KINDS[root].collection}/[\w~-]+", name):
        raise refused(
            "request_error.RESOURCE_NAME_MALFORMED",
            f"Resource name '{name}' is malformed.",
            "resource_name",
            trigger=name,
        )
    held = workspace.by_name(root, name)
    if held is None:
        raise refused("mutate_error.RESOURCE_NOT_FOUND", "Resource was not found.", trigger=name)
    if any(ancestor.removed for ancestor in _lineage(held, workspace)):
        rule = REMOVED_AD if root == "ad_group_ad" else REMOVED_RESOURCE
        rule.refuse(workspace.sandbox.rules, trigger=name)
    return held


def _lineage(held: Held, workspace: Workspace) -> Iterator[Held]:
    """Yield the resource and what it stands under: what is under a removed resource is removed with it."""
    current: Held | None = held
    while current is not None:
        yield current
        parent = KINDS[current.root].parent
        current = workspace.find(parent, current.parent_id) if parent and current.parent_id else None


def _refuse(found: Iterable[Refusal]) -> None:
    if refusals := tuple(found):
        raise RefusedError(*refusals)
