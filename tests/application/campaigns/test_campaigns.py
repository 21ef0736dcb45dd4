from collections.abc import Awaitable, Callable

import pytest

from application.campaigns.commands import (
    AddAdGroup,
    AddChannel,
    AddCreative,
    ArchiveCampaign,
    ChangeBudget,
    ChannelPlan,
    CompleteCampaign,
    DraftCampaign,
    LaunchCampaign,
    PauseCampaign,
    RemoveChannel,
    ResumeCampaign,
    ReviseAdGroup,
    ReviseCampaign,
    ReviseCreative,
    add_ad_group,
    add_channel,
    add_creative,
    archive_campaign,
    change_budget,
    complete_campaign,
    draft_campaign,
    launch_campaign,
    pause_campaign,
    remove_channel,
    resume_campaign,
    revise_ad_group,
    revise_campaign,
    revise_creative,
)
from application.context import CommandContext
from application.errors import NotFoundError
from application.ports import Ledger
from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import Flight
from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.campaigns.channel import Declarations
from domain.errors import InvalidInputError
from domain.shared.ids import AdAccountId, CampaignId
from domain.shared.money import Money
from tests.application.world import OTHER_TENANT, World
from tests.builders import (
    CAMPAIGN,
    GOOGLE,
    META,
    TIKTOK,
    TODAY,
    a_paused_campaign,
    a_ready_draft,
    a_running_campaign,
    ad_group,
    ad_group_of,
    creative,
    creative_of,
    daily,
)

DRAFT = DraftCampaign(
    name="Spring",
    objective=Objective.TRAFFIC,
    budget=daily("300"),
    flight=Flight(starts_on=TODAY),
    declarations=Declarations(),
    channels=(ChannelPlan(account_id=GOOGLE.account_id, weight=2), ChannelPlan(account_id=META.account_id)),
)


async def test_a_draft_runs_on_connected_accounts(world: World) -> None:
    for account in (GOOGLE, META):
        await world.account(account)
    receipt = await draft_campaign(world.ledger, world.context(), DRAFT)
    campaign = await world.state(Campaign, receipt.stream_id)
    assert [*campaign.channels] == [GOOGLE.account_id, META.account_id]
    assert campaign.channels[GOOGLE.account_id].account == GOOGLE


async def test_a_repeated_draft_is_the_same_campaign(world: World) -> None:
    for account in (GOOGLE, META):
        await world.account(account)
    context = world.context(keyed=True)
    first = await draft_campaign(world.ledger, context, DRAFT)
    again = await draft_campaign(world.ledger, context, DRAFT)
    assert (again.stream_id, again.replayed) == (first.stream_id, True)


async def test_a_repeated_draft_gets_its_first_answer_whatever_became_of_its_accounts(world: World) -> None:
    for account in (GOOGLE, META):
        await world.account(account)
    context = world.context(keyed=True)
    first = await draft_campaign(world.ledger, context, DRAFT)
    await world.decided(AdAccount, META.account_id, lambda a: a.disconnect("Asked to."))
    assert (await draft_campaign(world.ledger, context, DRAFT)).stream_id == first.stream_id


async def test_a_draft_on_an_account_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="There is no ad account"):
        await draft_campaign(world.ledger, world.context(), DRAFT)


async def test_a_draft_on_another_organizations_account_is_not_found(world: World) -> None:
    for account in (GOOGLE, META):
        await world.account(account)
    with pytest.raises(NotFoundError):
        await draft_campaign(world.ledger, world.context(organization=OTHER_TENANT), DRAFT)


async def test_a_draft_on_an_account_that_is_not_connected_is_refused(world: World) -> None:
    for account in (GOOGLE, META):
        await world.account(account)
    await world.decided(AdAccount, META.account_id, lambda a: a.lose_consent("Revoked."))
    with pytest.raises(InvalidInputError, match=r"^channels\[1\]\.account_id: .* is needs consent"):
        await draft_campaign(world.ledger, world.context(), DRAFT)


async def test_a_draft_takes_one_more_channel_and_gives_it_back(world: World) -> None:
    await world.account(META)
    await world.told(Campaign, CAMPAIGN, a_ready_draft())
    plan = ChannelPlan(account_id=META.account_id)
    await add_channel(world.ledger, world.context(), AddChannel(campaign_id=CAMPAIGN, channel=plan))
    assert META.account_id in (await world.state(Campaign, CAMPAIGN)).channels
    command = RemoveChannel(campaign_id=CAMPAIGN, account_id=META.account_id)
    await remove_channel(world.ledger, world.context(), command)
    assert META.account_id not in (await world.state(Campaign, CAMPAIGN)).channels


async def test_an_account_that_cannot_be_used_becomes_no_channel(world: World) -> None:
    await world.account(META)
    await world.decided(AdAccount, META.account_id, lambda a: a.disconnect("Asked to."))
    await world.told(Campaign, CAMPAIGN, a_ready_draft())
    plan = ChannelPlan(account_id=META.account_id)
    with pytest.raises(InvalidInputError, match=r"^account_id: .* is disconnected"):
        await add_channel(world.ledger, world.context(), AddChannel(campaign_id=CAMPAIGN, channel=plan))


async def test_what_a_command_makes_has_the_id_that_it_says(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign())
    _, group_id = await add_ad_group(
        world.ledger,
        world.context(),
        AddAdGroup(campaign_id=CAMPAIGN, account_id=GOOGLE.account_id, content=ad_group("Walkers")),
    )
    _, creative_id = await add_creative(
        world.ledger,
        world.context(),
        AddCreative(campaign_id=CAMPAIGN, ad_group_id=group_id, content=creative()),
    )
    assert creative_id in (await world.state(Campaign, CAMPAIGN)).ad_groups[group_id].creatives


async def test_a_draft_is_revised_and_launched(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_ready_draft())
    await revise_campaign(world.ledger, world.context(), ReviseCampaign(campaign_id=CAMPAIGN, name="Summer"))
    group = ReviseAdGroup(campaign_id=CAMPAIGN, ad_group_id=ad_group_of(GOOGLE), content=ad_group("Walkers"))
    await revise_ad_group(world.ledger, world.context(), group)
    revised = ReviseCreative(
        campaign_id=CAMPAIGN, ad_group_id=ad_group_of(GOOGLE), creative_id=creative_of(GOOGLE), content=creative()
    )
    await revise_creative(world.ledger, world.context(), revised)
    await launch_campaign(world.ledger, world.context(), LaunchCampaign(campaign_id=CAMPAIGN))
    assert (await world.topics(CAMPAIGN))[-3:] == ["renamed", "ad_group_revised", "launch_requested"]


Steering = Callable[[Ledger, CommandContext], Awaitable[object]]


@pytest.mark.parametrize(
    ("steer", "topic"),
    [
        (lambda ledger, context: pause_campaign(ledger, context, PauseCampaign(campaign_id=CAMPAIGN)), "paused"),
        (
            lambda ledger, context: pause_campaign(
                ledger, context, PauseCampaign(campaign_id=CAMPAIGN, account_id=GOOGLE.account_id)
            ),
            "channel_paused",
        ),
        (
            lambda ledger, context: complete_campaign(ledger, context, CompleteCampaign(campaign_id=CAMPAIGN)),
            "completed",
        ),
        (lambda ledger, context: archive_campaign(ledger, context, ArchiveCampaign(campaign_id=CAMPAIGN)), "archived"),
        (
            lambda ledger, context: change_budget(
                ledger, context, ChangeBudget(campaign_id=CAMPAIGN, amount=Money.of("120", "USD"))
            ),
            "budget_changed",
        ),
    ],
)
async def test_a_running_campaign_is_steered(world: World, steer: Steering, topic: str) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign())
    await steer(world.ledger, world.context())
    assert (await world.topics(CAMPAIGN))[-1] == topic


@pytest.mark.parametrize(("account_id", "topic"), [(None, "resumed"), (GOOGLE.account_id, "channel_resumed")])
async def test_what_was_paused_is_resumed(world: World, account_id: AdAccountId | None, topic: str) -> None:
    await world.told(Campaign, CAMPAIGN, a_paused_campaign())
    await world.decided(Campaign, CAMPAIGN, lambda c: c.pause_channel(GOOGLE.account_id, "Dear."))
    command = ResumeCampaign(campaign_id=CAMPAIGN, account_id=account_id)
    await resume_campaign(world.ledger, world.context(), command)
    assert (await world.topics(CAMPAIGN))[-1] == topic


async def test_a_pause_is_still_wanted_whatever_happens_meanwhile(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign(GOOGLE, META))
    world.ledger.meanwhile(
        lambda: world.decided(Campaign, CAMPAIGN, lambda c: c.change_budget(Money.of("120", "USD"), TODAY))
    )
    await pause_campaign(world.ledger, world.context(), PauseCampaign(campaign_id=CAMPAIGN))
    assert (await world.state(Campaign, CAMPAIGN)).status is CampaignStatus.PAUSED


async def test_a_campaign_that_is_not_there_is_not_found(world: World) -> None:
    stray = CampaignId(TIKTOK.account_id)
    with pytest.raises(NotFoundError, match="There is no campaign"):
        await pause_campaign(world.ledger, world.context(), PauseCampaign(campaign_id=stray))
