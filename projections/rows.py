"""Rows into tables: one statement a table, all rows of a batch in one array a column, or copied if they are many."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.pq import PipelineStatus
from sqlalchemy import Table

from projections import statements

Row = Mapping[str, object]
"""A value for each column of the table; JSON as text."""

WORTH_A_COPY = 200
"""So many rows are copied into a temporary table first."""


async def upsert(connection: AsyncConnection[Any], table: Table, rows: Iterable[Row]) -> None:
    """Insert rows, or replace those that are older by their `position`. In the caller's transaction."""
    await _write(connection, table, rows, newer_wins=True)


async def insert_once(connection: AsyncConnection[Any], table: Table, rows: Iterable[Row]) -> None:
    """Insert rows whose key is not there yet. In the caller's transaction."""
    await _write(connection, table, rows, newer_wins=False)


async def replace_children(
    connection: AsyncConnection[Any], table: Table, rows: Iterable[Row], parents: Iterable[tuple[object, ...]]
) -> None:
    """Upsert all rows of some parents (keys that lead the table's own), and delete what they no longer have."""
    of_parents = sorted(set(parents), key=lambda key: [_quick_to_compare(part) for part in key])
    if of_parents:
        await connection.execute(
            statements.replace_children(table, len(of_parents[0])),
            [
                *_by_column(table, _in_order_of_keys(table, rows)),
                *(list(part) for part in zip(*of_parents, strict=True)),
            ],
        )


async def _write(connection: AsyncConnection[Any], table: Table, rows: Iterable[Row], *, newer_wins: bool) -> None:
    in_order = _in_order_of_keys(table, rows)
    if not in_order:
        return
    # A copy cannot go down a pipeline, which is for small batches anyway.
    in_pipeline = connection.info.pipeline_status == PipelineStatus.ON
    staged = len(in_order) >= WORTH_A_COPY and not in_pipeline
    if staged:
        await _stage(connection, table, in_order)
    statement = statements.insert(table, newer_wins=newer_wins, staged=staged)
    await connection.execute(statement, None if staged else _by_column(table, in_order))


async def _stage(connection: AsyncConnection[Any], table: Table, rows: Sequence[Row]) -> None:
    made, emptied, copied = statements.stage(table)
    await connection.execute(made)
    await connection.execute(emptied)
    values = itemgetter(*(column.name for column in table.columns))
    async with connection.cursor() as cursor, cursor.copy(copied) as copy:
        for row in rows:
            await copy.write_row(values(row))


def _in_order_of_keys(table: Table, rows: Iterable[Row]) -> Sequence[Row]:
    """Rows in the order of their keys, so that two writers cannot lock crosswise."""
    keys = [column.name for column in table.primary_key.columns]
    return sorted(rows, key=lambda row: [_quick_to_compare(row[key]) for key in keys])


def _quick_to_compare(value: Any) -> Any:  # noqa: ANN401 - the value of a column
    return value.int if isinstance(value, UUID) else value


def _by_column(table: Table, rows: Sequence[Row]) -> list[list[object]]:
    return [[row[column.name] for row in rows] for column in table.columns]
