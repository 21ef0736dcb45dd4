"""A projection is worked by one process at a time: a lease to begin with, and a fence in case it was lost unnoticed.

The lease is a session's advisory lock; it ends with the connection. The fence is the checkpoint's epoch:
whoever gets the lease raises it, and a checkpoint is moved only by the holder of the newest one.
"""

from dataclasses import dataclass, replace
from typing import Any

from psycopg import AsyncConnection

from projections.projector import Projector


class LeaseLostError(Exception):
    """Another process works this projection now."""


class ShardGroupsError(Exception):
    """Positions are given in several groups, and this runner reads but one. Set ledger.settings.shard_groups to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work a projection, and how far it has come."""

    projection: str
    version: int
    shard_group: int
    epoch: int
    position: int

    async def move_to(self, connection: AsyncConnection[Any], position: int) -> "Lease":
        """Move the checkpoint in the caller's transaction. Raises `LeaseLostError`."""
        cursor = await connection.execute(
            "UPDATE work.checkpoints SET position = %s, updated_at = clock_timestamp()"
            " WHERE projection = %s AND version = %s AND shard_group = %s AND epoch = %s",
            (position, self.projection, self.version, self.shard_group, self.epoch),
        )
        if cursor.rowcount != 1:
            raise LeaseLostError(f"{self.projection} at epoch {self.epoch}")
        return replace(self, position=position)


async def try_lease(connection: AsyncConnection[Any], projector: Projector, shard_group: int) -> Lease | None:
    """The lease of a projection for as long as the connection lives; None while another process has it."""
    await _refuse_unread_groups(connection)
    name = f"{projector.name}:{projector.version}:{shard_group}"
    cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (name,))
    answer = await cursor.fetchone()
    if answer is None or not answer[0]:
        return None
    cursor = await connection.execute(
        "INSERT INTO work.checkpoints AS c (projection, version, shard_group, epoch) VALUES (%s, %s, %s, 1)"
        " ON CONFLICT (projection, version, shard_group)"
        " DO UPDATE SET epoch = c.epoch + 1, updated_at = clock_timestamp() RETURNING epoch, position",
        (projector.name, projector.version, shard_group),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - an upsert without a condition always returns its row
    return Lease(
        projection=projector.name,
        version=projector.version,
        shard_group=shard_group,
        epoch=row[0],
        position=row[1],
    )


async def _refuse_unread_groups(connection: AsyncConnection[Any]) -> None:
    cursor = await connection.execute("SELECT shard_groups FROM ledger.settings")
    row = await cursor.fetchone()
    if row is None or row[0] != 1:
        raise ShardGroupsError(ShardGroupsError.__doc__)
