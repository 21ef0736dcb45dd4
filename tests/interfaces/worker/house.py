"""The reactions of one organization on a real Postgres, with the real handlers; only the platforms are fakes."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from psycopg import AsyncConnection

from adapters.postgres.codec import decode
from adapters.postgres.connections import conninfo_of
from adapters.postgres.schema import APPLICATION_ROLE
from application.platforms.port import PlatformAccess
from application.reactions.commands import LEASE, react
from application.reactions.port import JobQueue, ReactionBook, ReactionEntry, ReactionState
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Channel
from domain.shared.platform import Platform
from interfaces.cli.session import ledger_head
from interfaces.services import Services
from interfaces.worker.handlers import reaction_handlers
from projections.reactions.projector import ReactionsDispatcher
from projections.runner import ProjectionRunner
from projections.waiting import wait_for
from tests.application.platforms.dying import DyingPlatform, Mortality
from tests.application.world import World
from tests.builders import CAMPAIGN, GOOGLE, ad_group_of, creative_of
from tests.fakes.reactions import FakeJobQueue

TREE = [CAMPAIGN, ad_group_of(GOOGLE), creative_of(GOOGLE)]
"""What is created on Google once for the one campaign."""

PATIENCE_SECONDS = 30.0

TIME_TO_NOTICE = LEASE + timedelta(seconds=1)


@dataclass(slots=True, kw_only=True)
class House:
    """A world whose ledger is the real one, and the services that work on it."""

    world: World
    services: Services
    database_url: str

    @property
    def conninfo(self) -> str:
        """The database, as the application's role."""
        return conninfo_of(self.database_url, APPLICATION_ROLE)

    async def dispatch(self, queue: JobQueue | None = None) -> None:
        """Let the dispatcher write down, and send, what has to be done."""
        sent_to = queue or FakeJobQueue()
        runner = ProjectionRunner(self.conninfo, [ReactionsDispatcher(sent_to.react)], decode)
        stop = asyncio.Event()
        running = asyncio.create_task(runner.run(stop))
        head = await ledger_head(self.services)
        assert await wait_for(self.services.read_engine, ["reactions"], head, PATIENCE_SECONDS)
        stop.set()
        await running

    async def keys(self, *states: ReactionState) -> list[UUID]:
        """The keys of reactions in a state, or of all, in the order of their causes."""
        async with await AsyncConnection.connect(self.conninfo) as connection:
            cursor = await connection.execute(
                "SELECT reaction_key FROM work.reactions WHERE state = ANY(%s) ORDER BY cause_position, serial_key",
                ([*(states or ReactionState)],),
            )
            return [row[0] for row in await cursor.fetchall()]

    async def waiting(self) -> list[UUID]:
        """The keys of the pending ones."""
        return await self.keys(ReactionState.PENDING)

    async def react(
        self, key: UUID, *, services: Services | None = None, book: ReactionBook | None = None
    ) -> ReactionEntry:
        """Let a worker see to a reaction; what it then is."""
        by = services or self.services
        await react(book or by.reactions, reaction_handlers(by), self.world.organization, key, self.world.now)
        return await self.entry(key)

    async def react_to_all(self) -> None:
        """Let a worker see to everything in its order."""
        for key in await self.keys():
            await self.react(key)

    async def entry(self, key: UUID) -> ReactionEntry:
        """A reaction as it is."""
        entry = await self.services.reaction_desk.entry(self.world.organization, key)
        assert entry is not None
        return entry

    async def let_pass(self, time: timedelta = TIME_TO_NOTICE) -> None:
        """Let time pass for all reactions."""
        async with await AsyncConnection.connect(self.conninfo) as connection:
            await connection.execute(
                "UPDATE work.reactions SET not_before = not_before - %(time)s,"
                " lease_until = lease_until - %(time)s, swept_at = swept_at - %(time)s,"
                " finished_at = finished_at - %(time)s",
                {"time": time},
            )

    async def channel(self) -> Channel:
        """The campaign's channel on Google."""
        return (await self.world.state(Campaign, CAMPAIGN)).channels[GOOGLE.account_id]

    def dying(self, *, at: int | None = None) -> tuple[Services, Mortality]:
        """Services whose Google is a line that can be died at, and the count of crossings."""
        mortality, connections = Mortality(at=at), self.services.connections
        google = connections.platforms[Platform.GOOGLE_ADS]
        lethal = PlatformAccess(consent=google.consent, campaigns=DyingPlatform(google.campaigns, mortality))
        platforms = {**connections.platforms, Platform.GOOGLE_ADS: lethal}
        return replace(self.services, connections=replace(connections, platforms=platforms)), mortality
