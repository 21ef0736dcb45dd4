from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.rules.rule import Rule, RuleStatus
from projections.rules.queries import active_rules, activity, list_rules, rule
from tests.projections.running import catch_up
from tests.projections.stories import TODAY, Story, observation

DEAR = observation(TODAY, "ext-1", spend="9").metrics
DAYS = {TODAY - timedelta(days=back): DEAR for back in (1, 2)}


async def test_a_rule_is_shown_as_it_was_defined(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    campaign_id = await story.launches(await story.connects())
    rule_id = await story.rules(campaign_id)
    await catch_up(conninfo)
    async with engine.connect() as connection:
        shown = await rule(connection, story.organization, rule_id)
        listed = await list_rules(connection, story.organization, campaign_id=campaign_id)
    assert shown is not None
    assert (shown.status, str(shown.definition.condition)) == (RuleStatus.ACTIVE, "CPA above 1.5 for 2 days in a row")
    assert listed == [shown]


async def test_what_a_rule_did_is_kept_with_every_figure_that_it_saw(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    rule_id = await story.rules(await story.launches(await story.connects()))
    await story.evaluates(rule_id, {})
    await story.evaluates(rule_id, DAYS)
    await catch_up(conninfo)
    async with engine.connect() as connection:
        fired, held = await activity(connection, story.organization, rule_id)
        assert await activity(connection, story.organization, rule_id, before=fired.position) == [held]
    assert (fired.outcome, fired.action, {r.day: r.metrics for r in fired.readings}) == ("triggered", "pause", DAYS)
    assert (held.outcome, held.reason) == ("held_back", "No figures that can be judged for 2026-10-31, 2026-11-01.")


async def test_the_scheduler_sees_the_active_rules_of_everybody(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    other = Story(ledger=story.ledger)
    ours = await story.rules(await story.launches(await story.connects()))
    theirs = await other.rules(await other.launches(await other.connects()))
    paused = await story.rules(await story.launches(await story.connects("g-2")))
    await story.goes_on(Rule, paused, Rule.pause)
    await catch_up(conninfo)
    async with engine.connect() as connection:
        active = {(row.organization, row.rule_id) for row in await active_rules(connection)}
    assert active == {(story.organization, ours), (other.organization, theirs)}
