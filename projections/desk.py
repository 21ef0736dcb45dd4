"""What an operator can do with projections, by name: see, audit, build anew, swap, swap back, park and drive again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.shared.ids import OrganizationId
from projections.gaps import Gap, gaps
from projections.projector import Projector
from projections.reading import Decode
from projections.rebuilding import Rebuild, Shown
from projections.redriving import ParkedStream, Redriven, park_by_hand, parked_streams, redrive
from projections.stepping import made_to_write
from projections.versions import Place, Version, VersionError, abandon, versions


class UnknownProjectionError(VersionError):
    """There is no projection of this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionDesk:
    """The projections of a database. `conninfo` is libpq's, with the application's role in its options.

    Every method raises `UnknownProjectionError` for a name that is none, and `VersionError` where there is nothing to
    do it with.
    """

    conninfo: str
    decode: Decode
    projectors: Sequence[Projector]

    def projector(self, name: str) -> Projector:
        """The projector of a name."""
        for projector in self.projectors:
            if projector.name == name:
                return projector
        known = ", ".join(sorted(projector.name for projector in self.projectors))
        raise UnknownProjectionError(f"There is no projection {name!r}. There are: {known}.")

    async def versions(self, name: str) -> dict[Place, Version]:
        """The versions of its tables."""
        async with self._connection() as connection:
            return await versions(connection, self.projector(name).name)

    async def gaps(self, name: str, since: int = 0) -> Sequence[Gap]:
        """What lag cannot see, from a position on."""
        async with self._connection() as connection:
            return await gaps(connection, self.projector(name), since)

    async def rebuild(
        self, name: str, shown: Shown, *, organization: OrganizationId | None = None, then_swap: bool = False
    ) -> Version:
        """Build all rows anew beside the live ones, or an organization's."""
        rebuild = Rebuild(self.conninfo, self.projector(name), self.decode, shown)
        made = await rebuild.build(organization)
        return await rebuild.swap() if then_swap else made

    async def swap(self, name: str, shown: Shown) -> Version:
        """Serve what was built, brought up to date."""
        return await Rebuild(self.conninfo, self.projector(name), self.decode, shown).swap()

    async def abandon(self, name: str) -> None:
        """Drop what is being built."""
        async with self._connection() as connection:
            await abandon(connection, self.projector(name))

    async def roll_back(self, name: str, shown: Shown) -> Version:
        """Serve the previous version again, brought up to date if this code wrote it."""
        return await Rebuild(self.conninfo, self.projector(name), self.decode, shown).roll_back()

    async def parked(self, name: str) -> Sequence[ParkedStream]:
        """The streams that it leaves out."""
        async with self._connection() as connection:
            return await parked_streams(connection, self.projector(name).name)

    async def park(self, name: str, organization: OrganizationId, stream_id: UUID, reason: str) -> None:
        """Leave a stream out from now on."""
        async with self._connection() as connection:
            await park_by_hand(connection, self.projector(name), (organization, stream_id), reason)

    async def redrive(self, name: str, stream_id: UUID | None = None) -> Sequence[Redriven]:
        """Apply what is parked, of one stream or of all, and follow those streams again."""
        projector = self.projector(name)
        async with self._connection() as connection:
            return [
                await redrive(connection, projector, self.decode, (parked.organization, parked.stream_id))
                for parked in await parked_streams(connection, projector.name)
                if stream_id in {None, parked.stream_id}
            ]

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        async with await AsyncConnection.connect(self.conninfo) as connection:
            await made_to_write(connection)
            # Who fences waits for a step of the runner, and has to see what that has written.
            await connection.set_isolation_level(None)
            yield connection
