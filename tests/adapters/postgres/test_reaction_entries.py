"""What is forgotten is never done again: whatever may still be replayed keeps its row."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.reaction_entries import REPLAYED_WINDOW
from adapters.postgres.schema import APPLICATION_ROLE
from application.reactions.port import ReactionState
from domain.shared.ids import OrganizationId
from projections.leasing import WINDOW
from tests.contracts.test_postgres_storage import PostgresBookBench

KEPT = timedelta(days=7)


@pytest.fixture
async def pool(empty_url: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    """Connections to a database of this test's own."""
    options = {"autocommit": True, "options": f"-c role={APPLICATION_ROLE}"}
    async with AsyncConnectionPool(empty_url, min_size=1, max_size=2, kwargs=options) as connections:
        yield connections


@pytest.fixture
def bench(pool: AsyncConnectionPool[Any], organization: OrganizationId) -> PostgresBookBench:
    return PostgresBookBench(pool, organization)


async def the_dispatcher_stands_at(pool: AsyncConnectionPool[Any], *positions: int) -> None:
    async with pool.connection() as connection:
        await connection.execute("INSERT INTO work.projections VALUES ('reactions', 'live', 1, 1)")
        for group, position in enumerate(positions):
            await connection.execute(
                "INSERT INTO work.checkpoints (projection, version, shard_group, shard_groups, position)"
                " VALUES ('reactions', 1, %s, %s, %s)",
                (group, len(positions), position),
            )


async def left(bench: PostgresBookBench, *causes: int) -> list[ReactionState | None]:
    """What a purge a week later makes of dead letters, by their causes."""
    keys = [await bench.buried(cause=cause) for cause in causes]
    await bench.let_pass(KEPT + timedelta(seconds=1))
    await bench.desk.purge(KEPT)
    entries = [await bench.desk.entry(bench.organization, key) for key in keys]
    return [None if entry is None else entry.state for entry in entries]


@pytest.mark.parametrize(("positions", "kept_from"), [((2500,), 2000), ((5500, 1999), 2000), ((1998, 5500), 1000)])
async def test_what_lies_before_the_window_of_the_slowest_group_is_forgotten(
    pool: AsyncConnectionPool[Any], bench: PostgresBookBench, positions: tuple[int, ...], kept_from: int
) -> None:
    await the_dispatcher_stands_at(pool, *positions)
    assert await left(bench, kept_from - 1, kept_from) == [None, ReactionState.DONE]


async def test_without_a_dispatcher_nothing_is_forgotten(bench: PostgresBookBench) -> None:
    assert await left(bench, 1) == [ReactionState.DONE]


async def test_what_is_kept_says_no_more_why_it_was_given_up(bench: PostgresBookBench) -> None:
    key = await bench.buried()
    await bench.let_pass(KEPT + timedelta(seconds=1))
    assert [await bench.desk.purge(KEPT), await bench.desk.purge(KEPT)] == [1, 0]
    assert await bench.line(key) == ("done", None)


def test_a_window_is_what_the_projections_replay() -> None:
    assert REPLAYED_WINDOW == WINDOW
