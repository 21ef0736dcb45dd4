"""Update masks: which fields an update touches, and the touching."""

from collections.abc import Collection, Iterable

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from adapters.sandbox.google_ads.refusals import RefusedError, refused
from adapters.sandbox.google_ads.wire import Proto

_MESSAGE = FieldDescriptor.CPPTYPE_MESSAGE


def touched_fields(fixed: Collection[str], descriptor: Descriptor, paths: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the paths of a mask as the messages spell them, `resource_name` left out.

    Raises RefusedError (field_mask_error, field_error) for no mask, an unknown path, a message with fields of
    its own, and a field that is one of `fixed`.
    """
    named = list(paths)
    if not named:
        raise refused("field_mask_error.FIELD_MASK_MISSING", "The field mask must be provided for update operations.")
    found = [_steps(descriptor, path) for path in named if path != "resource_name"]
    for steps in found:
        if steps[0] in fixed:
            raise _place(refused("field_error.IMMUTABLE_FIELD", "The field cannot be changed."), steps)
    return found


def _steps(descriptor: Descriptor, path: str) -> tuple[str, ...]:
    fields, steps, field = descriptor.fields_by_name, [], None
    for step in path.split("."):
        field = fields.get(step) or fields.get(f"{step}_")
        if field is None:
            raise refused(
                "field_mask_error.FIELD_NOT_FOUND",
                f"The field mask contained an invalid field: '{path}'.",
                "update_mask",
                trigger=path,
            )
        steps.append(field.name)
        inner = None if field.is_repeated else field.message_type
        fields = inner.fields_by_name if inner is not None else {}
    if fields:
        raise refused(
            "field_mask_error.FIELD_HAS_SUBFIELDS",
            f"The field mask updated a field with subfields: '{path}'; name each of them.",
            "update_mask",
            trigger=path,
        )
    return tuple(steps)


def _place(error: RefusedError, steps: tuple[str, ...]) -> RefusedError:
    return RefusedError(*(refusal.within(*((step, None) for step in steps)) for refusal in error.refusals))


def lay_over(target: Proto, update: Proto, touched: Iterable[tuple[str, ...]]) -> None:
    """Give `target` the values that `update` has at the paths touched; a field unset there is cleared."""
    for steps in touched:
        _lay(target, update, steps)


def _lay(target: Proto, update: Proto, steps: tuple[str, ...]) -> None:
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
