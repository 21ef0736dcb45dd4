import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

from adapters.postgres.codec import decode
from adapters.postgres.doorbell import FACTS_CHANNEL, SHORTEST_PAUSE_BETWEEN_FACTS
from projections import tail
from projections.campaigns.projector import CampaignsProjector
from projections.campaigns.table import CAMPAIGNS
from projections.desk import ProjectionDesk
from projections.runner import ProjectionRunner
from projections.versions import roll_back
from tests.projections.running import all_projectors, catch_up, rows_of
from tests.projections.stories import Story

SOON = 30


@asynccontextmanager
async def running(conninfo: str) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    task = asyncio.create_task(ProjectionRunner(conninfo, all_projectors(), decode).run(stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, SOON)


async def appears(conninfo: str, story: Story, campaigns: int) -> None:
    async with asyncio.timeout(SOON):
        while len(await rows_of(conninfo, CAMPAIGNS, story.organization)) < campaigns:  # noqa: ASYNC110 - the database does not ring
            await asyncio.sleep(0.01)


async def test_the_runner_follows_the_ledger_and_stops_when_it_is_told_to(conninfo: str, story: Story) -> None:
    account = await story.connects()
    async with running(conninfo):
        await story.drafts(account)
        await appears(conninfo, story, 1)
        await story.drafts(account)
        await appears(conninfo, story, 2)


async def test_in_a_stream_of_facts_the_next_one_needs_no_ring(
    conninfo: str, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "POLL_SECONDS", 3600)
    monkeypatch.setattr(tail, "RESTLESS", 3600)
    account = await story.connects()
    async with running(conninfo), await AsyncConnection.connect(conninfo, autocommit=True) as bell:
        # The first may be there before the tail is; it is the second, then, that it finds.
        for campaigns in (1, 2):
            await story.drafts(account)
            async with asyncio.timeout(SOON):
                while len(await rows_of(conninfo, CAMPAIGNS, story.organization)) < campaigns:
                    await bell.execute("SELECT pg_notify(%s, '')", (FACTS_CHANNEL,))
        await story.drafts(account)
        await appears(conninfo, story, 3)


def test_a_tail_looks_again_for_longer_than_the_doorbell_may_be_silent() -> None:
    assert SHORTEST_PAUSE_BETWEEN_FACTS < tail.RESTLESS


async def test_the_runner_outlives_the_loss_of_every_connection(conninfo: str, owner_url: str, story: Story) -> None:
    account = await story.connects()
    async with running(conninfo) as task:
        await story.drafts(account)
        await appears(conninfo, story, 1)
        async with await AsyncConnection.connect(owner_url) as owner:
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        await story.drafts(account)
        await appears(conninfo, story, 2)
        assert not task.done()


async def test_a_second_runner_takes_over_when_the_first_one_ends(conninfo: str, story: Story) -> None:
    account = await story.connects()
    async with running(conninfo):
        async with running(conninfo):
            await story.drafts(account)
            await appears(conninfo, story, 1)
        await story.drafts(account)
        await appears(conninfo, story, 2)


async def passed(conninfo: str, position: int) -> None:
    """Return when every projection's checkpoint has come to a position."""
    async with await AsyncConnection.connect(conninfo, autocommit=True) as connection, asyncio.timeout(SOON):
        while True:
            behind = await connection.execute("SELECT FROM work.live_checkpoints WHERE position < %s", (position,))
            if not behind.rowcount:
                return
            await asyncio.sleep(0.01)


async def test_projections_pass_what_they_do_not_want(conninfo: str, story: Story) -> None:
    async with running(conninfo):
        account = await story.connects()
        await passed(conninfo, story.position)
        await story.drafts(account)
        await passed(conninfo, story.position)


async def test_an_idle_projection_that_was_fenced_asks_for_its_lease_again(conninfo: str, story: Story) -> None:
    async with running(conninfo):
        account = await story.connects()
        await passed(conninfo, story.position)
        async with await AsyncConnection.connect(conninfo, autocommit=True) as operator:
            await operator.execute("UPDATE work.checkpoints SET epoch = epoch + 1")
        await story.drafts(account)
        await passed(conninfo, story.position)


async def test_a_version_that_is_served_again_has_what_was_shown_before(conninfo: str, story: Story) -> None:
    account = await story.connects()
    desk = ProjectionDesk(conninfo=conninfo, decode=decode, projectors=all_projectors())
    async with running(conninfo):
        await story.drafts(account)
        await appears(conninfo, story, 1)
        await desk.rebuild("campaigns", lambda _: None, then_swap=True)
        await story.drafts(account)
        await appears(conninfo, story, 2)
        await passed(conninfo, story.position)
        await desk.roll_back("campaigns", lambda _: None)
        assert len(await rows_of(conninfo, CAMPAIGNS, story.organization)) == 2


async def test_a_swap_is_undone_before_the_runner_has_noticed_it(conninfo: str, story: Story) -> None:
    desk = ProjectionDesk(conninfo=conninfo, decode=decode, projectors=all_projectors())
    account = await story.connects()
    await story.drafts(account)
    async with running(conninfo):
        await passed(conninfo, story.position)
        for _ in range(3):
            live = await desk.rebuild("campaigns", lambda _: None, then_swap=True)
            assert (await desk.roll_back("campaigns", lambda _: None)).version < live.version
        await story.drafts(account)
        await passed(conninfo, story.position)
    assert len(await rows_of(conninfo, CAMPAIGNS, story.organization)) == 2


async def test_a_version_that_is_swapped_in_has_what_was_shown_before(conninfo: str, story: Story) -> None:
    account = await story.connects()
    desk = ProjectionDesk(conninfo=conninfo, decode=decode, projectors=all_projectors())
    await desk.rebuild("campaigns", lambda _: None)
    async with await AsyncConnection.connect(conninfo) as reader:
        await reader.execute("SELECT FROM read_models.campaigns")
        swapping = asyncio.create_task(desk.swap("campaigns", lambda _: None))
        await asyncio.sleep(0.3)
        # What was built waits for the reader, and the live version goes on meanwhile.
        async with running(conninfo):
            await story.drafts(account)
            await passed(conninfo, story.position)
        await reader.commit()
        await swapping
    assert len(await rows_of(conninfo, CAMPAIGNS, story.organization)) == 1


async def test_a_lease_that_was_asked_for_during_a_swap_is_of_the_version_that_is_served(
    conninfo: str, story: Story
) -> None:
    desk = ProjectionDesk(conninfo=conninfo, decode=decode, projectors=all_projectors())
    account = await story.connects()
    await catch_up(conninfo)
    await desk.rebuild("campaigns", lambda _: None, then_swap=True)
    await story.drafts(account)
    async with await AsyncConnection.connect(conninfo) as operator:
        await operator.execute("UPDATE work.checkpoints SET updated_at = now() WHERE projection = 'campaigns'")
        async with running(conninfo):
            await asyncio.sleep(0.5)
            await roll_back(operator, CampaignsProjector())
            await operator.commit()
            await passed(conninfo, story.position)


async def test_64_groups_cost_no_more_connections_than_one(conninfo: str, owner_url: str, story: Story) -> None:
    account = await story.connects()
    async with await AsyncConnection.connect(owner_url, autocommit=True) as owner:
        await owner.execute("SELECT ledger.change_shard_groups(64::smallint)")
        async with running(make_conninfo(conninfo, application_name="many-groups")):
            await story.drafts(account)
            await appears(conninfo, story, 1)
            cursor = await owner.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'many-groups'")
            ((connections,),) = await cursor.fetchall()
    assert connections < 30
