"""Shard groups: the shards (0 to 63) form as many groups as `ledger.settings` says, each with an order of its own.

Within a group, commit order is position order. Between groups it is not, so each has a checkpoint of its own.
"""

from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from domain.shared.ids import OrganizationId

SHARDS = 64


class RegroupedError(Exception):
    """The shards form another number of groups now. Read anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardGroup:
    """One of `count` groups: the shards that leave `index` when divided by `count`."""

    index: int = 0
    count: int = 1

    @property
    def shards(self) -> list[int]:
        """The shards of the group."""
        return list(range(self.index, SHARDS, self.count))

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


WHOLE = ShardGroup()
"""All shards in one group."""


async def shard_groups(connection: AsyncConnection[Any]) -> tuple[ShardGroup, ...]:
    """The groups as they are now."""
    cursor = await connection.execute("SELECT shard_groups FROM ledger.settings")
    row = await cursor.fetchone()
    count = 1 if row is None else int(row[0])
    return tuple(ShardGroup(index=index, count=count) for index in range(count))


async def group_of(connection: AsyncConnection[Any], organization: OrganizationId) -> ShardGroup:
    """The group in which an organization's facts have their order."""
    groups = await shard_groups(connection)
    cursor = await connection.execute("SELECT ledger.shard_of(%s)", (organization,))
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - a function always answers
    return groups[int(row[0]) % len(groups)]
