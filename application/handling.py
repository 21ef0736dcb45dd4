"""The one way from a command to facts: load, one verb, append."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from application.context import CommandContext
from application.errors import NotFoundError, PreconditionFailedError, VersionConflictError
from application.known_states import Known
from application.ports import Ledger, Receipt
from application.snapshots.checking import checked
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
    return (await _Stream(ledger, organization, aggregate, stream_id).up_to_date()).state


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
    return await _Stream(ledger, context.organization, aggregate, stream_id).append(context, None, facts)


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
    stream = _Stream(ledger, context.organization, aggregate, stream_id)
    for attempt in range(_ATTEMPTS_OF_COMMUTING if commutes else 1):
        try:
            return await _change_once(stream, context, decide)
        except VersionConflictError:
            if not commutes or attempt + 1 == _ATTEMPTS_OF_COMMUTING:
                raise
    raise VersionConflictError


async def _change_once(
    stream: "_Stream[State]", context: CommandContext, decide: Callable[[State], Sequence[Fact]]
) -> Receipt:
    if (old := stream.last_seen()) is not None:
        with suppress(Refusal, PreconditionFailedError, VersionConflictError):
            if facts := _decided(context, old, decide):
                return await stream.append(context, old, facts)
    known = await stream.up_to_date()
    try:
        facts = _decided(context, known, decide)
    except (Refusal, PreconditionFailedError):
        answered = await stream.ledger.answer(context)
        if answered is None:
            raise
        return answered
    if not facts and not context.keyed:
        return Receipt(stream_id=stream.stream_id, version=known.version, position=known.position)
    return await stream.append(context, known, facts)


def _decided(context: CommandContext, known: Known[State], decide: Callable[[State], Sequence[Fact]]) -> Sequence[Fact]:
    if context.expected_version not in (None, known.version):
        message = f"It is at version {known.version}, not {context.expected_version}. Read it again and decide again."
        raise PreconditionFailedError(message)
    return decide(known.state)


@dataclass(frozen=True, slots=True)
class _Stream(Generic[State]):
    """One aggregate's stream, as this process knows it."""

    ledger: Ledger
    organization: OrganizationId
    aggregate: AggregateType[State]
    stream_id: UUID

    def last_seen(self) -> Known[State] | None:
        """What this process last saw of it, which may be old."""
        return self.ledger.states.get(self.organization, self.aggregate.stream_type, self.stream_id)

    async def up_to_date(self) -> Known[State]:
        """What was seen before, and the facts since. Raises `NotFoundError`."""
        if (known := self.last_seen()) is None:
            return await self._from_the_ledger()
        tail = await self.ledger.facts_since(self.organization, self.stream_id, known.version)
        return self._after(known, tail.facts, tail.position)

    async def _from_the_ledger(self) -> Known[State]:
        kind = self.aggregate.stream_type
        tail = await self.ledger.snapshots.newest(self.organization, kind, self.stream_id)
        if tail.stream_type != kind:
            raise NotFoundError(f"There is no {kind.replace('_', ' ')} {self.stream_id} in this organization.")
        known = tail.snapshot
        if known is not None and tail.doubtful:
            known = await checked(self.ledger, self.organization, self.aggregate, self.stream_id, known)
        return self._after(known, tail.facts, tail.position)

    async def append(self, context: CommandContext, known: Known[State] | None, facts: Sequence[Fact]) -> Receipt:
        """Record facts behind what is known; None: they begin the stream."""
        receipt = await self.ledger.append(
            context,
            stream_type=self.aggregate.stream_type,
            stream_id=self.stream_id,
            expected_version=0 if known is None else known.version,
            facts=facts,
        )
        if not receipt.replayed:
            self._after(known, facts, receipt.position)
        return receipt

    def _after(self, known: Known[State] | None, facts: Sequence[Fact], position: int) -> Known[State]:
        state, version = (None, 0) if known is None else (known.state, known.version)
        for fact in facts:
            state = self.aggregate.evolve(state, fact)
        if state is None:
            raise NotFoundError(f"There is nothing in the stream {self.stream_id}.")
        now = Known(
            state=state, version=version + len(facts), position=known.position if known and not facts else position
        )
        self.ledger.states.put(self.organization, self.aggregate.stream_type, self.stream_id, now)
        return now
