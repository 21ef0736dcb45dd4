"""Projections step by step: no loop, no clock, no waiting."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql
from sqlalchemy import Table

from adapters.postgres.codec import decode
from domain.shared.ids import OrganizationId
from projections.groups import WHOLE, ShardGroup, shard_groups
from projections.leasing import Lease, try_lease
from projections.metadata import METADATA
from projections.projector import Projector
from projections.reading import Wanted, quiet_head, read
from projections.registry import projectors
from projections.stepping import made_to_write, step
from projections.versions import live_version

Rung = list[tuple[str, OrganizationId, UUID]]


def all_projectors(rung: Rung | None = None) -> tuple[Projector, ...]:
    """Every projection; what the dispatcher rings for is appended to `rung`."""
    heard = [] if rung is None else rung
    return projectors(lambda handler, organization, key: heard.append((handler, organization, key)))


async def catch_up(conninfo: str, some: Sequence[Projector] = (), *, limit: int = 1000) -> None:
    """Let projections take all facts that there are, `limit` at a time."""
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        for projector in some or all_projectors():
            for group in await shard_groups(connection):
                await to_the_head(connection, projector, await leased(connection, projector, group), limit=limit)


async def to_the_head(connection: AsyncConnection[Any], projector: Projector, lease: Lease, *, limit: int) -> Lease:
    """Step until there is nothing left to take."""
    wanted = Wanted(group=lease.group, topics=projector.topics)
    end = await quiet_head(connection, lease.group)
    while lease.position < end:
        chunk = await read(connection, decode, wanted, after=lease.position, until=end, limit=limit)
        lease = await step(connection, projector, lease, chunk)
        await projector.after_commit()
    return lease


async def leased(connection: AsyncConnection[Any], projector: Projector, group: ShardGroup = WHOLE) -> Lease:
    """The lease, as soon as the server has noticed that whoever had it is gone."""
    while True:
        version = await live_version(connection, projector)
        lease = await try_lease(connection, projector.name, version, group)
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
    statement = sql.SQL("SELECT * FROM {} WHERE org_id = %s ORDER BY {}").format(_live(table), order)
    return await (await connection.execute(statement, (organization,))).fetchall()


def _live(table: Table) -> sql.Identifier:
    return sql.Identifier(str(table.schema), table.name)


async def forget_everything(conninfo: str) -> None:
    """Empty all that is derived from the ledger, as if no projection had ever run."""
    async with await AsyncConnection.connect(conninfo) as connection:
        for table in METADATA.sorted_tables:
            await connection.execute(sql.SQL("DELETE FROM {}").format(_live(table)))
        for name in ("reactions", "checkpoints", "parked", "processed"):
            await connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("work", name)))
