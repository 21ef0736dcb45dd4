"""The SQL by which rows go into tables, put together once for each table."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from psycopg import sql
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from projections.metadata import METADATA


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
def replace_children(table: Table, leading: int) -> bytes:
    """Upsert rows from arrays, and delete those of some parents (arrays of the `leading` keys) that are not in them."""
    keys = list(table.primary_key.columns)
    statement = sql.SQL(
        "WITH incoming AS (SELECT * FROM {arrays} AS r ({names})),"
        " gone AS (DELETE FROM {table} WHERE ({leading}) IN (SELECT * FROM {parents})"
        " AND ({keys}) NOT IN (SELECT {keys} FROM incoming))"
        " INSERT INTO {table} AS existing ({names}) SELECT * FROM incoming ON CONFLICT ({keys}) {conflict}"
    ).format(
        arrays=_arrays(table.columns),
        names=_names(table.columns),
        table=qualified(table),
        leading=_names(keys[:leading]),
        parents=_arrays(keys[:leading]),
        keys=_names(keys),
        conflict=_newer_wins(table),
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
