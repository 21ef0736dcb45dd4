"""Given facts, when a verb, then facts, nothing or a refusal: how a decision is tested."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic

from application.handling import AggregateType, State
from domain.errors import Refusal
from domain.shared.facts import Fact

Verb = Callable[[State], Sequence[Fact]]


def folded(aggregate: AggregateType[State], facts: Iterable[Fact]) -> State:
    """The state that facts lead to; there must be one at least."""
    state: State | None = None
    for fact in facts:
        state = aggregate.evolve(state, fact)
    assert state is not None
    return state


def after(aggregate: AggregateType[State], facts: Iterable[Fact], *verbs: Verb[State]) -> tuple[Fact, ...]:
    """The history once each of the verbs has been called, in turn, on the state that it left."""
    history = tuple(facts)
    for verb in verbs:
        history += tuple(verb(folded(aggregate, history)))
    return history


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verb came to."""

    facts: tuple[Fact, ...]
    refusal: Refusal | None

    def then(self, *expected: Fact) -> None:
        """It decided exactly these facts."""
        assert (self.facts, self.refusal) == (expected, None)

    def then_nothing(self) -> None:
        """It neither decided a fact nor refused."""
        self.then()

    def then_refused(self, kind: type[Refusal], *, field: str = "", says: str = "", fix: str = "") -> None:
        """It refused, for that reason; on that field, where one is named, in those words."""
        assert type(self.refusal) is kind, self
        if field:
            assert field in {violation.field for violation in self.refusal.violations}, self.refusal
        named = [violation for violation in self.refusal.violations if field in ("", violation.field)]
        assert says in " ".join(violation.message for violation in named), self.refusal
        assert fix in " ".join(violation.fix for violation in named), self.refusal


@dataclass(frozen=True, slots=True)
class Given(Generic[State]):
    """An aggregate with a history."""

    aggregate: AggregateType[State]
    history: tuple[Fact, ...]

    def when(self, verb: Verb[State]) -> Outcome:
        """Call a verb on the state."""
        state = folded(self.aggregate, self.history)
        return attempt(lambda: verb(state))


def given(aggregate: AggregateType[State], facts: Iterable[Fact]) -> Given[State]:
    """Begin a sentence with a history."""
    return Given(aggregate, tuple(facts))


def attempt(beginning: Callable[[], Sequence[Fact]]) -> Outcome:
    """Call a verb that begins a stream."""
    try:
        return Outcome(tuple(beginning()), None)
    except Refusal as refusal:
        return Outcome((), refusal)
