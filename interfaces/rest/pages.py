"""Pages of a list: `limit` items, and a cursor that leads to the next ones. The cursor tells nobody anything."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from domain.errors import InvalidInputError, invalid

MOST_ITEMS = 200
USUAL_ITEMS = 50
_POSITION_BYTES = 8

Item = TypeVar("Item")
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many items a page has at most.")]
Cursor = Annotated[
    str | None, Query(max_length=100, description="Where the page begins: next_cursor of the page before it.")
]


class Page(BaseModel, Generic[Item]):
    """A page. `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = Field(examples=["AZNrXnwacACAAD8fSzpSpQ"])


def page(rows: Sequence[Row], limit: int, show: Callable[[Row], Item], cursor: Callable[[Row], str]) -> Page[Item]:
    """A page of `limit` items out of rows of which one more was asked for."""
    shown = rows[:limit]
    return Page(items=[show(row) for row in shown], next_cursor=cursor(shown[-1]) if len(rows) > limit else None)


def id_cursor(last: UUID) -> str:
    """The cursor behind the item with an id."""
    return _text(last.bytes)


def pair_cursor(first: UUID, second: UUID) -> str:
    """The cursor behind the item that two ids name."""
    return _text(first.bytes + second.bytes)


def position_cursor(last: int) -> str:
    """The cursor behind the item at a position."""
    return _text(last.to_bytes(_POSITION_BYTES, "big"))


async def _after_id(cursor: Cursor = None) -> UUID | None:
    try:
        return None if cursor is None else UUID(bytes=_bytes(cursor))
    except ValueError:
        raise _not_ours() from None


async def _after_position(cursor: Cursor = None) -> int | None:
    try:
        raw = None if cursor is None else _bytes(cursor)
    except ValueError:
        raise _not_ours() from None
    if raw is None:
        return None
    if len(raw) != _POSITION_BYTES or raw[0] >= 2**7:
        raise _not_ours()
    return int.from_bytes(raw, "big")


async def _after_pair(cursor: Cursor = None) -> tuple[UUID, UUID] | None:
    try:
        raw = None if cursor is None else _bytes(cursor)
        return None if raw is None else (UUID(bytes=raw[:16]), UUID(bytes=raw[16:]))
    except ValueError:
        raise _not_ours() from None


AfterId = Annotated[UUID | None, Depends(_after_id)]
AfterPair = Annotated[tuple[UUID, UUID] | None, Depends(_after_pair)]
AfterPosition = Annotated[int | None, Depends(_after_position)]


def _not_ours() -> InvalidInputError:
    return invalid("cursor", "It is not a cursor of this list.", "Give next_cursor of a page, or none.")


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(cursor: str) -> bytes:
    raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    if _text(raw) != cursor:
        raise ValueError(cursor)
    return raw
