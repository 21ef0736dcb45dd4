import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from projections.campaigns.projector import CampaignsProjector
from projections.lag import lag
from projections.registry import READ_MODELS
from projections.waiting import wait_for
from tests.projections.running import catch_up
from tests.projections.stories import Story


async def test_a_position_that_was_seen_is_not_waited_for(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    await story.connects()
    await catch_up(conninfo)
    assert await wait_for(engine, [projector.name for projector in READ_MODELS], story.position, 0)


async def test_a_position_that_one_of_them_never_sees_is_given_up(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    await story.connects()
    await catch_up(conninfo, [CampaignsProjector()])
    assert not await wait_for(engine, ["campaigns", "ad_accounts"], story.position, 0.05)


async def test_waiting_ends_when_the_projection_gets_there(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    await story.connects()
    waiting = asyncio.create_task(wait_for(engine, ["campaigns"], story.position, 10))
    await catch_up(conninfo, [CampaignsProjector()])
    assert await waiting


async def test_lag_is_told_in_facts_and_in_seconds(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    await catch_up(conninfo, [CampaignsProjector()])
    await story.connects()
    async with engine.connect() as connection:
        (behind,) = await lag(connection, ["campaigns"])
        assert (behind.projection, behind.facts, behind.seconds > 0, behind.parked) == ("campaigns", 1, True, 0)
        await catch_up(conninfo, [CampaignsProjector()])
        (level,) = await lag(connection, ["campaigns"])
    assert (level.facts, level.seconds) == (0, 0)


async def test_what_never_ran_is_as_far_behind_as_the_ledger_is_long(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    await story.connects()
    await catch_up(conninfo, [CampaignsProjector()])
    async with engine.connect() as connection:
        (never, level) = await lag(connection, ["ad_accounts", "campaigns"])
    assert (never.projection, never.version, never.position, never.facts) == ("ad_accounts", 0, 0, 1)
    assert (level.projection, level.facts) == ("campaigns", 0)
