"""Building a projection anew beside the live one, while that goes on being read and written.

Whole, or one organization's rows. Nothing is done in the world meanwhile: only read models can be built, and what
they do after a commit is left undone.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, OperationalError, sql
from sqlalchemy import Table

from domain.shared.ids import OrganizationId
from projections.catching_up import catch_up
from projections.groups import RegroupedError, ShardGroup, group_of, shard_groups
from projections.leasing import Lease, give_back, try_lease
from projections.patience import patiently
from projections.projector import Projector
from projections.reading import Decode, Wanted, made_to_read, quiet_head, read
from projections.stepping import made_to_write, step
from projections.versions import (
    Version,
    VersionError,
    abandon,
    begin,
    fenced_live_version,
    index,
    refuse_if_hindered,
    swap,
    versions,
)

NEAR_ENOUGH = 1000
"""So few positions behind the end, what is built may be served: the runner takes the rest in its first step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a group's rows are built."""

    projection: str
    group: ShardGroup
    position: int
    head: int


Shown = Callable[[Progress], None]


class Rebuild:
    """Builds, swaps and swaps back. `conninfo` is libpq's, with the application's role in its options."""

    def __init__(self, conninfo: str, projector: Projector, decode: Decode, shown: Shown = lambda _: None) -> None:
        self._conninfo = conninfo
        self._projector = projector
        self._decode = decode
        self._shown = shown

    async def build(self, organization: OrganizationId | None = None) -> Version:
        """Build all rows, or an organization's, to the present end of the ledger. Serves nothing yet."""
        async with self._alone() as connection:
            made = await begin(connection, self._projector, organization)
            await self._all_to_the_end(connection, made)
            if organization is None:
                await self._index()
            return made

    async def swap(self) -> Version:
        """Take what was recorded since it was built, then serve it. Raises `VersionError`."""
        async with self._alone() as connection:
            made = (await versions(connection, self._projector.name)).get("next")
            if made is None:
                raise VersionError(
                    f"Nothing is built of {self._projector.name}. First: adscale projections rebuild"
                    f" {self._projector.name}"
                )
            if made.shape != self._projector.version:
                raise VersionError(
                    f"What is built of {made.projection} is version {made.shape}'s, and this code is version"
                    f" {self._projector.version}. Swap with the code that built it, or build it anew."
                )
            await refuse_if_hindered(connection, self._projector, made.organization)
            only = made.organization
            if only is None:
                await self._index()
            await self._all_to_the_end(connection, made)
            if only is not None:
                return await patiently(made.projection, lambda: self._swap_organization(made, only))
            return await swap(connection, self._projector)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection of the one process that builds or swaps the projection. Raises `VersionError`."""
        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            key = f"{self._projector.name}:next"
            cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (key,))
            if await cursor.fetchone() != (True,):
                raise VersionError(
                    f"{self._projector.name} is being built or swapped by another process. Try again once it has ended."
                )
            yield connection

    async def _index(self) -> None:
        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            await connection.execute("SET statement_timeout = 0")
            await index(connection, self._projector)

    async def _all_to_the_end(self, connection: AsyncConnection[Any], made: Version) -> None:
        """Build the rows of every group, or of the organization's, however often the shards are grouped anew."""
        built = False
        while not built:
            with suppress(RegroupedError):
                for group in await _groups(connection, made.organization):
                    await self._to_the_end(made, group)
                built = True

    async def _to_the_end(self, made: Version, group: ShardGroup) -> None:
        """Build a group's rows, again and again until the end does not run away any longer."""
        async with (
            await AsyncConnection.connect(self._conninfo) as writing,
            await AsyncConnection.connect(self._conninfo) as reading,
        ):
            await made_to_write(writing, "next")
            await made_to_read(reading)
            async with _leased(writing, made, group) as lease:
                near = False
                while not near:
                    end = await quiet_head(reading, group)
                    near = end - lease.position <= NEAR_ENOUGH
                    lease = await self._catch_up(writing, reading, lease, made, end)  # noqa: PLW2901 - it is moved on

    async def _catch_up(
        self, writing: AsyncConnection[Any], reading: AsyncConnection[Any], lease: Lease, made: Version, end: int
    ) -> Lease:
        async def stepped(lease: Lease) -> bool:
            self._shown(Progress(projection=self._projector.name, group=lease.group, position=lease.position, head=end))
            return True

        wanted = Wanted(group=lease.group, organization=made.organization)
        return await catch_up(
            lambda: nullcontext(writing), reading, self._projector, self._decode, lease, wanted, end, stepped
        )

    async def _swap_organization(self, made: Version, organization: OrganizationId) -> Version:
        """Put an organization's new rows in the place of the old ones, level with the live checkpoint."""
        async with await AsyncConnection.connect(self._conninfo) as connection:
            await made_to_write(connection, "next")
            await connection.set_isolation_level(None)
            group = await group_of(connection, organization)
            async with _leased(connection, made, group) as lease, connection.transaction():
                # From here on no step of the runner can commit; it begins again behind us.
                await fenced_live_version(connection, self._projector)
                live = (await versions(connection, made.projection))["live"]
                await self._level(connection, lease, live, organization)
                for table in self._projector.tables:
                    await _exchange(connection, table, organization)
                await _take_over_parked(connection, made, live, organization)
                await abandon(connection, self._projector)
                return live

    async def _level(
        self, connection: AsyncConnection[Any], lease: Lease, live: Version, organization: OrganizationId
    ) -> None:
        """Take the facts that the live rows have seen and the new ones have not."""
        # Of all groups, in case that nobody has worked the live rows since the shards were grouped anew.
        cursor = await connection.execute(
            "SELECT coalesce(max(position), 0) FROM work.checkpoints WHERE projection = %s AND version = %s",
            (live.projection, live.version),
        )
        ((until,),) = await cursor.fetchall()
        wanted = Wanted(group=lease.group, topics=self._projector.topics, organization=organization)
        while lease.position < until:
            chunk = await read(connection, self._decode, wanted, after=lease.position, until=until, limit=NEAR_ENOUGH)
            lease = await step(connection, self._projector, lease, chunk)


@asynccontextmanager
async def _leased(connection: AsyncConnection[Any], made: Version, group: ShardGroup) -> AsyncIterator[Lease]:
    """The lease of what is built, given back by name: a session that is closed ends a moment later."""
    lease = await try_lease(connection, made.projection, made.version, group)
    if lease is None:
        raise VersionError(f"{made.projection} is being built by another process.")
    try:
        yield lease
    finally:
        with suppress(OperationalError):
            await give_back(connection, lease)


async def _groups(connection: AsyncConnection[Any], organization: OrganizationId | None) -> Sequence[ShardGroup]:
    return [await group_of(connection, organization)] if organization else await shard_groups(connection)


async def _exchange(connection: AsyncConnection[Any], table: Table, organization: OrganizationId) -> None:
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    live, built = sql.Identifier("read_models", table.name), sql.Identifier("read_models_next", table.name)
    await connection.execute(sql.SQL("DELETE FROM {} WHERE org_id = %s").format(live), (organization,))
    await connection.execute(
        sql.SQL("INSERT INTO {live} ({names}) SELECT {names} FROM {built} WHERE org_id = %s").format(
            live=live, built=built, names=names
        ),
        (organization,),
    )


async def _take_over_parked(
    connection: AsyncConnection[Any], made: Version, live: Version, organization: OrganizationId
) -> None:
    await connection.execute(
        "DELETE FROM work.parked WHERE projection = %s AND version = %s AND org_id = %s",
        (live.projection, live.version, organization),
    )
    await connection.execute(
        "UPDATE work.parked SET version = %s WHERE projection = %s AND version = %s AND org_id = %s",
        (live.version, live.projection, made.version, organization),
    )
