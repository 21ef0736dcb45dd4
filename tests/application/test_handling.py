from functools import partial

import pytest

from application.errors import CommandReusedError, NotFoundError, PreconditionFailedError, VersionConflictError
from application.handling import begin, change, load
from domain.campaigns.campaign import Campaign
from domain.campaigns.errors import CampaignNotRunningError
from domain.rules.rule import Rule
from tests.application.world import OTHER_TENANT, World
from tests.builders import CAMPAIGN, RULE, TODAY, a_draft, a_rule, a_running_campaign
from tests.given import Verb

PAUSE: Verb[Campaign] = lambda c: c.pause("Enough.")  # noqa: E731 - a verb with its argument
RENAME: Verb[Campaign] = lambda c: c.revise(today=TODAY, name="Summer")  # noqa: E731 - the same


async def test_what_a_verb_decides_is_recorded(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign())
    receipt = await change(world.ledger, world.context(), Campaign, CAMPAIGN, PAUSE)
    assert (await world.facts(CAMPAIGN))[-1] == Campaign.Paused(reason="Enough.")
    assert (receipt.version, receipt.replayed) == (len(a_running_campaign()) + 1, False)


async def test_a_refusal_records_nothing(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    with pytest.raises(CampaignNotRunningError):
        await change(world.ledger, world.context(), Campaign, CAMPAIGN, PAUSE)
    assert await world.facts(CAMPAIGN) == [*a_draft()]


async def test_what_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="There is no campaign"):
        await change(world.ledger, world.context(), Campaign, CAMPAIGN, PAUSE)


async def test_what_is_another_organizations_is_not_found(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign())
    with pytest.raises(NotFoundError):
        await change(world.ledger, world.context(organization=OTHER_TENANT), Campaign, CAMPAIGN, PAUSE)


async def test_a_stream_of_another_kind_is_not_found(world: World) -> None:
    await world.told(Rule, RULE, a_rule())
    with pytest.raises(NotFoundError, match="There is no campaign"):
        await load(world.ledger, world.organization, Campaign, RULE)
    with pytest.raises(NotFoundError, match="There is no campaign"):
        await change(world.ledger, world.context(), Campaign, RULE, PAUSE)


async def test_a_change_is_meant_for_the_version_that_was_seen(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    with pytest.raises(PreconditionFailedError, match="It is at version 2, not 1"):
        await change(world.ledger, world.context(expected_version=1), Campaign, CAMPAIGN, RENAME)
    receipt = await change(world.ledger, world.context(expected_version=2), Campaign, CAMPAIGN, RENAME)
    assert receipt.version == 3


async def test_no_change_answers_with_what_is_there(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    receipt = await change(world.ledger, world.context(), Campaign, CAMPAIGN, lambda _: ())
    assert (receipt.version, receipt.position) == (2, 2)


async def test_a_repeat_gets_the_first_answer(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    context = world.context(keyed=True, fingerprint="f")
    first = await change(world.ledger, context, Campaign, CAMPAIGN, RENAME)
    await world.decided(Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name="Autumn"))
    again = await change(world.ledger, context, Campaign, CAMPAIGN, RENAME)
    assert (again.version, again.replayed) == (first.version, True)
    assert (await world.state(Campaign, CAMPAIGN)).name == "Autumn"


async def test_a_repeat_that_would_be_refused_by_now_gets_the_first_answer(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign())
    context = world.context(keyed=True, expected_version=len(a_running_campaign()))
    first = await change(world.ledger, context, Campaign, CAMPAIGN, PAUSE)
    await world.decided(Campaign, CAMPAIGN, Campaign.archive)
    again = await change(world.ledger, context, Campaign, CAMPAIGN, PAUSE)
    assert (again.version, again.replayed) == (first.version, True)


async def test_a_repeat_that_changed_nothing_gets_the_first_answer(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    context = world.context(keyed=True)
    first = await change(world.ledger, context, Campaign, CAMPAIGN, lambda _: ())
    await world.decided(Campaign, CAMPAIGN, RENAME)
    assert (await change(world.ledger, context, Campaign, CAMPAIGN, RENAME)).version == first.version


async def test_a_key_under_another_request_is_refused(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    context = world.context(keyed=True, fingerprint="one")
    await change(world.ledger, context, Campaign, CAMPAIGN, RENAME)
    other = world.context(keyed=True, fingerprint="other", command_id=context.command_id)
    with pytest.raises(CommandReusedError):
        await change(world.ledger, other, Campaign, CAMPAIGN, PAUSE)


async def test_a_command_that_does_not_commute_meets_a_conflict(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    world.ledger.meanwhile(lambda: world.decided(Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name="Autumn")))
    with pytest.raises(VersionConflictError):
        await change(world.ledger, world.context(), Campaign, CAMPAIGN, RENAME)


async def test_a_command_that_commutes_is_decided_again(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign())
    world.ledger.meanwhile(lambda: world.decided(Campaign, CAMPAIGN, PAUSE))
    await change(world.ledger, world.context(), Campaign, CAMPAIGN, PAUSE, commutes=True)
    assert (await world.topics(CAMPAIGN)).count("paused") == 1


async def test_a_command_that_commutes_gives_up_in_the_end(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    for number in range(10):
        world.ledger.meanwhile(partial(renamed, world, f"Name {number}"))
    with pytest.raises(VersionConflictError):
        await change(world.ledger, world.context(), Campaign, CAMPAIGN, RENAME, commutes=True)


async def renamed(world: World, name: str) -> None:
    await world.decided(Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name=name))


async def test_a_stream_begins_once(world: World) -> None:
    await begin(world.ledger, world.context(), Campaign, CAMPAIGN, a_draft())
    with pytest.raises(VersionConflictError):
        await begin(world.ledger, world.context(), Campaign, CAMPAIGN, a_draft())


async def test_a_decision_on_what_was_seen_before_reads_nothing(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    await change(world.ledger, world.context(), Campaign, CAMPAIGN, RENAME)
    world.ledger.forbid_reading()
    receipt = await change(world.ledger, world.context(), Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name="B"))
    assert receipt.version == len(a_draft()) + 2


async def test_a_refusal_by_what_was_seen_before_is_decided_again_on_fresh_facts(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_running_campaign())
    await change(world.ledger, world.context(), Campaign, CAMPAIGN, PAUSE)
    elsewhere = World(ledger=world.ledger.in_another_process())
    await change(elsewhere.ledger, world.context(), Campaign, CAMPAIGN, Campaign.resume)
    receipt = await change(world.ledger, world.context(), Campaign, CAMPAIGN, PAUSE)
    assert receipt.version == len(a_running_campaign()) + 3


async def test_a_decision_on_what_has_become_old_is_made_again(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, a_draft())
    await change(world.ledger, world.context(), Campaign, CAMPAIGN, RENAME)
    elsewhere = World(ledger=world.ledger.in_another_process())
    await change(elsewhere.ledger, world.context(), Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name="Theirs"))
    await change(world.ledger, world.context(), Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name="Ours"))
    names = [fact.name for fact in await world.facts(CAMPAIGN) if isinstance(fact, Campaign.Renamed)]
    assert names == ["Summer", "Theirs", "Ours"]
