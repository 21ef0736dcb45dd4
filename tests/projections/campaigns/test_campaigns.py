from datetime import timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.campaigns.channel import ProblemKind
from domain.shared.ids import CampaignId
from domain.shared.money import Money
from projections.campaigns.queries import CampaignDetail, CampaignRow, campaign, list_campaigns, unsettled_channels
from tests.projections.running import catch_up
from tests.projections.stories import CREATIVE, NOW, TODAY, USD, Story

LATER = NOW + timedelta(days=1)


async def shown(engine: AsyncEngine, story: Story, campaign_id: CampaignId) -> CampaignDetail:
    async with engine.connect() as connection:
        detail = await campaign(connection, story.organization, campaign_id)
    assert detail is not None
    return detail


async def listed(engine: AsyncEngine, story: Story, **asked: object) -> list[CampaignRow]:
    async with engine.connect() as connection:
        return [*await list_campaigns(connection, story.organization, **asked)]  # type: ignore[arg-type]  # passed on


async def test_a_campaign_is_shown_with_all_that_it_holds(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account = await story.connects()
    campaign_id = await story.launches(account, name="Spring")
    await catch_up(conninfo)
    detail = await shown(engine, story, campaign_id)
    assert (detail.campaign.name, detail.campaign.status, detail.campaign.version) == ("Spring", "launching", 5)
    (group,) = detail.ad_groups
    assert [creative.content for creative in group.creatives.values()] == [CREATIVE]
    (channel,) = detail.campaign.channels
    assert (channel.account_id, channel.settled, channel.delivery_desired) == (account, False, "enabled")


async def test_a_confirmed_channel_is_settled_until_the_next_change(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects()
    campaign_id = await story.launches(account)
    await story.confirms(campaign_id, account, "ext-1")
    await catch_up(conninfo)
    (channel,) = (await shown(engine, story, campaign_id)).campaign.channels
    assert (channel.settled, channel.external_campaign_id) == (True, "ext-1")
    await story.goes_on(Campaign, campaign_id, lambda c: c.change_budget(Money.of("150", USD), TODAY))
    await catch_up(conninfo)
    detail = await shown(engine, story, campaign_id)
    assert (detail.campaign.channels[0].settled, str(detail.campaign.budget)) == (False, "150.00 USD a day")


async def test_a_rejected_channel_says_why(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account = await story.connects()
    campaign_id = await story.launches(account)
    await story.rejects(campaign_id, account)
    await catch_up(conninfo)
    (channel,) = (await shown(engine, story, campaign_id)).campaign.channels
    assert channel.problem is not None
    assert channel.problem.kind is ProblemKind.TRANSIENT


async def test_an_observed_campaign_has_a_settled_channel_where_it_was_met(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects()
    campaign_id = await story.meets(account, "x-9")
    await catch_up(conninfo)
    row = (await shown(engine, story, campaign_id)).campaign
    assert (row.status, row.budget, row.flight, row.currency) == (CampaignStatus.OBSERVED, None, None, USD)
    assert [(c.account_id, c.external_campaign_id, c.settled) for c in row.channels] == [(account, "x-9", True)]


async def test_a_removed_channel_is_gone(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    first, second = await story.connects("g-1"), await story.connects("g-2")
    campaign_id = await story.drafts(first, second)
    await catch_up(conninfo)
    await story.goes_on(Campaign, campaign_id, lambda c: c.remove_channel(first))
    await catch_up(conninfo)
    channels = (await shown(engine, story, campaign_id)).campaign.channels
    assert [channel.account_id for channel in channels] == [second]


async def test_pages_go_from_the_newest_to_the_oldest_without_a_gap(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects()
    made = [await story.drafts(account) for _ in range(5)]
    await catch_up(conninfo)
    first = await listed(engine, story, limit=3)
    rest = await listed(engine, story, limit=3, after=first[-1].campaign_id)
    assert [row.campaign_id for row in (*first, *rest)] == made[::-1]


async def test_a_list_is_narrowed_by_status_platform_and_account(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    first, second = await story.connects("g-1"), await story.connects("g-2")
    launched, drafted = await story.launches(first), await story.drafts(second)
    await catch_up(conninfo)
    assert [row.campaign_id for row in await listed(engine, story, status=CampaignStatus.DRAFT)] == [drafted]
    assert [row.campaign_id for row in await listed(engine, story, account_id=first)] == [launched]
    assert len(await listed(engine, story, platform="google-ads")) == 2
    assert await listed(engine, story, platform="tiktok-ads") == []


async def test_another_organization_sees_nothing(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    campaign_id = await story.drafts(await story.connects())
    await catch_up(conninfo)
    stranger = Story(ledger=story.ledger)
    assert await listed(engine, stranger) == []
    async with engine.connect() as connection:
        assert await campaign(connection, stranger.organization, campaign_id) is None
        assert await campaign(connection, story.organization, CampaignId(uuid4())) is None


async def test_unsettled_channels_are_those_that_owe_their_platform_something(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    first, second = await story.connects("g-1"), await story.connects("g-2")
    campaign_id = await story.launches(first, second)
    await story.drafts(first)
    await story.confirms(campaign_id, first)
    await catch_up(conninfo)
    async with engine.connect() as connection:
        everybodys = await unsettled_channels(connection, None, since=LATER)
        assert [(c.organization, c.campaign_id, c.account_id) for c in everybodys] == [
            (story.organization, campaign_id, second)
        ]
        assert await unsettled_channels(connection, story.organization, since=NOW) == []
