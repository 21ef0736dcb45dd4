"""The one way from a command to facts: load, one verb, append."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from application.context import CommandContext
from application.errors import NotFoundError, PreconditionFailedError, VersionConflictError
from application.ports import Ledger, Receipt
from domain.errors import Refusal
from domain.shared.facts import Fact, RecordedFact
from domain.shared.ids import OrganizationId

State = TypeVar("State")

_ATTEMPTS_OF_COMMUTING = 5


class AggregateType(Protocol[State]):
    """An aggregate's class, as far as handling it goes."""

    @property
    def stream_type(self) -> str:
        """The kind of stream that its facts stand in."""
        ...

    def evolve(self, state: State | None, fact: Fact) -> State:
        """The state after a fact."""
        ...


def fold(aggregate: AggregateType[State], history: Iterable[RecordedFact]) -> State | None:
    """The state that a history leads to; None for an empty one, and for one of another kind of stream."""
    state: State | None = None
    for recorded in history:
        if recorded.stream_type != aggregate.stream_type:
            return None
        state = aggregate.evolve(state, recorded.fact)
    return state


async def load(ledger: Ledger, organization: OrganizationId, aggregate: AggregateType[State], stream_id: UUID) -> State:
    """The present state of an aggregate. Raises `NotFoundError`."""
    state = fold(aggregate, await ledger.load(organization, stream_id))
    if state is None:
        raise NotFoundError(f"There is no {aggregate.stream_type.replace('_', ' ')} {stream_id} in this organization.")
    return state


async def first_answer(ledger: Ledger, context: CommandContext) -> Receipt | None:
    """What a command that may be repeated was answered before: a repeat is not held to what has changed since."""
    return await ledger.answer(context) if context.keyed else None


async def begin(
    ledger: Ledger,
    context: CommandContext,
    aggregate: AggregateType[State],
    stream_id: UUID,
    facts: Sequence[Fact],
) -> Receipt:
    """Record the first facts of a new stream."""
    return await ledger.append(
        context, stream_type=aggregate.stream_type, stream_id=stream_id, expected_version=0, facts=facts
    )


async def change(
    ledger: Ledger,
    context: CommandContext,
    aggregate: AggregateType[State],
    stream_id: UUID,
    decide: Callable[[State], Sequence[Fact]],
    *,
    commutes: bool = False,
) -> Receipt:
    """Load an aggregate, let it decide, and record what follows.

    A command that commutes is decided again on fresh state after a conflict. A refusal of a command that
    was carried out before gets the first answer instead.
    """
    for attempt in range(_ATTEMPTS_OF_COMMUTING if commutes else 1):
        try:
            return await _change_once(ledger, context, aggregate, stream_id, decide)
        except VersionConflictError:
            if not commutes or attempt + 1 == _ATTEMPTS_OF_COMMUTING:
                raise
    raise VersionConflictError


async def _change_once(
    ledger: Ledger,
    context: CommandContext,
    aggregate: AggregateType[State],
    stream_id: UUID,
    decide: Callable[[State], Sequence[Fact]],
) -> Receipt:
    history = await ledger.load(context.organization, stream_id)
    state = fold(aggregate, history)
    if state is None:
        raise NotFoundError(f"There is no {aggregate.stream_type.replace('_', ' ')} {stream_id} in this organization.")
    try:
        _must_be_at(context.expected_version, len(history))
        facts = decide(state)
    except (Refusal, PreconditionFailedError):
        answered = await ledger.answer(context)
        if answered is None:
            raise
        return answered
    if not facts and not context.keyed:
        return Receipt(stream_id=stream_id, version=len(history), position=history[-1].position)
    return await ledger.append(
        context, stream_type=aggregate.stream_type, stream_id=stream_id, expected_version=len(history), facts=facts
    )


def _must_be_at(expected: int | None, present: int) -> None:
    if expected not in (None, present):
        raise PreconditionFailedError(f"It is at version {present}, not {expected}. Read it again and decide again.")
