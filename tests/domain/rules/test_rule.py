from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.errors import InvalidInputError
from domain.rules.actions import Resume
from domain.rules.errors import RuleNotActiveError
from domain.rules.rule import Rule, RuleStatus
from domain.shared.metrics import Metrics
from tests.builders import RULE, TODAY, a_condition, a_definition, a_rule, an_active_rule, figures, readings
from tests.given import Outcome, Verb, after, attempt, folded, given

DEAR, CHEAP, UNSEEN = figures(spend="30"), figures(spend="10"), None


def looking(*days: Metrics | None, there: bool = False, later: int = 0) -> Verb[Rule]:
    """A look at the last days, some days later than today."""
    seen = readings(*days, today=TODAY + timedelta(days=later))
    return lambda rule: rule.evaluate(seen, already_there=there)


def look(*days: Metrics | None, there: bool = False) -> Outcome:
    return given(Rule, an_active_rule()).when(looking(*days, there=there))


def test_a_rule_is_defined_before_it_is_active() -> None:
    assert a_rule() == (Rule.Defined(rule_id=RULE, definition=a_definition()),)
    assert folded(Rule, a_rule()).status is RuleStatus.INACTIVE


def test_a_rule_needs_a_name() -> None:
    attempt(lambda: a_rule(a_definition(name=" "))).then_refused(InvalidInputError, field="name")


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_rule_watches_1_to_90_days(days: int) -> None:
    defining = attempt(lambda: a_rule(a_definition(condition=a_condition(days=days))))
    defining.then_refused(InvalidInputError, field="condition.days", fix="1 to 90")


@pytest.mark.parametrize("days", [1, 90])
def test_the_fewest_and_the_most_days_are_taken(days: int) -> None:
    assert a_rule(a_definition(condition=a_condition(days=days)))


@pytest.mark.parametrize("threshold", ["-0.01", "1E+12", "NaN", "Infinity", "1E+999999"])
def test_a_threshold_is_a_number_that_can_be_reached(threshold: str) -> None:
    defining = attempt(lambda: a_rule(a_definition(condition=a_condition(threshold=threshold))))
    defining.then_refused(InvalidInputError, field="condition.threshold", fix="Use a number")


@pytest.mark.parametrize("threshold", ["0", "999999999999.999"])
def test_the_outermost_thresholds_are_taken(threshold: str) -> None:
    assert a_rule(a_definition(condition=a_condition(threshold=threshold)))


def test_a_revision_says_something_else() -> None:
    definition = a_definition(action=Resume())
    given(Rule, a_rule()).when(lambda r: r.revise(definition)).then(Rule.Revised(definition=definition))


def test_a_revision_that_says_the_same_leaves_no_fact() -> None:
    given(Rule, a_rule()).when(lambda r: r.revise(a_definition())).then_nothing()


def test_a_revision_is_held_to_the_same_rules() -> None:
    revising = given(Rule, a_rule()).when(lambda r: r.revise(a_definition(name="")))
    revising.then_refused(InvalidInputError, field="name")


def test_a_rule_is_activated_and_paused_once() -> None:
    given(Rule, a_rule()).when(Rule.activate).then(Rule.Activated())
    given(Rule, an_active_rule()).when(Rule.activate).then_nothing()
    given(Rule, an_active_rule()).when(Rule.pause).then(Rule.Paused())
    given(Rule, a_rule()).when(Rule.pause).then_nothing()


def test_an_inactive_rule_is_not_looked_at() -> None:
    given(Rule, a_rule()).when(looking(DEAR)).then_refused(RuleNotActiveError)


def test_a_condition_that_holds_triggers_with_every_number_seen() -> None:
    definition = a_definition()
    look(DEAR, DEAR, DEAR).then(
        Rule.Triggered(
            condition=definition.condition,
            readings=readings(DEAR, DEAR, DEAR),
            scope=definition.scope,
            action=definition.action,
        )
    )


def test_a_condition_that_does_not_hold_leaves_no_fact() -> None:
    look(DEAR, CHEAP, DEAR).then_nothing()


def test_a_day_that_cannot_be_judged_holds_back_and_says_which() -> None:
    held = look(DEAR, UNSEEN, DEAR).facts[0]
    assert isinstance(held, Rule.HeldBack)
    assert held.reason == "No figures that can be judged for 2026-10-31."


def test_a_false_day_outweighs_one_that_cannot_be_judged() -> None:
    look(CHEAP, UNSEEN, DEAR).then_nothing()


def test_an_action_that_would_change_nothing_is_held_back() -> None:
    held = look(DEAR, DEAR, DEAR, there=True).facts[0]
    assert isinstance(held, Rule.HeldBack)
    assert held.reason == "There is nothing to pause any more."


def test_the_same_reason_to_hold_back_is_said_once_in_a_row() -> None:
    history = after(Rule, an_active_rule(), looking(DEAR, DEAR, DEAR, there=True))
    given(Rule, history).when(looking(DEAR, DEAR, DEAR, there=True, later=1)).then_nothing()


def test_another_reason_to_hold_back_is_said() -> None:
    history = after(Rule, an_active_rule(), looking(DEAR, DEAR, DEAR, there=True))
    assert given(Rule, history).when(looking(DEAR, DEAR, UNSEEN, later=1)).facts


def test_a_rule_acts_once_for_the_figures_up_to_a_day() -> None:
    history = after(Rule, an_active_rule(), looking(DEAR, DEAR, DEAR))
    given(Rule, history).when(looking(DEAR, DEAR, DEAR)).then_nothing()
    assert given(Rule, history).when(looking(DEAR, DEAR, DEAR, later=1)).facts


def test_a_revised_rule_looks_at_the_same_days_anew() -> None:
    revised = replace(a_definition(), condition=a_condition(threshold="25"))
    history = after(Rule, an_active_rule(), looking(DEAR, DEAR, DEAR), lambda r: r.revise(revised))
    assert given(Rule, history).when(looking(DEAR, DEAR, DEAR)).facts


def test_a_rule_refuses_a_fact_that_is_none_of_its_own() -> None:
    with pytest.raises(TypeError, match="no fact of a rule that exists"):
        Rule.evolve(folded(Rule, a_rule()), a_rule()[0])
    with pytest.raises(TypeError, match="does not begin a rule"):
        Rule.evolve(None, Rule.Activated())


@pytest.mark.parametrize(
    ("days", "sentence"), [(1, "CPA above 20 for yesterday"), (3, "CPA above 20 for 3 days in a row")]
)
def test_a_condition_reads_as_a_sentence(days: int, sentence: str) -> None:
    assert str(a_condition(days=days)) == sentence


def test_a_threshold_reads_without_an_exponent() -> None:
    assert "1000000" in str(replace(a_condition(), threshold=Decimal("1E+6")))


def test_seen_days_are_the_whole_days_before_today() -> None:
    seen: Sequence[object] = [reading.day for reading in readings(DEAR, DEAR)]
    assert seen == [TODAY - timedelta(days=2), TODAY - timedelta(days=1)]
