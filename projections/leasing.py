"""A projection's shard group is worked by one process at a time: by a lease, and by a fence in case it was lost.

The lease is a session's advisory lock; it ends with the connection. The fence is the checkpoint's epoch:
whoever gets the lease raises it, and a checkpoint is moved only by the holder of the newest one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, DatabaseError

from domain.shared.ids import OrganizationId
from projections.groups import RegroupedError, ShardGroup, shard_groups
from projections.statements import Statement

LONGEST_SILENCE = 20
"""Seconds. A process that stands still for longer loses its seats and leases, though its connections may live on."""

WINDOW = 1000
"""Positions in a window of the counts that the auditor of gaps compares."""

StreamKey = tuple[OrganizationId, UUID]

# The counts are of the same transaction as the checkpoint, so they say what was taken, not what was meant to be.
_MOVE = b"SELECT work.move_checkpoint(%s, %s, %s, %s, %s, %b::bigint[], %b::bigint[])"
_NO_LONGER_OURS = "AD5CB"

# Whoever is alive passes what it does not want as well, so its checkpoint is never behind and silent for so long.
_EVICT = """
    SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
    WHERE l.locktype = 'advisory' AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(%(key)s, 0)
        AND a.wait_event = 'ClientRead' AND a.state_change < clock_timestamp() - make_interval(secs => %(silence)s)
        AND EXISTS (
            SELECT FROM work.checkpoints c JOIN ledger.events e ON e.position > c.position
            WHERE c.projection = %(projection)s AND c.version = %(version)s AND c.shard_group = %(group)s
                AND greatest(c.updated_at, e.recorded_at) < clock_timestamp() - make_interval(secs => %(silence)s))
"""


class LeaseLostError(Exception):
    """Another process works this projection now, or an operator changed what is served or parked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work a projection's shard group, how far it has come, and which streams it leaves out."""

    projection: str
    version: int
    group: ShardGroup
    epoch: int
    position: int
    parked: frozenset[StreamKey] = frozenset()

    def moving(self, position: int, taken: Iterable[int] = ()) -> Statement:
        """What moves the checkpoint, past the positions `taken`, in one transaction with their rows.

        Where the lease is lost it fails, and so does the transaction; `refused_if_lost` tells that from other errors.
        """
        windows = Counter(at // WINDOW for at in taken)
        return Statement(
            _MOVE,
            (
                self.projection,
                self.version,
                self.group.index,
                self.epoch,
                position,
                list(windows),
                list(windows.values()),
            ),
        )

    def moved(self, position: int, parked: Iterable[StreamKey] = ()) -> "Lease":
        """The lease once that is done, and some more streams are left out."""
        return replace(self, position=position, parked=self.parked | frozenset(parked))


@contextmanager
def refused_if_lost() -> Iterator[None]:
    """Raises `LeaseLostError` where the database says that a checkpoint is no longer ours to move."""
    try:
        yield
    except DatabaseError as error:
        if error.sqlstate != _NO_LONGER_OURS:
            raise
        raise LeaseLostError(error.diag.message_primary) from error


async def try_lease(connection: AsyncConnection[Any], projection: str, version: int, group: ShardGroup) -> Lease | None:
    """The lease of a projection's group, to be given back, or for as long as the connection lives.

    None while another process has it.

    Raises `RegroupedError` when the groups are others by now.
    """
    cursor = await connection.execute(
        "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"{projection}:{version}:{group}",)
    )
    answer = await cursor.fetchone()
    if answer is None or not answer[0]:
        return None
    try:
        return await take_over(connection, projection, version, group)
    except Exception:
        if not connection.closed:
            # The session lives on, and nobody else could ever have what it does not work.
            await _unlock(connection, projection, version, group)
        raise


async def take_over(connection: AsyncConnection[Any], projection: str, version: int, group: ShardGroup) -> Lease:
    """The lease, from whoever has it: he is fenced off, though he may stand still. Without a lock to be given back.

    Raises `RegroupedError` when the groups are others by now.
    """
    async with connection.transaction():
        await _grouped(connection, projection, version, group)
        cursor = await connection.execute(
            "UPDATE work.checkpoints SET epoch = epoch + 1, updated_at = clock_timestamp()"
            " WHERE projection = %s AND version = %s AND shard_group = %s RETURNING epoch, position",
            (projection, version, group.index),
        )
        row = await cursor.fetchone()
        assert row is not None  # noqa: S101 - `_grouped` has seen to it
        return Lease(
            projection=projection,
            version=version,
            group=group,
            epoch=row[0],
            position=row[1],
            parked=await _parked(connection, projection, version),
        )


async def evict(connection: AsyncConnection[Any], projection: str, version: int, group: ShardGroup) -> bool:
    """End the session that has the lease if its process stands still; whether there was one.

    A stopped process keeps its sessions, with all locks and rows that they hold, for as long as its machine answers.
    """
    async with connection.transaction():
        # Only the role that logged in sees what its own sessions do, and may end them.
        await connection.execute("SET LOCAL ROLE NONE")
        cursor = await connection.execute(
            _EVICT,
            {
                "key": f"{projection}:{version}:{group}",
                "projection": projection,
                "version": version,
                "group": group.index,
                "silence": LONGEST_SILENCE,
            },
        )
        return bool(await cursor.fetchall())


async def give_back(connection: AsyncConnection[Any], lease: Lease) -> None:
    """Let another process have the lease, without ending the session."""
    await _unlock(connection, lease.projection, lease.version, lease.group)


async def _unlock(connection: AsyncConnection[Any], projection: str, version: int, group: ShardGroup) -> None:
    key = f"{projection}:{version}:{group}"
    await connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (key,))


async def _grouped(connection: AsyncConnection[Any], projection: str, version: int, group: ShardGroup) -> None:
    """See to it that there is a checkpoint for each of the present groups."""
    # A lock and no key: the first to come makes the rows of all groups, and the snapshot must be younger than the lock.
    await connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    key = f"{projection}:{version}:groups"
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))
    if len(await shard_groups(connection)) != group.count:
        raise RegroupedError
    cursor = await connection.execute(
        "SELECT shard_groups, position, counted_from, epoch FROM work.checkpoints"
        " WHERE projection = %s AND version = %s",
        (projection, version),
    )
    known = await cursor.fetchall()
    if not known or known[0][0] != group.count:
        await _regroup(connection, projection, version, group.count, known)


async def _regroup(
    connection: AsyncConnection[Any], projection: str, version: int, count: int, known: list[tuple[int, int, int, int]]
) -> None:
    """Give each group a checkpoint at the least of the old ones, at the end of a window. What is replayed does no harm.

    The counts of the windows that are replayed begin anew, so they stay exact. The epoch is one that no old group's
    holder has, or it could move the checkpoint of the new group with its number.
    """
    least = min((position for _, position, _, _ in known), default=0)
    start = max((least + 1) // WINDOW * WINDOW - 1, 0)
    counted_from = min(start, max((counted for _, _, counted, _ in known), default=0))
    epoch = max((epoch for _, _, _, epoch in known), default=0) + 1
    for table in ("checkpoints", "processed"):
        only = ' AND "window" >= %s' if table == "processed" else ""
        parameters = (projection, version, *([(start + 1) // WINDOW] if only else []))
        await connection.execute(
            f"DELETE FROM work.{table} WHERE projection = %s AND version = %s{only}",  # noqa: S608 - constants only
            parameters,
        )
    await connection.execute(
        "INSERT INTO work.checkpoints (projection, version, shard_group, shard_groups, position, counted_from, epoch)"
        " SELECT %s, %s, g, %s, %s, %s, %s FROM generate_series(0, %s) AS g",
        (projection, version, count, start, counted_from, epoch, count - 1),
    )


async def _parked(connection: AsyncConnection[Any], projection: str, version: int) -> frozenset[StreamKey]:
    cursor = await connection.execute(
        "SELECT DISTINCT org_id, stream_id FROM work.parked WHERE projection = %s AND version = %s",
        (projection, version),
    )
    return frozenset((row[0], row[1]) for row in await cursor.fetchall())
