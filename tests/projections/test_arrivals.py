import asyncio
from time import perf_counter

from psycopg import AsyncConnection
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.codec import decode
from adapters.postgres.doorbell import CHECKPOINTS_CHANNEL, Doorbell
from projections.runner import ProjectionRunner
from projections.waiting import BEHIND_THE_BELL, Arrivals, wait_for
from tests.projections.running import all_projectors, catch_up
from tests.projections.stories import Story

SOON = 10


async def listened(arrivals: Arrivals, bell: Doorbell) -> None:
    """Ring until it is heard: the listener may still be connecting."""
    async with asyncio.timeout(SOON):
        for attempt in range(1000):
            bell.ring(attempt, "probe 0/1")
            started = perf_counter()
            await arrivals.heard(["probe"], attempt, 0.1)
            if perf_counter() - started < 0.1:
                return


async def test_who_waits_is_woken_by_the_ring(conninfo: str) -> None:
    async with Arrivals(conninfo) as arrivals, Doorbell(conninfo, CHECKPOINTS_CHANNEL) as bell:
        await listened(arrivals, bell)
        waiting = asyncio.create_task(arrivals.heard(["campaigns", "rules"], 7, SOON))
        bell.ring(7, "campaigns 0/1")
        bell.ring(8, "rules 0/1")
        async with asyncio.timeout(SOON / 2):
            await waiting


async def test_every_group_has_to_have_come(conninfo: str) -> None:
    async with Arrivals(conninfo) as arrivals, Doorbell(conninfo, CHECKPOINTS_CHANNEL) as bell:
        await listened(arrivals, bell)
        bell.ring(7, "campaigns 0/2")
        waiting = asyncio.create_task(arrivals.heard(["campaigns"], 7, SOON))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        bell.ring(7, "campaigns 1/2")
        async with asyncio.timeout(SOON / 2):
            await waiting


async def test_a_ring_that_was_lost_only_costs_the_time_to_the_next_look(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    await story.connects()
    async with Arrivals(conninfo) as arrivals:
        waiting = asyncio.create_task(wait_for(engine, ["campaigns"], story.position, SOON, arrivals))
        await catch_up(conninfo)
        async with asyncio.timeout(BEHIND_THE_BELL * 20):
            assert await waiting


async def test_who_listens_outlives_the_loss_of_the_connection(conninfo: str, owner_url: str) -> None:
    async with Arrivals(conninfo) as arrivals, Doorbell(conninfo, CHECKPOINTS_CHANNEL) as bell:
        await listened(arrivals, bell)
        async with await AsyncConnection.connect(owner_url) as owner:
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query ILIKE '%work_checkpoints%' AND pid <> pg_backend_pid()"
            )
        await listened(arrivals, bell)


async def test_a_write_is_read_in_time_by_who_waits_for_it(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account = await story.connects()
    stop = asyncio.Event()
    bell = Doorbell(conninfo, CHECKPOINTS_CHANNEL)
    running = asyncio.create_task(ProjectionRunner(conninfo, all_projectors(), decode, bell=bell).run(stop))
    async with Arrivals(conninfo) as arrivals, Doorbell(conninfo) as doorbell:
        assert await wait_for(engine, ["campaigns"], story.position, SOON, arrivals)
        await story.drafts(account)
        doorbell.ring(story.position)
        assert await wait_for(engine, ["campaigns"], story.position, SOON, arrivals)
    stop.set()
    await running


async def test_what_was_heard_of_another_version_is_not_asked_for_without_a_pause(
    conninfo: str, engine: AsyncEngine
) -> None:
    looks: list[object] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *_: looks.append(None))
    async with Arrivals(conninfo) as arrivals, Doorbell(conninfo, CHECKPOINTS_CHANNEL) as bell:
        await listened(arrivals, bell)
        bell.ring(7, "campaigns 0/1")
        await arrivals.heard(["campaigns"], 7, SOON)
        assert not await wait_for(engine, ["campaigns"], 7, 0.5, arrivals)
    assert len(looks) < 50
