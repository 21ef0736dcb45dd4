"""What the library's events are named by, in the ledger's types: the library itself lets them have any name."""

from uuid import UUID

from eventsourcing.persistence import DataError

_MOST = 2**31 - 1
"""The last version that the database's `integer` holds."""


def as_stream(originator_id: UUID | str) -> UUID:
    """The stream of an aggregate. Raises `DataError` for an id that is no UUID."""
    try:
        return UUID(str(originator_id))
    except ValueError as error:
        raise DataError(f"The originator id {originator_id!r} is not a UUID. Give the aggregate one.") from error


def as_version(version: int) -> int:
    """A version. Raises `DataError` for one that the database has no room for."""
    if abs(version) > _MOST:
        raise DataError(f"The version {version} is out of range. The last is {_MOST}.")
    return version


def as_text(name: str, text: str) -> str:
    """A text by that name. Raises `DataError` for one that the database cannot hold."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise DataError(f"The {name} {text!r} holds half of a surrogate pair. Take it out.") from error
    if b"\0" in encoded:
        raise DataError(f"The {name} {text!r} holds a NUL. Take it out.")
    return text
