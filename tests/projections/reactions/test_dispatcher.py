from psycopg import AsyncConnection

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.shared.money import Money
from projections.reactions.projector import ReactionsDispatcher
from tests.projections.running import Rung, all_projectors, catch_up
from tests.projections.stories import TODAY, USD, Story, channel_account, observation


async def due(conninfo: str) -> list[tuple[str, str]]:
    """Handler and serial key of every reaction, in the order of their causes."""
    async with await AsyncConnection.connect(conninfo) as connection:
        cursor = await connection.execute(
            "SELECT handler, serial_key FROM work.reactions ORDER BY cause_position, serial_key"
        )
        return await cursor.fetchall()


async def forget_the_past(conninfo: str) -> None:
    await catch_up(conninfo, [ReactionsDispatcher(lambda *_: None)])
    async with await AsyncConnection.connect(conninfo) as connection:
        await connection.execute("DELETE FROM work.reactions")


async def test_a_launch_pushes_every_channel(conninfo: str, story: Story) -> None:
    accounts = sorted([await story.connects("g-1"), await story.connects("g-2")])
    campaign = await story.drafts(*accounts)
    for account in accounts:
        await story.fills(campaign, account)
    await forget_the_past(conninfo)
    await story.goes_on(Campaign, campaign, lambda c: c.launch(TODAY))
    await catch_up(conninfo)
    assert await due(conninfo) == [("platforms.push_channel", f"channel:{campaign}:{account}") for account in accounts]


async def test_pausing_a_channel_pushes_that_channel_alone(conninfo: str, story: Story) -> None:
    first, second = await story.connects("g-1"), await story.connects("g-2")
    campaign = await story.launches(first, second)
    await forget_the_past(conninfo)
    await story.goes_on(Campaign, campaign, lambda c: c.pause_channel(second, "Too dear."))
    await catch_up(conninfo)
    assert await due(conninfo) == [("platforms.push_channel", f"channel:{campaign}:{second}")]


async def test_a_channel_that_was_removed_is_pushed_no_more(conninfo: str, story: Story) -> None:
    first, second = await story.connects("g-1"), await story.connects("g-2")
    campaign = await story.drafts(first)
    await story.goes_on(Campaign, campaign, lambda c: c.add_channel(channel_account(second), 1, TODAY))
    await forget_the_past(conninfo)
    await story.goes_on(Campaign, campaign, lambda c: c.remove_channel(first))
    await forget_the_past(conninfo)
    await story.goes_on(Campaign, campaign, lambda c: c.change_budget(Money.of("120", USD), TODAY))
    await catch_up(conninfo)
    assert await due(conninfo) == [("platforms.push_channel", f"channel:{campaign}:{second}")]


async def test_a_new_consent_pushes_all_campaigns_of_the_account(conninfo: str, story: Story) -> None:
    account, other = await story.connects("g-1"), await story.connects("g-2")
    campaigns = sorted([await story.launches(account), await story.launches(account, other)])
    await forget_the_past(conninfo)
    await story.reconnects(account)
    await catch_up(conninfo)
    assert await due(conninfo) == [
        ("platforms.push_channel", f"channel:{campaign}:{account}") for campaign in campaigns
    ]


async def test_a_disconnected_account_is_forgotten(conninfo: str, story: Story) -> None:
    account = await story.connects()
    await story.goes_on(AdAccount, account, lambda a: a.disconnect("Asked to."))
    await catch_up(conninfo)
    assert await due(conninfo) == [("connections.forget", f"account:{account}")]


async def test_a_rule_that_fires_is_acted_on(conninfo: str, story: Story) -> None:
    account = await story.connects()
    rule = await story.rules(await story.launches(account), account)
    await forget_the_past(conninfo)
    dear = observation(TODAY, "ext-1", spend="9").metrics
    await story.evaluates(rule, {TODAY.replace(day=1): dear, TODAY.replace(month=10, day=31): dear})
    await catch_up(conninfo)
    assert await due(conninfo) == [("rules.act", f"rule:{rule}")]


async def test_the_queue_is_rung_once_for_each_new_reaction(conninfo: str, story: Story) -> None:
    rung: Rung = []
    account = await story.connects()
    await story.goes_on(AdAccount, account, lambda a: a.disconnect("Asked to."))
    await catch_up(conninfo, all_projectors(rung))
    async with await AsyncConnection.connect(conninfo, autocommit=True) as connection:
        await connection.execute("UPDATE work.checkpoints SET position = 0")
        await catch_up(conninfo, all_projectors(rung))
        cursor = await connection.execute("SELECT handler, org_id, reaction_key FROM work.reactions")
        assert rung == await cursor.fetchall() != []


async def test_a_queue_that_is_away_costs_no_reaction(conninfo: str, story: Story) -> None:
    def away(*_: object) -> None:
        raise ConnectionError("no queue")

    account = await story.connects()
    await story.goes_on(AdAccount, account, lambda a: a.disconnect("Asked to."))
    await catch_up(conninfo, [ReactionsDispatcher(away)])
    assert len(await due(conninfo)) == 1
