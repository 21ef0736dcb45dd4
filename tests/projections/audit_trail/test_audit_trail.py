from dataclasses import replace
from functools import partial

import pytest
from psycopg import AsyncConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from projections.audit_trail.projector import AT_ONCE, AuditTrailProjector
from projections.audit_trail.queries import history
from projections.audit_trail.table import AUDIT_TRAIL
from tests.projections.running import catch_up, rows_of
from tests.projections.stories import TODAY, Story


async def test_a_history_calls_things_as_they_were_called_then(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects("g-1")
    campaign = await story.launches(account)
    await catch_up(conninfo)
    await story.goes_on(AdAccount, account, lambda a: a.sync(replace(a.profile, name="Shop again")))
    await catch_up(conninfo)
    await story.goes_on(Campaign, campaign, lambda c: c.pause_channel(account, "Too dear."))
    await catch_up(conninfo)
    async with engine.connect() as connection:
        lines = await history(connection, story.organization, Campaign.stream_type, campaign)
    said = [line.sentence for line in lines]
    assert said[2] == "Ad group Runners added on Shop g-1."
    assert said[-1] == "Channel on Shop again paused. Reason: Too dear."
    assert [line.version for line in lines] == [1, 2, 3, 4, 5, 6]
    assert {(line.actor.kind, line.actor.id) for line in lines} == {("user", "ada")}


async def test_a_history_is_read_in_pages(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    campaign = await story.drafts(await story.connects())
    for name in ("Summer", "Autumn"):
        await story.goes_on(Campaign, campaign, lambda c, name=name: c.revise(today=TODAY, name=name))  # type: ignore[misc]  # a default binds the name
    await catch_up(conninfo)
    async with engine.connect() as connection:
        first = await history(connection, story.organization, "campaign", campaign, limit=3)
        rest = await history(connection, story.organization, "campaign", campaign, after=first[-1].position)
    assert [line.version for line in (*first, *rest)] == [1, 2, 3, 4]


async def test_a_stream_is_shown_only_as_what_it_is(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account = await story.connects()
    await catch_up(conninfo)
    async with engine.connect() as connection:
        assert await history(connection, story.organization, Campaign.stream_type, account) == []
        assert len(await history(connection, story.organization, AdAccount.stream_type, account)) == 1


@pytest.mark.parametrize("share", [0.5, 1])
async def test_a_large_batch_that_was_told_in_part_or_whole_is_told_once(
    conninfo: str, story: Story, share: float
) -> None:
    campaign = await story.drafts(await story.connects())
    for number in range(250):
        await story.goes_on(Campaign, campaign, partial(Campaign.revise, today=TODAY, name=f"Spring {number}"))
    projector = AuditTrailProjector()
    await catch_up(conninfo, [projector], limit=AT_ONCE)
    told = await rows_of(conninfo, AUDIT_TRAIL, story.organization)
    told_still = story.position * share
    async with await AsyncConnection.connect(conninfo) as connection:
        await connection.execute("UPDATE work.checkpoints SET position = 0")
        await connection.execute("DELETE FROM read_models.audit_trail WHERE position > %s", (told_still,))
    await catch_up(conninfo, [projector], limit=AT_ONCE)
    assert await rows_of(conninfo, AUDIT_TRAIL, story.organization) == told
