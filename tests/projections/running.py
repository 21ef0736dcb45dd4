"""Projections step by step: no loop, no clock, no waiting."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql
from sqlalchemy import Table

from adapters.postgres.ledger import COLUMNS, recorded_fact
from domain.shared.ids import OrganizationId
from projections.leasing import Lease, try_lease
from projections.metadata import METADATA
from projections.projector import Projector
from projections.reading import FactSource
from projections.registry import projectors
from projections.rows import qualified
from projections.stepping import prepared, step

SOURCE = FactSource(columns=COLUMNS, decode=recorded_fact)

Rung = list[tuple[str, OrganizationId, UUID]]


def all_projectors(rung: Rung | None = None) -> tuple[Projector, ...]:
    """Every projection; what the dispatcher rings for is appended to `rung`."""
    heard = [] if rung is None else rung
    return projectors(lambda handler, organization, key: heard.append((handler, organization, key)))


async def catch_up(conninfo: str, some: Sequence[Projector] = (), *, limit: int = 1000) -> None:
    """Let projections take all facts that there are, `limit` at a time."""
    async with await AsyncConnection.connect(conninfo) as connection:
        await prepared(connection)
        for projector in some or all_projectors():
            await to_the_head(connection, projector, await leased(connection, projector), limit=limit)


async def to_the_head(connection: AsyncConnection[Any], projector: Projector, lease: Lease, *, limit: int) -> None:
    """Step until there is nothing left to take."""
    while True:
        done = await step(connection, projector, SOURCE, lease, limit)
        if done.lease.position == lease.position:
            return
        lease = done.lease


async def leased(connection: AsyncConnection[Any], projector: Projector) -> Lease:
    """The lease, as soon as the server has noticed that whoever had it is gone."""
    while True:
        lease = await try_lease(connection, projector, 0)
        if lease is not None:
            return lease
        await asyncio.sleep(0.005)


async def rows_of(conninfo: str, table: Table, organization: OrganizationId) -> list[tuple[object, ...]]:
    """All rows of an organization in the order of their keys."""
    async with await AsyncConnection.connect(conninfo) as connection:
        return await _rows(connection, table, organization)


async def everything(conninfo: str, organization: OrganizationId) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all projections' tables, and the keys of all reactions."""
    async with await AsyncConnection.connect(conninfo) as connection:
        found = {table.name: await _rows(connection, table, organization) for table in METADATA.sorted_tables}
        cursor = await connection.execute(
            "SELECT handler, reaction_key, serial_key, target FROM work.reactions WHERE org_id = %s ORDER BY 2",
            (organization,),
        )
        return found | {"reactions": await cursor.fetchall()}


async def _rows(
    connection: AsyncConnection[Any], table: Table, organization: OrganizationId
) -> list[tuple[object, ...]]:
    order = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.primary_key.columns)
    statement = sql.SQL("SELECT * FROM {} WHERE org_id = %s ORDER BY {}").format(qualified(table), order)
    return await (await connection.execute(statement, (organization,))).fetchall()


async def forget_everything(conninfo: str) -> None:
    """Empty all that is derived from the ledger, as if no projection had ever run."""
    async with await AsyncConnection.connect(conninfo) as connection:
        for table in METADATA.sorted_tables:
            await connection.execute(sql.SQL("DELETE FROM {}").format(qualified(table)))
        for name in ("reactions", "checkpoints", "parked"):
            await connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("work", name)))
