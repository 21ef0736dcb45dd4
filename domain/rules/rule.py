"""The rule: its facts, its state, its verbs. A look that changes nothing leaves no fact.

What fires is recorded with every number that was seen, so that anyone can check it later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from domain.errors import Violation, refuse_if_any
from domain.rules.actions import RuleAction
from domain.rules.conditions import Condition, DayReading, Truth, truth_in_a_row
from domain.rules.errors import RuleNotActiveError
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, CampaignId, RuleId

MOST_DAYS = 90
_LARGEST_THRESHOLD = Decimal(10) ** 12


class RuleStatus(StrEnum):
    """Whether the rule is looked at."""

    INACTIVE = "inactive"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleScope:
    """What a rule watches and acts on: a campaign, or one channel of it."""

    campaign_id: CampaignId
    account_id: AdAccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDefinition:
    """All that defines a rule."""

    name: str
    scope: RuleScope
    condition: Condition
    action: RuleAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule's state at `version`, folded from its facts. `acted_through` is the last day that it has acted on."""

    stream_type: ClassVar[str] = "rule"

    # --- facts ---

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Defined(Fact):
        """A rule was defined; it is not active yet."""

        topic: ClassVar[str] = "rule.defined"
        rule_id: RuleId
        definition: RuleDefinition

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Revised(Fact):
        """The rule says something else from now on."""

        topic: ClassVar[str] = "rule.revised"
        definition: RuleDefinition

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Activated(Fact):
        """The rule is looked at from now on."""

        topic: ClassVar[str] = "rule.activated"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Paused(Fact):
        """The rule is no longer looked at."""

        topic: ClassVar[str] = "rule.paused"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Triggered(Fact):
        """The condition held: the figures of each day, and the action that follows."""

        topic: ClassVar[str] = "rule.triggered"
        condition: Condition
        readings: tuple[DayReading, ...]
        scope: RuleScope
        action: RuleAction

    @dataclass(frozen=True, slots=True, kw_only=True)
    class HeldBack(Fact):
        """The condition could not be judged, or its action had nothing to do: and why."""

        topic: ClassVar[str] = "rule.held_back"
        condition: Condition
        readings: tuple[DayReading, ...]
        reason: str

    # --- state ---

    rule_id: RuleId
    version: int
    status: RuleStatus
    definition: RuleDefinition
    acted_through: date | None = None
    held_back_for: str = ""

    # --- verbs ---

    @staticmethod
    def define(*, rule_id: RuleId, definition: RuleDefinition) -> tuple[Fact, ...]:
        """Define a rule, not active yet."""
        refuse_if_any([*_what_is_wrong_with(definition)])
        return (Rule.Defined(rule_id=rule_id, definition=definition),)

    def revise(self, definition: RuleDefinition) -> tuple[Fact, ...]:
        """Let the rule say something else."""
        refuse_if_any([*_what_is_wrong_with(definition)])
        return () if definition == self.definition else (Rule.Revised(definition=definition),)

    def activate(self) -> tuple[Fact, ...]:
        """Have the rule looked at."""
        return () if self.status is RuleStatus.ACTIVE else (Rule.Activated(),)

    def pause(self) -> tuple[Fact, ...]:
        """Have the rule looked at no longer."""
        return () if self.status is RuleStatus.INACTIVE else (Rule.Paused(),)

    def evaluate(self, readings: tuple[DayReading, ...], *, already_there: bool) -> tuple[Fact, ...]:
        """Judge what was seen. `already_there`: the action would change nothing.

        A rule acts once for the figures up to a day; the same reason to hold back is said once in a row.
        """
        if self.status is not RuleStatus.ACTIVE:
            raise RuleNotActiveError
        through = readings[-1].day
        if self.acted_through is not None and through <= self.acted_through:
            return ()
        match truth_in_a_row(readings):
            case Truth.FALSE:
                return ()
            case Truth.UNKNOWN:
                days = ", ".join(str(r.day) for r in readings if r.truth is Truth.UNKNOWN)
                return self._hold_back(readings, f"No figures that can be judged for {days}.")
            case Truth.TRUE:
                if already_there:
                    return self._hold_back(readings, f"There is nothing to {self.definition.action.kind} any more.")
        return (
            Rule.Triggered(
                condition=self.definition.condition,
                readings=readings,
                scope=self.definition.scope,
                action=self.definition.action,
            ),
        )

    def _hold_back(self, readings: tuple[DayReading, ...], reason: str) -> tuple[Fact, ...]:
        if reason == self.held_back_for:
            return ()
        return (Rule.HeldBack(condition=self.definition.condition, readings=readings, reason=reason),)

    # --- facts become state ---

    @staticmethod
    def evolve(state: "Rule | None", fact: Fact) -> "Rule":
        """Apply a fact. No guard, no clock: the same facts always give the same state."""
        if state is None:
            if isinstance(fact, Rule.Defined):
                return Rule(rule_id=fact.rule_id, version=1, status=RuleStatus.INACTIVE, definition=fact.definition)
            raise TypeError(f"{fact!r} does not begin a rule")
        now = replace(state, version=state.version + 1)
        match fact:
            case Rule.Revised():
                return replace(now, definition=fact.definition, acted_through=None, held_back_for="")
            case Rule.Activated():
                return replace(now, status=RuleStatus.ACTIVE)
            case Rule.Paused():
                return replace(now, status=RuleStatus.INACTIVE)
            case Rule.Triggered():
                return replace(now, acted_through=fact.readings[-1].day, held_back_for="")
            case Rule.HeldBack():
                return replace(now, held_back_for=fact.reason)
        raise TypeError(f"{fact!r} is no fact of a rule that exists")


def _what_is_wrong_with(definition: RuleDefinition) -> Iterator[Violation]:
    condition = definition.condition
    if not definition.name.strip():
        yield Violation(field="name", message="A rule needs a name.", fix="Give it one that says what it does.")
    if not 1 <= condition.days <= MOST_DAYS:
        message = f"{condition.days} days cannot be watched."
        yield Violation(field="condition.days", message=message, fix=f"Use 1 to {MOST_DAYS} days.")
    if not condition.threshold.is_finite() or not 0 <= condition.threshold < _LARGEST_THRESHOLD:
        message = f"{condition.threshold!s:.40} is not a threshold."
        yield Violation(field="condition.threshold", message=message, fix="Use a number from 0 up to 999999999999.")
