"""A process that stands still keeps its sessions, but not what it was at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from psycopg import AsyncConnection, OperationalError

from projections import leasing
from projections.campaigns.projector import CampaignsProjector
from projections.campaigns.table import CAMPAIGNS
from projections.leasing import Lease, evict
from projections.stepping import made_to_write
from tests.projections.running import catch_up, leased, rows_of, to_the_head
from tests.projections.stories import Story

SILENCE = 0.2


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "LONGEST_SILENCE", SILENCE)


@asynccontextmanager
async def writing(conninfo: str) -> AsyncIterator[AsyncConnection[Any]]:
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        yield connection


async def evicted(connection: AsyncConnection[Any], lease: Lease) -> bool:
    await asyncio.sleep(2 * SILENCE)
    return await evict(connection, lease.projection, lease.version, lease.group)


async def test_who_stands_still_in_the_middle_of_a_step_is_sent_away(conninfo: str, story: Story) -> None:
    projector = CampaignsProjector()
    await story.drafts(await story.connects())
    async with writing(conninfo) as stopped, writing(conninfo) as other:
        lease = await leased(stopped, projector)
        await stopped.execute("BEGIN")
        await lease.moving(10).write(stopped)
        assert await evicted(other, lease)
        taken = await leased(other, projector)
        with pytest.raises(OperationalError):
            await lease.moving(20).write(stopped)
        await to_the_head(other, projector, taken, limit=10)
        assert len(await rows_of(conninfo, CAMPAIGNS, story.organization)) == 1


async def test_who_has_nothing_to_do_keeps_its_lease(conninfo: str, story: Story) -> None:
    projector = CampaignsProjector()
    await story.drafts(await story.connects())
    await catch_up(conninfo, [projector])
    async with writing(conninfo) as idle, writing(conninfo) as other:
        assert not await evicted(other, await leased(idle, projector))


async def test_who_is_at_work_keeps_its_lease(conninfo: str, story: Story) -> None:
    projector = CampaignsProjector()
    await story.drafts(await story.connects())
    async with writing(conninfo) as busy, writing(conninfo) as other:
        lease = await leased(busy, projector)
        working = asyncio.create_task(busy.execute("SELECT pg_sleep(1)"))
        assert not await evicted(other, lease)
        await working
