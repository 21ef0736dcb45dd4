"""An aggregate of 100 facts loaded as every command loads it, beside reading its rows and decoding nothing.

The reference is the cheapest way to the rows: one open connection, the statement prepared, the rows left as they come.
Ours goes the whole way, from the pool to the folded state, in a process that remembers nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from statistics import median
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.connections import must_be_alive
from adapters.postgres.ledger import PostgresLedger
from application.campaigns.commands import ChangeBudget, change_budget
from application.handling import load
from application.known_states import KnownStates
from application.snapshots.commands import make_snapshots
from benchmarks.campaigns import BenchOrganization, a_campaign, an_organization
from benchmarks.figures import Figure
from benchmarks.servers import ROLE, as_owner
from domain.campaigns.campaign import Campaign
from domain.shared.ids import CampaignId
from domain.shared.money import Money

FACTS, MANY, SINCE = 100, 1_000, 20
LOADS = 1_000
_ROWS = (
    "SELECT topic, schema_version, data::text, stream_type, position FROM ledger.events"
    " WHERE org_id = %s AND stream_id = %s AND stream_version > %s ORDER BY stream_version"
)


def measure(url: str) -> list[Figure]:
    """Milliseconds of a load of 100 facts, and of a long stream with and without its snapshot."""
    ours, rows, kept, replayed = asyncio.run(_measured(url))
    return [
        Figure(
            name=f"aggregate of {FACTS} facts loaded",
            measured=ours,
            unit="ms",
            reference=rows,
            reference_name="ms, its rows read and not decoded",
            goal=3,
            at_most=True,
        ),
        Figure(
            name=f"aggregate of {MANY + SINCE:,} facts loaded, a snapshot {SINCE} ago",
            measured=kept,
            unit="ms",
            reference=replayed,
            reference_name="ms, all of its facts replayed",
        ),
    ]


async def _measured(url: str) -> tuple[float, ...]:
    conninfo = make_conninfo(url, options=ROLE)
    async with (
        an_organization(url) as bench,
        a_forgetful_ledger(conninfo) as ledger,
        await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection,
    ):
        short, long = await a_campaign_of(bench, FACTS), await a_campaign_of(bench, MANY)
        as_owner(url, "VACUUM ANALYZE ledger.events", "CHECKPOINT")

        async def loaded(campaign: UUID) -> None:
            await load(ledger, bench.organization, Campaign, campaign)

        async def rows() -> None:
            cursor = await connection.execute(_ROWS, (bench.organization, short, 0))
            await cursor.fetchall()

        of_short = await milliseconds(partial(loaded, short), rows)
        await make_snapshots(ledger)
        await change_budgets(bench, long, SINCE)
        (kept,) = await milliseconds(partial(loaded, long))
        await ledger.snapshots.forget()
        (replayed,) = await milliseconds(partial(loaded, long), times=LOADS // 10)
        return *of_short, kept, replayed


@asynccontextmanager
async def a_forgetful_ledger(conninfo: str) -> AsyncIterator[PostgresLedger]:
    """The ledger of a process that knows nothing of any aggregate, before every load."""
    pool = AsyncConnectionPool(conninfo, min_size=1, check=must_be_alive, kwargs={"autocommit": True}, open=False)
    async with pool, Coalescer(conninfo) as writer:
        ledger = PostgresLedger(pool, writer)
        ledger.states = KnownStates(most=0)
        yield ledger


async def a_campaign_of(bench: BenchOrganization, facts: int) -> UUID:
    """A campaign whose stream holds so many facts; its budget went up and down."""
    campaign = await a_campaign(bench)
    version = (await load(bench.services.ledger, bench.organization, Campaign, campaign)).version
    await change_budgets(bench, campaign, facts - version)
    return campaign


async def change_budgets(bench: BenchOrganization, campaign: UUID, times: int) -> None:
    """Change a campaign's budget so many times."""
    for number in range(times):
        command = ChangeBudget(campaign_id=CampaignId(campaign), amount=Money.of(str(101 + number % 2), "USD"))
        await change_budget(bench.services.ledger, bench.context(), command)


async def milliseconds(*calls: Callable[[], Awaitable[None]], times: int = LOADS) -> tuple[float, ...]:
    """The median time of each call; they take turns, so that what else the machine does falls on all of them."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(times):
        for call, its in zip(calls, taken, strict=True):
            started = time.perf_counter()
            await call()
            its.append((time.perf_counter() - started) * 1000)
    return tuple(median(its) for its in taken)
