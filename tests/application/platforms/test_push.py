from dataclasses import replace

import pytest

from application.context import CommandContext
from application.platforms.commands import push_channel
from application.platforms.errors import (
    PLATFORM_ERRORS,
    AmbiguousOutcomeError,
    NeedsConsentError,
    PlatformBugError,
    PlatformError,
    RateLimitedError,
)
from application.platforms.port import CreateCampaign, PlatformAccess
from domain.ad_accounts.ad_account import AdAccount
from domain.ad_accounts.errors import AccountDisconnectedError
from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.campaigns.channel import Channel, ProblemKind
from domain.shared.facts import ActorKind
from domain.shared.money import Money
from domain.shared.platform import Platform
from tests.application.platforms.dying import DiedError, DyingLedger, DyingPlatform, Mortality
from tests.application.world import World
from tests.builders import CAMPAIGN, GOOGLE, META, TODAY, a_ready_draft, ad_group_of, creative, creative_of
from tests.fakes.ad_platform import FakeAdPlatform, FakeCall, PlannedFailure

TREE = [CAMPAIGN, ad_group_of(GOOGLE), creative_of(GOOGLE)]
WRITING = (FakeCall.CREATE_CAMPAIGN, FakeCall.CREATE_AD_GROUP, FakeCall.CREATE_AD, FakeCall.CHANGE)
FAILING = [(FakeCall.READ_CAMPAIGN, False), *((call, applied) for call in WRITING for applied in (False, True))]
RETRYABLE = [error for error in PLATFORM_ERRORS if error.retryable]
FINAL = [error for error in PLATFORM_ERRORS if not error.retryable and error is not NeedsConsentError]


async def push(world: World, context: CommandContext | None = None) -> None:
    await push_channel(world.connections, context or world.context(), CAMPAIGN, GOOGLE.account_id)


async def channel(world: World) -> Channel:
    return (await world.state(Campaign, CAMPAIGN)).channels[GOOGLE.account_id]


def google(world: World) -> FakeAdPlatform:
    return world.campaigns[Platform.GOOGLE_ADS]


def fails(world: World, error: type[PlatformError], call: FakeCall, *, applied: bool = False) -> None:
    failure = error("It failed.", platform=Platform.GOOGLE_ADS, code="c")
    google(world).fail_next(PlannedFailure(call=call, error=failure, applied=applied))


async def test_a_launch_makes_the_tree_and_is_confirmed(world: World) -> None:
    await world.launched()
    await push(world)
    assert google(world).creations == TREE
    assert (await channel(world)).settled
    assert (await world.state(Campaign, CAMPAIGN)).status is CampaignStatus.ACTIVE


async def test_a_platforms_answer_is_recorded_as_its_own(world: World) -> None:
    await world.launched()
    await push(world)
    recorded = (await world.ledger.load(world.organization, CAMPAIGN))[-1]
    assert (recorded.actor.kind, recorded.actor.id) == (ActorKind.PLATFORM, "google-ads")


async def test_a_settled_channel_is_left_alone(world: World) -> None:
    await world.launched()
    await push(world)
    fails(world, PlatformBugError, FakeCall.READ_CAMPAIGN)
    await push(world)
    assert google(world).creations == TREE


async def test_a_draft_is_not_pushed(world: World) -> None:
    await world.account()
    await world.told(Campaign, CAMPAIGN, a_ready_draft())
    await push(world)
    assert google(world).creations == []


async def test_a_channel_that_is_not_there_is_not_pushed(world: World) -> None:
    await world.launched()
    await push_channel(world.connections, world.context(), CAMPAIGN, META.account_id)
    assert (await world.topics(CAMPAIGN))[-1] == "launch_requested"
    assert google(world).creations == []


async def test_a_change_is_sent_and_nothing_is_made_twice(world: World) -> None:
    await world.launched()
    await push(world)
    await world.decided(Campaign, CAMPAIGN, lambda c: c.change_budget(Money.of("120", "USD"), TODAY))
    await push(world)
    assert google(world).creations == TREE
    confirmed = (await channel(world)).confirmed
    assert confirmed is not None
    assert str(confirmed.budget) == "120.00 USD a day"


async def test_a_campaign_that_ended_before_it_was_made_is_never_made(world: World) -> None:
    await world.launched()
    await world.decided(Campaign, CAMPAIGN, Campaign.archive)
    await push(world)
    confirmed = (await channel(world)).confirmed
    assert confirmed is not None
    assert confirmed.external_campaign_id is None
    assert google(world).creations == []


@pytest.mark.parametrize(("call", "applied"), FAILING)
@pytest.mark.parametrize("error", RETRYABLE)
async def test_a_call_that_fails_anywhere_ends_with_one_tree(
    world: World, error: type[PlatformError], call: FakeCall, *, applied: bool
) -> None:
    await world.launched()
    context = world.context()
    fails(world, error, call, applied=applied)
    with pytest.raises(error):
        await push(world, context)
    await push(world, context)
    assert google(world).creations == TREE
    assert (await channel(world)).settled


@pytest.mark.parametrize("line", range(1, 13))
async def test_a_process_that_dies_at_any_line_ends_with_one_tree(line: int) -> None:
    mortality = Mortality()
    world = World(ledger=DyingLedger(mortality))
    await world.launched()
    context, connections = world.context(), world.connections
    access = connections.platforms[Platform.GOOGLE_ADS]
    dying = PlatformAccess(consent=access.consent, campaigns=DyingPlatform(access.campaigns, mortality))
    connections = replace(connections, platforms={Platform.GOOGLE_ADS: dying})
    mortality.at = mortality.crossed + line
    with pytest.raises(DiedError):
        await push_channel(connections, context, CAMPAIGN, GOOGLE.account_id)
    await push_channel(connections, context, CAMPAIGN, GOOGLE.account_id)
    assert google(world).creations == TREE
    assert (await channel(world)).settled
    assert (await world.topics(CAMPAIGN)).count("channel_confirmed") == 1


async def test_two_pushes_at_once_confirm_once(world: World) -> None:
    await world.launched()
    world.ledger.meanwhile(lambda: push(world))
    await push(world)
    assert google(world).creations == TREE
    assert (await world.topics(CAMPAIGN)).count("channel_confirmed") == 1


@pytest.mark.parametrize("error", FINAL)
async def test_an_error_that_no_repeat_mends_is_recorded_and_over(world: World, error: type[PlatformError]) -> None:
    await world.launched()
    fails(world, error, FakeCall.CREATE_CAMPAIGN)
    await push(world)
    problem = (await channel(world)).problem
    assert problem is not None
    assert (problem.kind, problem.advice) == (error.kind, error.default_advice)


async def test_an_error_that_a_repeat_may_mend_is_recorded_and_raised(world: World) -> None:
    await world.launched()
    fails(world, RateLimitedError, FakeCall.CREATE_CAMPAIGN)
    with pytest.raises(RateLimitedError):
        await push(world)
    problem = (await channel(world)).problem
    assert problem is not None
    assert problem.kind is ProblemKind.RATE_LIMITED


async def test_a_failure_is_recorded_whatever_happens_meanwhile(world: World) -> None:
    await world.launched(GOOGLE, META)
    fails(world, PlatformBugError, FakeCall.CREATE_CAMPAIGN)
    world.ledger.meanwhile(
        lambda: world.decided(Campaign, CAMPAIGN, lambda c: c.pause_channel(META.account_id, "By hand."))
    )
    await push(world)
    assert (await world.topics(CAMPAIGN))[-2:] == ["channel_paused", "channel_rejected"]


async def test_the_same_failure_again_is_no_further_fact(world: World) -> None:
    await world.launched()
    for _ in range(3):
        fails(world, AmbiguousOutcomeError, FakeCall.READ_CAMPAIGN)
        with pytest.raises(AmbiguousOutcomeError):
            await push(world)
    assert (await world.topics(CAMPAIGN)).count("channel_rejected") == 1


async def test_a_dead_token_that_cannot_be_renewed_needs_a_person(world: World) -> None:
    await world.launched()
    account = await world.state(AdAccount, GOOGLE.account_id)
    assert account.credential_id is not None
    credential = await world.vault.get(world.organization, account.credential_id)
    assert credential is not None
    await world.consents[Platform.GOOGLE_ADS].revoke(credential)
    await push(world)
    problem = (await channel(world)).problem
    assert problem is not None
    assert problem.kind is ProblemKind.NEEDS_CONSENT
    assert (await world.topics(GOOGLE.account_id))[-1] == "consent_lost"


async def test_a_disconnected_account_is_not_pushed_to(world: World) -> None:
    await world.launched()
    await world.decided(AdAccount, GOOGLE.account_id, lambda a: a.disconnect("Asked to."))
    with pytest.raises(AccountDisconnectedError):
        await push(world)
    assert google(world).creations == []


async def test_a_campaign_that_was_removed_on_the_platform_is_reported(world: World) -> None:
    await world.launched()
    await push(world)
    confirmed = (await channel(world)).confirmed
    assert confirmed is not None
    google(world).remove(str(confirmed.external_campaign_id))
    await world.decided(Campaign, CAMPAIGN, lambda c: c.pause("Enough."))
    await push(world)
    problem = (await channel(world)).problem
    assert problem is not None
    assert problem.kind is ProblemKind.NOT_FOUND


class Forgetful(FakeAdPlatform):
    """Acknowledges everything and shows nothing of it."""

    async def find_channel(self, *_: object) -> None:
        """Nothing."""


async def test_a_platform_that_shows_nothing_of_what_it_took_is_not_believed(world: World) -> None:
    world.campaigns[Platform.GOOGLE_ADS] = Forgetful(Platform.GOOGLE_ADS)
    await world.launched()
    await push(world)
    problem = (await channel(world)).problem
    assert problem is not None
    assert problem.kind is ProblemKind.BUG
    assert google(world).changes == [CreateCampaign()] * 4


async def test_a_revised_creative_replaces_its_ad(world: World) -> None:
    await world.launched()
    await push(world)
    revised = replace(creative(), call_to_action="SHOP_NOW")
    await world.decided(
        Campaign, CAMPAIGN, lambda c: c.revise_creative(ad_group_of(GOOGLE), creative_of(GOOGLE), revised)
    )
    await push(world)
    confirmed = (await channel(world)).confirmed
    assert confirmed is not None
    assert {f"{creative_of(GOOGLE)}@1", f"{creative_of(GOOGLE)}@2"} <= confirmed.children.keys()
