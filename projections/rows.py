"""Rows into tables: one statement a table, all rows of a batch in one array a column."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from projections.metadata import METADATA

Row = Mapping[str, object]
"""A value for each column of the table; JSON as text."""

WORTH_A_COPY = 200
"""So many rows are copied into a temporary table first."""


async def upsert(connection: AsyncConnection[Any], table: Table, rows: Iterable[Row]) -> None:
    """Insert rows, or replace those that are older by their `position`."""
    await _write(connection, table, rows, _newer_wins(table))


async def insert_once(connection: AsyncConnection[Any], table: Table, rows: Iterable[Row]) -> None:
    """Insert rows whose key is not there yet."""
    await _write(connection, table, rows, sql.SQL("DO NOTHING"))


async def replace_children(
    connection: AsyncConnection[Any], table: Table, rows: Iterable[Row], parents: Iterable[tuple[object, ...]]
) -> None:
    """Upsert all rows of some parents (keys that lead the table's own), and delete what they no longer have."""
    of_parents = sorted(set(parents))
    if not of_parents:
        return
    columns = list(table.primary_key.columns)
    leading, keys = columns[: len(of_parents[0])], _names(columns)
    statement = sql.SQL(
        "WITH incoming AS (SELECT * FROM {arrays} AS r ({names})),"
        " gone AS (DELETE FROM {table} WHERE ({leading}) IN (SELECT * FROM {parents})"
        " AND ({keys}) NOT IN (SELECT {keys} FROM incoming))"
        " INSERT INTO {table} AS existing ({names}) SELECT * FROM incoming ON CONFLICT ({keys}) {conflict}"
    ).format(
        arrays=_arrays(table.columns),
        names=_names(table.columns),
        table=qualified(table),
        leading=_names(leading),
        parents=_arrays(leading),
        keys=keys,
        conflict=_newer_wins(table),
    )
    await connection.execute(
        statement, [*_by_column(table, rows), *(list(part) for part in zip(*of_parents, strict=True))]
    )


def qualified(table: Table) -> sql.Identifier:
    """The table's name for psycopg; without a schema where the search path says which version of it is meant."""
    if table.schema == METADATA.schema:
        return sql.Identifier(table.name)
    return sql.Identifier(str(table.schema), table.name)


def unnested(table: Table, *columns: str) -> sql.Composed:
    """`unnest(%s::uuid[], ...)` with the types of the named columns."""
    return _arrays([table.columns[name] for name in columns])


async def _write(connection: AsyncConnection[Any], table: Table, rows: Iterable[Row], conflict: sql.Composable) -> None:
    in_order = _in_order_of_keys(table, rows)
    if not in_order:
        return
    if many := len(in_order) >= WORTH_A_COPY:
        await _stage(connection, table, in_order)
    statement = sql.SQL(
        "INSERT INTO {table} AS existing ({names}) SELECT {names} FROM {rows} ON CONFLICT ({keys}) {conflict}"
    ).format(
        table=qualified(table),
        names=_names(table.columns),
        rows=_staged(table) if many else sql.SQL("{} AS r ({})").format(_arrays(table.columns), _names(table.columns)),
        keys=_names(table.primary_key.columns),
        conflict=conflict,
    )
    await connection.execute(statement, None if many else _by_column(table, in_order))


async def _stage(connection: AsyncConnection[Any], table: Table, rows: Sequence[Row]) -> None:
    """Rows on their way into a table: for many of them a copy is far cheaper than arrays."""
    await connection.execute(
        sql.SQL("CREATE TEMPORARY TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DELETE ROWS").format(
            _staged(table), qualified(table)
        )
    )
    await connection.execute(sql.SQL("DELETE FROM {}").format(_staged(table)))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(_staged(table), _names(table.columns))
    values = itemgetter(*(column.name for column in table.columns))
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(values(row))


def _staged(table: Table) -> sql.Identifier:
    return sql.Identifier("pg_temp", f"staged_{table.name}")


def _in_order_of_keys(table: Table, rows: Iterable[Row]) -> Sequence[Row]:
    """Rows in the order of their keys, so that two writers cannot lock crosswise."""
    keys = [column.name for column in table.primary_key.columns]
    return sorted(rows, key=lambda row: [_quick_to_compare(row[key]) for key in keys])


def _quick_to_compare(value: Any) -> Any:  # noqa: ANN401 - the value of a column
    return value.int if isinstance(value, UUID) else value


def _by_column(table: Table, rows: Iterable[Row]) -> list[list[object]]:
    """The values of each column."""
    in_order = _in_order_of_keys(table, rows)
    return [[row[column.name] for row in in_order] for column in table.columns]


@cache
def _newer_wins(table: Table) -> sql.Composed:
    keys = set(table.primary_key.columns)
    return sql.SQL("DO UPDATE SET {changes} WHERE existing.position < excluded.position").format(
        changes=sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column.name))
            for column in table.columns
            if column not in keys
        )
    )


def _names(columns: Iterable[Any]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)


def _arrays(columns: Iterable[Any]) -> sql.Composed:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed it yet
    types = (column.type.compile(dialect) for column in columns)
    return sql.SQL("unnest({})").format(sql.SQL(", ").join(sql.SQL("%s::" + name + "[]") for name in types))
