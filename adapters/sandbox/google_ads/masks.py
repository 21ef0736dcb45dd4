"""Update masks: which fields an update touches, and the touching."""

from collections.abc import Collection, Iterable

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from adapters.sandbox.google_ads.operation_rules import (
    BROAD_MASK,
    FIXED_FIELD,
    NO_MASK,
    ODD_MASK,
    READ_ONLY_CHANGE,
)
from adapters.sandbox.google_ads.refusals import PathElement
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.rule_switches import RuleSwitches

_MESSAGE = FieldDescriptor.CPPTYPE_MESSAGE
_MASK: PathElement = ("update_mask", None)
Path = tuple[str, ...]
"""A field within a message, as the messages spell it."""


def touched_fields(update: Proto, mask: Iterable[str], switches: RuleSwitches) -> list[Path]:
    """Return the paths of a mask, `resource_name` left out; all that `update` sets where no mask is asked for.

    Raises RefusedError (field_mask_error) for no mask, an unknown path and a message with fields of its own.
    """
    named = list(mask)
    if not named:
        NO_MASK.refuse(switches)
        return [(field.name,) for field, _ in update.ListFields() if field.name != "resource_name"]
    found = (_steps(update.DESCRIPTOR, path, switches) for path in named if path != "resource_name")
    return [steps for steps in found if steps]


def refuse_untouchable(
    touched: Iterable[Path], switches: RuleSwitches, *, fixed: Collection[str], read_only: Collection[str]
) -> None:
    """Refuse (RefusedError, field_error) a path within a field that no update may change."""
    for steps in touched:
        place = [(step, None) for step in steps]
        if steps[0] in fixed:
            FIXED_FIELD.refuse(switches, *place)
        if steps[0] in read_only:
            READ_ONLY_CHANGE.refuse(switches, *place)


def _steps(descriptor: Descriptor, path: str, switches: RuleSwitches) -> Path:
    """Return the steps of one path, none for an unknown one that is let pass."""
    fields, steps, field = descriptor.fields_by_name, [], None
    for step in path.split("."):
        field = fields.get(step) or fields.get(f"{step}_")
        if field is None:
            ODD_MASK.refuse(switches, _MASK, trigger=path, detail=f"'{path}'.")
            return ()
        steps.append(field.name)
        inner = None if field.is_repeated else field.message_type
        fields = inner.fields_by_name if inner is not None else {}
    if fields:
        BROAD_MASK.refuse(switches, _MASK, trigger=path, detail=f"'{path}'.")
    return tuple(steps)


def lay_over(target: Proto, update: Proto, touched: Iterable[Path]) -> None:
    """Give `target` the values that `update` has at the paths touched; a field unset there is cleared."""
    for steps in touched:
        _lay(target, update, steps)


def _lay(target: Proto, update: Proto, steps: Path) -> None:
    for step in steps[:-1]:
        target, update = getattr(target, step), getattr(update, step)
        target.SetInParent()
    leaf = steps[-1]
    field = target.DESCRIPTOR.fields_by_name[leaf]
    if field.is_repeated or (field.has_presence and not update.HasField(leaf)):
        target.ClearField(leaf)
    if field.is_repeated:
        getattr(target, leaf).extend(getattr(update, leaf))
    elif field.cpp_type == _MESSAGE:
        if update.HasField(leaf):
            getattr(target, leaf).CopyFrom(getattr(update, leaf))
    elif not field.has_presence or update.HasField(leaf):
        setattr(target, leaf, getattr(update, leaf))
