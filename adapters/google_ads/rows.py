"""A row of an answer from Google's message to plain values, by the names that the query used."""

from collections.abc import Sequence
from typing import Any

from adapters.google_ads.query import Row


def plain_row(message: Any, fields: Sequence[str]) -> Row:  # noqa: ANN401 - a protobuf message
    """The fields of a `GoogleAdsRow`: enumerations by name, lists of key and value as pairs."""
    return {field: _value(message, field.split(".")) for field in fields}


def _value(message: Any, steps: Sequence[str]) -> object:  # noqa: ANN401 - a protobuf message
    for step in steps[:-1]:
        message = getattr(message, step)
    fields = message.DESCRIPTOR.fields_by_name
    # Python's descriptors spell a reserved word with an underscore behind it, the query language does not.
    field = fields.get(steps[-1]) or fields[f"{steps[-1]}_"]
    value = getattr(message, field.name)
    if field.is_repeated:
        return tuple((item.key, item.value) for item in value)
    if field.cpp_type == field.CPPTYPE_ENUM:
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else f"UNKNOWN_{value}"
    return value
