"""Building a projection anew beside the live one, while that goes on being read and written.

Whole, or one organization's rows. Nothing is done in the world meanwhile: only read models can be built, and what
they do after a commit is left undone.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, OperationalError, sql
from sqlalchemy import Table

from domain.shared.ids import OrganizationId
from projections.catching_up import catch_up
from projections.groups import RegroupedError, ShardGroup, group_of, shard_groups
from projections.leasing import Lease, give_back, take_over, try_lease
from projections.patience import patiently
from projections.projector import Projector
from projections.reading import Decode, Wanted, made_to_read, quiet_head, read
from projections.stepping import made_to_write, step
from projections.versions import (
    Place,
    Version,
    VersionError,
    abandon,
    begin,
    fence_live,
    fenced_live_version,
    hold_writers,
    index,
    must_stand,
    never_swapped,
    refuse_if_hindered,
    roll_back,
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
Change = Callable[[AsyncConnection[Any], Projector], Awaitable[Version]]


class Rebuild:
    """Builds, swaps and swaps back. `conninfo` is libpq's, with the application's role in its options."""

    def __init__(self, conninfo: str, projector: Projector, decode: Decode, shown: Shown = lambda _: None) -> None:
        self._conninfo = conninfo
        self._projector = projector
        self._decode = decode
        self._shown = shown

    async def build(self, organization: OrganizationId | None = None) -> Version:
        """Build all rows, or an organization's, to the present end of the ledger. Serves nothing yet."""
        async with self._alone("next") as connection:
            made = await begin(connection, self._projector, organization)
            await self._all_to_the_end(made)
            if organization is None:
                await self._index()
            return made

    async def swap(self) -> Version:
        """Take what was recorded since it was built, then serve it. Raises `VersionError`."""
        async with self._alone("next", "previous") as connection:
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
                return await self._served(made, swap)
            await self._all_to_the_end(made)
            return await patiently(made.projection, lambda: self._swap_organization(made, only))

    async def roll_back(self) -> Version:
        """Take what was recorded since the swap, then serve the version before it again. Raises `VersionError`.

        What other code wrote only that code can take further: it is served as it was left.
        """
        async with self._alone("previous") as connection:
            previous = (await versions(connection, self._projector.name)).get("previous")
            if previous is None:
                raise never_swapped(self._projector)
            if previous.shape != self._projector.version:
                return await patiently(previous.projection, lambda: roll_back(connection, self._projector))
            return await self._served(previous, roll_back)

    @asynccontextmanager
    async def _alone(self, *places: Place) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection of the one process that changes what stands in these places. Raises `VersionError`."""
        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            for place in places:
                key = f"{self._projector.name}:{place}"
                cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (key,))
                if await cursor.fetchone() != (True,):
                    raise VersionError(
                        f"{self._projector.name} is being built or swapped by another process."
                        " Try again once it has ended."
                    )
            yield connection

    async def _index(self) -> None:
        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            await connection.execute("SET statement_timeout = 0")
            await index(connection, self._projector)

    async def _all_to_the_end(self, made: Version) -> None:
        """Build the rows of every group, or of the organization's, however often the shards are grouped anew."""
        async with self._at_work(made) as (writing, reading):
            built = False
            while not built:
                with suppress(RegroupedError):
                    for group in await _groups(reading, made.organization):
                        await self._to_the_end(writing, reading, made, group)
                    built = True

    @asynccontextmanager
    async def _at_work(self, made: Version) -> AsyncIterator[tuple[AsyncConnection[Any], AsyncConnection[Any]]]:
        """A connection to write a version with, and one to read the ledger with meanwhile."""
        async with (
            await AsyncConnection.connect(self._conninfo) as writing,
            await AsyncConnection.connect(self._conninfo) as reading,
        ):
            await made_to_write(writing, made.place)
            await made_to_read(reading)
            yield writing, reading

    async def _to_the_end(
        self, writing: AsyncConnection[Any], reading: AsyncConnection[Any], made: Version, group: ShardGroup
    ) -> None:
        """Build a group's rows, again and again until the end does not run away any longer."""
        async with _leased(writing, made, group) as leased:
            lease, near = leased, False
            while not near:
                end = await quiet_head(reading, group)
                near = end - lease.position <= NEAR_ENOUGH
                lease = await self._catch_up(writing, reading, lease, made, end)

    async def _catch_up(
        self, writing: AsyncConnection[Any], reading: AsyncConnection[Any], lease: Lease, made: Version, end: int
    ) -> Lease:
        async def stepped(lease: Lease) -> bool:
            self._shown(Progress(projection=self._projector.name, group=lease.group, position=lease.position, head=end))
            return True

        wanted = self._wanted(lease.group, made.organization)
        return await catch_up(
            lambda: nullcontext(writing), reading, self._projector, self._decode, lease, wanted, end, stepped
        )

    async def _served(self, made: Version, change: Change) -> Version:
        """Have a version served that is level with the live one: who has read a position never reads behind it."""
        while True:
            await self._all_to_the_end(made)
            with suppress(RegroupedError):
                return await patiently(made.projection, lambda: self._levelled(made, change))

    async def _levelled(self, made: Version, change: Change) -> Version:
        async with self._at_work(made) as (writing, reading), AsyncExitStack() as leases:
            await writing.set_isolation_level(None)
            groups = await shard_groups(reading)
            held = [await leases.enter_async_context(_leased(writing, made, group)) for group in groups]
            async with writing.transaction():
                # From here on no step of the runner can commit, so none comes beyond the present end of its group.
                await hold_writers(writing, self._projector)
                await fence_live(writing, made.projection)
                await must_stand(writing, made)
                for lease in held:
                    end = await quiet_head(reading, lease.group)
                    await self._level(writing, reading, lease, self._wanted(lease.group), end)
                return await change(writing, self._projector)

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
                # Of all groups, in case that nobody has worked the live rows since the shards were grouped anew.
                cursor = await connection.execute(
                    "SELECT coalesce(max(position), 0) FROM work.checkpoints WHERE projection = %s AND version = %s",
                    (live.projection, live.version),
                )
                ((until,),) = await cursor.fetchall()
                await self._level(connection, connection, lease, self._wanted(group, organization), until)
                for table in self._projector.tables:
                    await _exchange(connection, table, organization)
                await _take_over_parked(connection, made, live, organization)
                await abandon(connection, self._projector)
                return live

    async def _level(
        self, writing: AsyncConnection[Any], reading: AsyncConnection[Any], lease: Lease, wanted: Wanted, until: int
    ) -> None:
        """Take the facts up to a position in the transaction of the swap."""
        while lease.position < until:
            chunk = await read(reading, self._decode, wanted, after=lease.position, until=until, limit=NEAR_ENOUGH)
            lease = await step(writing, self._projector, lease, chunk)

    def _wanted(self, group: ShardGroup, organization: OrganizationId | None = None) -> Wanted:
        return Wanted(group=group, topics=self._projector.topics, organization=organization)


@asynccontextmanager
async def _leased(connection: AsyncConnection[Any], made: Version, group: ShardGroup) -> AsyncIterator[Lease]:
    """The lease of what is built, given back by name: a session that is closed ends a moment later."""
    if made.place == "previous":
        # A runner that had it may not have noticed yet that it is served no more.
        yield await take_over(connection, made.projection, made.version, group)
        return
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
