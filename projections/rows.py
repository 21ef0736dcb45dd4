"""What a projection writes: rows of a table, a few in one array a column, many by a copy; or a statement of its own."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy import Column, Table

from projections import statements
from projections.statements import Statement

Row = Mapping[str, object]
"""A value for each column of the table; JSON as text."""

WORTH_A_COPY = 200
"""So many rows are copied into a temporary table first."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Rows that are too many for one statement."""

    table: Table
    rows: Sequence[Row]
    insert: bytes

    async def write(self, connection: AsyncConnection[Any]) -> None:
        """Stage the rows and insert them from there. In the caller's transaction, and in no pipeline."""
        made, emptied, copied = statements.stage(self.table)
        await connection.execute(made)
        await connection.execute(emptied)
        values = itemgetter(*(column.name for column in self.table.columns))
        async with connection.cursor() as cursor, cursor.copy(copied) as copy:
            for row in self.rows:
                await copy.write_row(values(row))
        await connection.execute(self.insert)


Write = Statement | Copied


def upsert(table: Table, rows: Iterable[Row]) -> Sequence[Write]:
    """Insert rows, or replace those that are older by their `position`."""
    return _insert(table, rows, newer_wins=True)


def insert_once(table: Table, rows: Iterable[Row]) -> Sequence[Write]:
    """Insert rows whose key is not there yet."""
    return _insert(table, rows, newer_wins=False)


def replace_children(table: Table, rows: Iterable[Row], parents: Iterable[tuple[object, ...]]) -> Sequence[Write]:
    """Upsert all rows of some parents (keys that lead the table's own), and delete what they no longer have."""
    of_parents = sorted(set(parents), key=lambda key: [_quick_to_compare(part) for part in key])
    if not of_parents:
        return ()
    in_order = _in_order_of_keys(table, rows)
    others = Statement(
        statements.delete_others(table, len(of_parents[0])),
        [*map(list, zip(*of_parents, strict=True)), *_arrays(table.primary_key.columns, in_order)],
    )
    return others, *upsert(table, in_order)


async def write(connection: AsyncConnection[Any], writes: Iterable[Write]) -> None:
    """Write in this order, in the caller's transaction; the next is made while the database works on those before."""
    # A copy cannot go down a pipeline.
    for in_pipeline, some in groupby(writes, lambda each: isinstance(each, Statement)):
        async with connection.pipeline() if in_pipeline else nullcontext():
            for each in some:
                await each.write(connection)


def _insert(table: Table, rows: Iterable[Row], *, newer_wins: bool) -> Sequence[Write]:
    in_order = _in_order_of_keys(table, rows)
    if not in_order:
        return ()
    if len(in_order) >= WORTH_A_COPY:
        return (Copied(table, in_order, statements.insert(table, newer_wins=newer_wins, staged=True)),)
    insert = statements.insert(table, newer_wins=newer_wins, staged=False)
    return (Statement(insert, _arrays(table.columns, in_order)),)


def _in_order_of_keys(table: Table, rows: Iterable[Row]) -> Sequence[Row]:
    """Rows in the order of their keys, so that two writers cannot lock crosswise."""
    keys = [column.name for column in table.primary_key.columns]
    return sorted(rows, key=lambda row: [_quick_to_compare(row[key]) for key in keys])


def _quick_to_compare(value: Any) -> Any:  # noqa: ANN401 - the value of a column
    return value.int if isinstance(value, UUID) else value


def _arrays(columns: Iterable[Column[Any]], rows: Sequence[Row]) -> list[list[object]]:
    return [[row[column.name] for row in rows] for column in columns]
