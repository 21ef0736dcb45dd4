"""Columns of many rows as Postgres's binary arrays.

psycopg asks each list what it holds and dumps one element after the other through a chain of calls. The writer sends
twenty lists with each commit, and that was a fifth of what an append costs the process; it knows what they hold.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD, _EMPTY = struct.Struct("!iiIii").pack, struct.Struct("!iiI").pack
_LENGTH, _INTEGER, _MOMENT = struct.Struct("!i").pack, struct.Struct("!ii").pack, struct.Struct("!iq").pack
_NULL, _SIXTEEN = _LENGTH(-1), _LENGTH(16)
_EPOCH, _DAY_MICROS = datetime(2000, 1, 1, tzinfo=UTC), 86_400_000_000


class Column(bytes):
    """An array of one dimension, its head and then each element behind its length.

    `array` and `element` are the numbers of the types in Postgres's catalog.
    """

    __slots__ = ()
    array: ClassVar[int]
    element: ClassVar[int]

    @classmethod
    def of(cls, values: Sequence[Any]) -> Self:
        """The array of some values, which are all of the column's type or None where it takes that."""
        if not values:
            return cls(_EMPTY(0, 0, cls.element))
        elements = cls.elements(values)
        return cls(_HEAD(1, _NULL in elements, cls.element, len(elements), 1) + b"".join(elements))

    @staticmethod
    def elements(values: Sequence[Any]) -> list[bytes]:
        """Each value as it travels, behind its length."""
        raise NotImplementedError  # Each type of element has its own; mypy lets no abstract one be made by `of`.


class Uuids(Column):
    """A `uuid[]`, with nulls."""

    array, element = 2951, 2950

    @staticmethod
    def elements(values: Sequence[UUID | None]) -> list[bytes]:
        """Sixteen bytes each."""
        return [_NULL if value is None else _SIXTEEN + value.int.to_bytes(16, "big") for value in values]


class Texts(Column):
    """A `text[]`, with nulls."""

    array, element = 1009, 25

    @staticmethod
    def elements(values: Sequence[str | None]) -> list[bytes]:
        """UTF-8. Raises `UnicodeEncodeError` for half of a surrogate pair, which is no text."""
        encoded = [None if value is None else value.encode() for value in values]
        return [_NULL if text is None else _LENGTH(len(text)) + text for text in encoded]


class Integers(Column):
    """An `integer[]`."""

    array, element = 1007, 23

    @staticmethod
    def elements(values: Sequence[int]) -> list[bytes]:
        """Four bytes each. Raises `struct.error` for more."""
        return [_INTEGER(4, value) for value in values]


class Moments(Column):
    """A `timestamptz[]`, of aware moments."""

    array, element = 1185, 1184

    @staticmethod
    def elements(values: Sequence[datetime]) -> list[bytes]:
        """Microseconds since the beginning of 2000, in eight bytes."""
        since = [value - _EPOCH for value in values]
        return [_MOMENT(8, it.days * _DAY_MICROS + it.seconds * 1_000_000 + it.microseconds) for it in since]


def _dumper(column: type[Column]) -> type[Dumper]:
    class ColumnDumper(Dumper):
        format = Format.BINARY
        oid = column.array

        def dump(self, obj: Column) -> Column:
            """As it is."""
            return obj

    return ColumnDumper


for _column in (Uuids, Texts, Integers, Moments):
    psycopg.adapters.register_dumper(_column, _dumper(_column))
