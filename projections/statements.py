"""The SQL by which rows go into tables, put together once for each table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from psycopg import AsyncConnection, sql
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from projections.metadata import METADATA


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that changes rows, with its parameters. What changes none would not be done as a part of another statement.

    `sees_others`: it reads what is written before it, so it is not to be such a part.
    """

    sql: bytes
    parameters: Sequence[object]
    sees_others: bool = False

    async def write(self, connection: AsyncConnection[Any]) -> None:
        """Have it done."""
        await connection.execute(self.sql, self.parameters)


def together(statements: Sequence[Statement], last: Statement) -> Statement:
    """Statements as one, which is done whole or not at all; its answer is the last one's. None sees the others."""
    parameters = [parameter for each in (*statements, last) for parameter in each.parameters]
    return Statement(_as_one(tuple(each.sql for each in statements), last.sql), parameters)


@cache
def _as_one(parts: tuple[bytes, ...], last: bytes) -> bytes:
    named = [b"part_%d AS (" % number + part + b")" for number, part in enumerate(parts, start=1)]
    return (b"WITH " + b", ".join(named) + b" " if named else b"") + last


def qualified(table: Table) -> sql.Identifier:
    """The table's name for psycopg; without a schema where the search path says which version of it is meant."""
    if table.schema == METADATA.schema:
        return sql.Identifier(table.name)
    return sql.Identifier(str(table.schema), table.name)


def unnested(table: Table, *columns: str) -> sql.Composed:
    """`unnest(%b::uuid[], ...)` with the types of the named columns."""
    return _arrays([table.columns[name] for name in columns])


@cache
def insert(table: Table, *, newer_wins: bool, staged: bool) -> bytes:
    """Insert rows from arrays, or from where they are staged; a row that is there is kept, or replaced if older."""
    arrays = sql.SQL("{} AS r ({})").format(_arrays(table.columns), _names(table.columns))
    statement = sql.SQL(
        "INSERT INTO {table} AS existing ({names}) SELECT {names} FROM {rows} ON CONFLICT ({keys}) {conflict}"
    ).format(
        table=qualified(table),
        names=_names(table.columns),
        rows=_staged(table) if staged else arrays,
        keys=_names(table.primary_key.columns),
        conflict=_newer_wins(table) if newer_wins else sql.SQL("DO NOTHING"),
    )
    return statement.as_bytes()


@cache
def delete_others(table: Table, leading: int) -> bytes:
    """Delete the rows of some parents (arrays of the `leading` keys) whose keys are not in arrays."""
    keys = list(table.primary_key.columns)
    statement = sql.SQL(
        "DELETE FROM {table} WHERE ({leading}) IN (SELECT * FROM {parents}) AND ({keys}) NOT IN (SELECT * FROM {kept})"
    ).format(
        table=qualified(table),
        leading=_names(keys[:leading]),
        parents=_arrays(keys[:leading]),
        keys=_names(keys),
        kept=_arrays(keys),
    )
    return statement.as_bytes()


@cache
def stage(table: Table) -> tuple[bytes, bytes, bytes]:
    """Make a temporary table for rows on their way, empty it, and copy into it."""
    made = sql.SQL("CREATE TEMPORARY TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DELETE ROWS")
    return (
        made.format(_staged(table), qualified(table)).as_bytes(),
        sql.SQL("DELETE FROM {}").format(_staged(table)).as_bytes(),
        sql.SQL("COPY {} ({}) FROM STDIN").format(_staged(table), _names(table.columns)).as_bytes(),
    )


def _staged(table: Table) -> sql.Identifier:
    return sql.Identifier("pg_temp", f"staged_{table.name}")


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
    return sql.SQL("unnest({})").format(sql.SQL(", ").join(sql.SQL("%b::" + name + "[]") for name in types))
