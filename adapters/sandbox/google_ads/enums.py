"""Enumerated fields, set by the names of their values."""

from adapters.sandbox.google_ads.wire import Proto


def set_enum(message: Proto, field: str, name: str) -> None:
    """Set an enumerated field."""
    values = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_name
    setattr(message, field, values[name].number)


def default_enum(message: Proto, field: str, name: str) -> None:
    """Set an enumerated field that was not given."""
    if not getattr(message, field):
        set_enum(message, field, name)
