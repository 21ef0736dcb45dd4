from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from projections.audit_trail.queries import history
from tests.projections.running import catch_up
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
