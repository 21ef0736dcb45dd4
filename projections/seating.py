"""Which shard groups a process works: its fair share, one process a group, and all of them if it is alone."""

from math import ceil
from typing import Any

from psycopg import AsyncConnection

from projections.groups import ShardGroup, shard_groups
from projections.leasing import LONGEST_SILENCE

_MEMBERS = """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32 | objid::bigint) = hashtextextended(%s, 0)
"""


class Seats:
    """The seats of a process among those that run the same projections. They end with the connection.

    A seat only spreads the work. That nothing is done by two is the leases' doing.
    """

    def __init__(self, connection: AsyncConnection[Any], kind: str) -> None:
        self._connection = connection
        self._kind = kind
        self._mine: set[ShardGroup] = set()

    async def join(self) -> None:
        """Be counted among the processes of the kind, for as long as `settled` is asked for now and then."""
        await self._connection.execute(f"SET idle_session_timeout = '{LONGEST_SILENCE}s'")
        await self._connection.execute("SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))", (self._kind,))

    async def settled(self) -> frozenset[ShardGroup]:
        """The groups to work from now on: none that is another's, and no more than a fair share."""
        groups = await shard_groups(self._connection)
        share = ceil(len(groups) / max(await self._members(), 1))
        for group in sorted(self._mine - set(groups), key=str):
            await self._leave(group)
        while len(self._mine) > share:
            await self._leave(max(self._mine, key=lambda group: group.index))
        for group in groups:
            if len(self._mine) < share and group not in self._mine and await self._take(group):
                self._mine.add(group)
        return frozenset(self._mine)

    async def _members(self) -> int:
        cursor = await self._connection.execute(_MEMBERS, (self._kind,))
        row = await cursor.fetchone()
        return 0 if row is None else int(row[0])

    async def _take(self, group: ShardGroup) -> bool:
        cursor = await self._connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"{self._kind}:{group}",)
        )
        row = await cursor.fetchone()
        return row is not None and bool(row[0])

    async def _leave(self, group: ShardGroup) -> None:
        self._mine.discard(group)
        await self._connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (f"{self._kind}:{group}",))
