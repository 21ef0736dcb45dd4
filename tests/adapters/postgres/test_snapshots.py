from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from structlog.testing import capture_logs

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.snapshots import CHECKED_ONE_IN
from application.handling import load
from application.ports import Tail
from domain.campaigns.campaign import Campaign
from domain.shared.ids import OrganizationId
from tests.contracts.snapshots_contract import LONG, kept
from tests.given import folded


@pytest.fixture
async def stream(ledger: PostgresLedger, organization: OrganizationId) -> UUID:
    """A stream of four facts, with a snapshot of the first two."""
    return await kept(ledger, organization)


@pytest.fixture
def process(pool: AsyncConnectionPool, writer: Coalescer, stream: UUID) -> PostgresLedger:  # noqa: ARG001 - made before
    """The ledger of a process that has seen nothing yet."""
    return PostgresLedger(pool, writer)


async def newest(ledger: PostgresLedger, organization: OrganizationId, stream: UUID) -> Tail:
    return await ledger.snapshots.newest(organization, "campaign", stream)


async def change_rows(pool: AsyncConnectionPool, what: str, stream: UUID) -> None:
    async with pool.connection() as connection:
        await connection.execute(f"UPDATE ledger.snapshots SET {what} WHERE stream_id = %s", (stream,))  # noqa: S608 - our own text


async def test_a_snapshot_of_another_shape_is_passed_over(
    process: PostgresLedger, pool: AsyncConnectionPool, organization: OrganizationId, stream: UUID
) -> None:
    await change_rows(pool, "state_schema = 'campaign:0'", stream)
    tail = await newest(process, organization, stream)
    assert (tail.snapshot, [*tail.facts]) == (None, [*LONG])


async def test_a_snapshot_that_cannot_be_read_is_passed_over(
    process: PostgresLedger, pool: AsyncConnectionPool, organization: OrganizationId, stream: UUID
) -> None:
    await change_rows(pool, "state = '{}'", stream)
    with capture_logs() as logs:
        tail = await newest(process, organization, stream)
    assert (tail.snapshot, [*tail.facts]) == (None, [*LONG])
    assert [entry["event"] for entry in logs] == ["snapshot.unreadable"]


async def test_a_snapshot_of_a_version_that_the_stream_has_not_reached_is_passed_over(
    process: PostgresLedger, pool: AsyncConnectionPool, organization: OrganizationId, stream: UUID
) -> None:
    await change_rows(pool, "version = 5", stream)
    tail = await newest(process, organization, stream)
    assert (tail.snapshot, [*tail.facts]) == (None, [*LONG])


async def test_the_first_one_used_is_in_doubt_and_then_one_in_a_hundred(
    process: PostgresLedger, organization: OrganizationId, stream: UUID
) -> None:
    doubts = [(await newest(process, organization, stream)).doubtful for _ in range(CHECKED_ONE_IN + 1)]
    assert [number for number, doubt in enumerate(doubts) if doubt] == [0, CHECKED_ONE_IN]


async def test_a_snapshot_that_was_tampered_with_leads_nobody_astray(
    process: PostgresLedger, pool: AsyncConnectionPool, organization: OrganizationId, stream: UUID
) -> None:
    await change_rows(pool, """state = jsonb_set(state, '{name}', '"Wrong"')""", stream)
    with capture_logs() as logs:
        assert await load(process, organization, Campaign, stream) == folded(Campaign, LONG)
    assert [entry["event"] for entry in logs] == ["snapshot.differs"]
    assert (await newest(process, organization, stream)).snapshot is None


async def test_a_newer_snapshot_takes_the_place_of_the_older(
    process: PostgresLedger, pool: AsyncConnectionPool, stream: UUID
) -> None:
    again = next(one for one in (await process.snapshots.grown(4)).streams if one.stream_id == stream)
    await process.snapshots.keep(again, version=4, state=folded(Campaign, LONG))
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT version FROM ledger.snapshots WHERE stream_id = %s", (stream,))
        assert await cursor.fetchall() == [(4,)]
