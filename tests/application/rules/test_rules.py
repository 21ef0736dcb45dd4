from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from application.context import CommandContext
from application.errors import NotFoundError
from application.rules.commands import (
    DefineRule,
    ReviseRule,
    act_on_rule,
    activate_rule,
    define_rule,
    evaluate_rule,
    pause_rule,
    revise_rule,
)
from domain.campaigns.campaign import Campaign
from domain.campaigns.errors import CampaignEndedError, ChannelNotFoundError
from domain.errors import InvalidInputError
from domain.rules.actions import Resume
from domain.rules.errors import RuleNotActiveError
from domain.rules.rule import Rule, RuleDefinition
from domain.shared.facts import ActorKind, Fact
from domain.shared.ids import AdAccountId, CampaignId, RuleId
from domain.shared.metrics import Metrics
from tests.application.world import World
from tests.builders import (
    CAMPAIGN,
    GOOGLE,
    META,
    NOW,
    TIKTOK,
    TODAY,
    a_definition,
    a_draft,
    a_running_campaign,
    an_observed_campaign,
    figures,
)
from tests.fakes.rules import FakeDailyFigures

DEAR, CHEAP = figures(spend="30"), figures(spend="10")
WHOLE = replace(a_definition(), scope=replace(a_definition().scope, account_id=None))


@pytest.fixture
def seen() -> FakeDailyFigures:
    return FakeDailyFigures()


async def defined(
    world: World, definition: RuleDefinition | None = None, campaign: Sequence[Fact] = (), *, active: bool = True
) -> RuleId:
    """An active rule on a running campaign on Google and Meta."""
    await world.told(Campaign, CAMPAIGN, campaign or a_running_campaign(GOOGLE, META))
    context = world.context()
    receipt = await define_rule(world.ledger, context, DefineRule(definition=definition or a_definition()))
    rule_id = RuleId(receipt.stream_id)
    if active:
        await activate_rule(world.ledger, world.context(), rule_id)
    return rule_id


def happened(world: World, seen: FakeDailyFigures, *days: Metrics, account: AdAccountId = GOOGLE.account_id) -> None:
    """Let the last days have figures, oldest first."""
    by_day = {TODAY - timedelta(days=len(days) - index): metrics for index, metrics in enumerate(days)}
    seen.happened(world.organization, CAMPAIGN, account, by_day)


async def look(world: World, seen: FakeDailyFigures, rule_id: RuleId, now: datetime = NOW) -> None:
    await evaluate_rule(world.ledger, seen, world.context(now=now), rule_id)


async def act(world: World, rule_id: RuleId) -> CommandContext:
    """Do what the last fact of the rule asks for, as a reaction does."""
    cause = (await world.ledger.load(world.organization, rule_id))[-1].fact_id
    context = world.context(causation_id=cause)
    await act_on_rule(world.ledger, context, rule_id)
    return context


async def test_a_rule_that_fires_pauses_its_channel(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    await act(world, rule_id)
    assert (await world.facts(CAMPAIGN))[-1] == Campaign.ChannelPaused(
        account_id=GOOGLE.account_id, reason="Rule 'Too dear': CPA above 20 for 3 days in a row."
    )


async def test_what_a_rule_does_is_the_rules_own_act(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    await act(world, rule_id)
    for stream in (rule_id, CAMPAIGN):
        actor = (await world.ledger.load(world.organization, stream))[-1].actor
        assert (actor.kind, actor.id) == (ActorKind.RULE, str(rule_id))


async def test_a_rule_on_a_whole_campaign_adds_its_channels_up(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world, WHOLE)
    happened(world, seen, CHEAP, CHEAP, CHEAP)
    happened(world, seen, DEAR, DEAR, replace(DEAR, spend_micros=31_000_000), account=META.account_id)
    await look(world, seen, rule_id)
    assert (await world.topics(rule_id))[-1] == "activated"


async def test_a_rule_on_a_whole_campaign_pauses_all_of_it(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world, WHOLE)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    await act(world, rule_id)
    assert (await world.topics(CAMPAIGN))[-1] == "paused"


async def test_a_rule_acts_once_for_the_same_figures(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    for _ in range(3):
        await look(world, seen, rule_id)
    assert (await world.topics(rule_id)).count("triggered") == 1


async def test_two_looks_at_once_trigger_once(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    context = await act(world, rule_id)
    await act_on_rule(world.ledger, context, rule_id)
    assert (await world.topics(CAMPAIGN)).count("channel_paused") == 1


async def test_a_look_that_changes_nothing_leaves_no_fact(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, CHEAP, DEAR)
    await look(world, seen, rule_id)
    assert await world.topics(rule_id) == ["defined", "activated"]


async def test_missing_figures_hold_a_rule_back(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR)
    await look(world, seen, rule_id)
    assert (await world.topics(rule_id))[-1] == "held_back"


async def test_what_is_paused_already_holds_a_rule_back(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    await world.decided(Campaign, CAMPAIGN, lambda c: c.pause_channel(GOOGLE.account_id, "By hand."))
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    assert (await world.topics(rule_id))[-1] == "held_back"


async def test_a_rule_resumes_what_was_paused(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world, a_definition(action=Resume()))
    await world.decided(Campaign, CAMPAIGN, lambda c: c.pause_channel(GOOGLE.account_id, "By hand."))
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    await act(world, rule_id)
    assert (await world.topics(CAMPAIGN))[-1] == "channel_resumed"


@pytest.mark.parametrize("definition", [a_definition(action=Resume()), replace(WHOLE, action=Resume())])
async def test_what_runs_holds_a_resuming_rule_back(
    world: World, seen: FakeDailyFigures, definition: RuleDefinition
) -> None:
    rule_id = await defined(world, definition)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    assert (await world.topics(rule_id))[-1] == "held_back"


async def test_the_last_whole_days_are_those_of_the_account(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id, NOW.replace(hour=22, minute=59))
    assert (await world.topics(rule_id))[-1] == "triggered"


async def test_a_day_that_is_not_over_in_the_account_is_not_looked_at(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id, NOW.replace(hour=23, minute=1))
    assert (await world.topics(rule_id))[-1] == "held_back"


async def test_a_rule_that_is_not_active_is_not_looked_at(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    await pause_rule(world.ledger, world.context(), rule_id)
    with pytest.raises(RuleNotActiveError):
        await look(world, seen, rule_id)


async def test_a_rule_on_a_channel_that_was_taken_out_cannot_be_judged(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world, campaign=a_draft(GOOGLE, META))
    await world.decided(Campaign, CAMPAIGN, lambda c: c.remove_channel(GOOGLE.account_id))
    with pytest.raises(ChannelNotFoundError):
        await look(world, seen, rule_id)


async def test_a_rule_that_fired_at_a_campaign_that_ended_is_refused(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    await world.decided(Campaign, CAMPAIGN, Campaign.complete)
    with pytest.raises(CampaignEndedError):
        await act(world, rule_id)


async def test_a_pause_by_rule_commutes_with_what_happens_meanwhile(world: World, seen: FakeDailyFigures) -> None:
    rule_id = await defined(world)
    happened(world, seen, DEAR, DEAR, DEAR)
    await look(world, seen, rule_id)
    world.ledger.meanwhile(
        lambda: world.decided(Campaign, CAMPAIGN, lambda c: c.pause_channel(META.account_id, "By hand."))
    )
    await act(world, rule_id)
    assert (await world.topics(CAMPAIGN))[-2:] == ["channel_paused", "channel_paused"]


async def test_a_fact_that_did_not_trigger_asks_for_nothing(world: World) -> None:
    rule_id = await defined(world)
    with pytest.raises(NotFoundError, match="no triggered rule"):
        await act(world, rule_id)


async def test_a_rule_needs_a_campaign_that_is_there(world: World) -> None:
    with pytest.raises(NotFoundError):
        await define_rule(world.ledger, world.context(), DefineRule(definition=a_definition()))


async def test_a_rule_on_an_imported_campaign_is_refused(world: World) -> None:
    with pytest.raises(InvalidInputError, match=r"^scope\.campaign_id: .*only imported"):
        await defined(world, campaign=an_observed_campaign())


async def test_a_rule_on_a_channel_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(InvalidInputError, match=r"^scope\.account_id: "):
        await defined(world, a_definition(account_id=TIKTOK.account_id))


async def test_a_revision_is_held_to_the_same_scope(world: World) -> None:
    rule_id = await defined(world)
    stray = a_definition(campaign_id=CampaignId(rule_id))
    with pytest.raises(NotFoundError):
        await revise_rule(world.ledger, world.context(), ReviseRule(rule_id=rule_id, definition=stray))
    await revise_rule(world.ledger, world.context(), ReviseRule(rule_id=rule_id, definition=WHOLE))
    assert (await world.state(Rule, rule_id)).definition == WHOLE


async def test_a_repeated_definition_gets_its_first_answer_whatever_became_of_the_campaign(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft(GOOGLE, META))
    context, command = world.context(keyed=True), DefineRule(definition=a_definition())
    first = await define_rule(world.ledger, context, command)
    await world.decided(Campaign, CAMPAIGN, lambda c: c.remove_channel(GOOGLE.account_id))
    again = await define_rule(world.ledger, context, command)
    assert (again.stream_id, again.version, again.replayed) == (first.stream_id, 1, True)
