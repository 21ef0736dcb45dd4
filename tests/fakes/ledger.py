"""The ledger in memory, with what hangs on it. It passes the same contract suite as the one in Postgres."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from application.context import CommandContext
from application.errors import CommandReusedError, VersionConflictError
from application.ids import uuid7
from application.known_states import KnownStates
from application.ports import ObservationBatch, Receipt, StreamFacts, Tail
from domain.errors import StateForbidsError, Violation
from domain.performance.observation import Grain, Observation, ObservationKey, summary
from domain.shared.facts import Fact, RecordedFact
from domain.shared.ids import AdAccountId, FactId, OrganizationId
from tests.fakes.snapshots import FakeSnapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    fingerprint: str
    receipt: Receipt


class FakeLedger:
    """Facts in the order of their positions; `batches` are the observations that came with some of them."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.facts: list[RecordedFact] = []
        self.batches: list[tuple[OrganizationId, ObservationBatch]] = []
        self.states = KnownStates()
        self.snapshots = FakeSnapshots(lambda: self.facts, self.facts_since)
        self._clock = clock
        self._answers: dict[tuple[OrganizationId, UUID], _Answered] = {}
        self._meanwhile: deque[Callable[[], Awaitable[object]]] = deque()
        self._readable = True

    def meanwhile(self, happening: Callable[[], Awaitable[object]]) -> None:
        """Let something happen between the next append's decision and its arrival."""
        self._meanwhile.append(happening)

    async def load(
        self, organization: OrganizationId, stream_id: UUID, *, until: datetime | None = None
    ) -> Sequence[RecordedFact]:
        """All facts of a stream in order, or those recorded at or before `until`."""
        own = (fact for fact in self.facts if (fact.organization, fact.stream_id) == (organization, stream_id))
        return [fact for fact in own if until is None or fact.recorded_at <= until]

    def in_another_process(self) -> "FakeLedger":
        """The same ledger as another process sees it, which has seen none of its aggregates yet."""
        other = copy(self)
        other.states = KnownStates()
        return other

    def forbid_reading(self) -> None:
        """Fail whoever reads a stream from now on."""
        self._readable = False

    async def facts_since(self, organization: OrganizationId, stream_id: UUID, version: int) -> Tail:
        """The facts of a stream after a version, for folding."""
        assert self._readable, "the stream was read"
        history = await self.load(organization, stream_id)
        return Tail(
            stream_type=history[0].stream_type if history else "",
            facts=[recorded.fact for recorded in history[version:]],
            position=history[-1].position if history[version:] else 0,
        )

    async def append(
        self,
        context: CommandContext,
        *,
        stream_type: str,
        stream_id: UUID,
        expected_version: int,
        facts: Sequence[Fact],
        also: Sequence[StreamFacts] = (),
        observations: ObservationBatch | None = None,
    ) -> Receipt:
        """Record the facts of a command, all or none."""
        if self._meanwhile:
            happening = self._meanwhile.popleft()
            later, self._meanwhile = self._meanwhile, deque()
            await happening()
            self._meanwhile = later
        first_answer = await self.answer(context)
        if first_answer is not None:
            return first_answer
        parts = [
            StreamFacts(stream_type=stream_type, stream_id=stream_id, expected_version=expected_version, facts=facts),
            *also,
        ]
        for part in parts:
            self._refuse_unless_current(context.organization, part)
        for part in parts:
            self._record(context, part)
        streams = {part.stream_id for part in parts}
        touched = [recorded for recorded in self.facts if recorded.stream_id in streams]
        if observations is not None:
            self.batches.append((context.organization, observations))
        receipt = Receipt(
            stream_id=stream_id,
            version=expected_version + len(facts),
            position=touched[-1].position if touched else 0,
        )
        self._answers[context.organization, context.command_id] = _Answered(
            fingerprint=context.fingerprint, receipt=receipt
        )
        return receipt

    async def answer(self, context: CommandContext) -> Receipt | None:
        """The first answer to the context's command id, if it has one."""
        answered = self._answers.get((context.organization, context.command_id))
        if answered is None:
            return None
        if answered.fingerprint != context.fingerprint:
            raise CommandReusedError
        return replace(answered.receipt, replayed=True)

    def _refuse_unless_current(self, organization: OrganizationId, part: StreamFacts) -> None:
        stream = [recorded for recorded in self.facts if recorded.stream_id == part.stream_id]
        if len(stream) != part.expected_version or any(
            (recorded.organization, recorded.stream_type) != (organization, part.stream_type) for recorded in stream
        ):
            raise VersionConflictError

    def _record(self, context: CommandContext, part: StreamFacts) -> None:
        now, position = self._clock(), len(self.facts)
        self.facts += [
            RecordedFact(
                fact=fact,
                fact_id=FactId(uuid7()),
                organization=context.organization,
                stream_id=part.stream_id,
                stream_type=part.stream_type,
                version=part.expected_version + number,
                position=position + number,
                actor=context.actor,
                correlation_id=context.correlation_id,
                causation_id=context.causation_id,
                command_id=context.command_id,
                trace=context.trace,
                occurred_at=context.now,
                recorded_at=now,
            )
            for number, fact in enumerate(part.facts, start=1)
        ]


class FakeObservationStore:
    """The observations that came into a fake ledger."""

    def __init__(self, ledger: FakeLedger) -> None:
        self._ledger = ledger
        self._detached: set[date] = set()

    def detach(self, month: date) -> None:
        """Let a month's observations be out of reach."""
        self._detached.add(month)

    async def must_be_attached(self, months: Collection[date]) -> None:
        """Refuse months that are detached."""
        if detached := sorted(self._detached & {*months}):
            raise StateForbidsError(
                *[Violation(field="day", message=f"{month:%Y-%m} is detached.", fix="Attach it.") for month in detached]
            )

    async def prepare(self, month: date) -> None:
        """Refuse a month that is detached."""
        await self.must_be_attached([month])

    @asynccontextmanager
    async def staged(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, rows: Sequence[Observation]
    ) -> AsyncIterator["FakeStagedObservations"]:
        """Rows, reduced to what differs from what is known."""
        known = await self.latest(organization, account_id, grain, date.min, date.max)
        yield FakeStagedObservations(
            self._ledger, account_id, grain, [row for row in rows if known.get(row.key) != row]
        )

    async def latest(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, since: date, until: date
    ) -> Mapping[ObservationKey, Observation]:
        """The latest observation of each key in a window."""
        return {
            row.key: row
            for owner, batch in self._ledger.batches
            for row in batch.rows
            if (owner, batch.account_id, batch.grain) == (organization, account_id, grain)
            and since <= row.key.day <= until
        }


class FakeStagedObservations:
    """Rows that differ from what is known."""

    def __init__(
        self, ledger: FakeLedger, account_id: AdAccountId, grain: Grain, changed: Sequence[Observation]
    ) -> None:
        self._ledger, self._account_id, self._grain, self._rows = ledger, account_id, grain, changed
        self.changed = summary(changed) if changed else None

    async def append(
        self,
        context: CommandContext,
        *,
        stream_type: str,
        stream_id: UUID,
        expected_version: int,
        facts: Sequence[Fact],
        batch_id: UUID,
        observed_at: datetime,
    ) -> Receipt:
        """Record the fact that vouches for them, and the rows with it."""
        batch = ObservationBatch(
            batch_id=batch_id,
            account_id=self._account_id,
            grain=self._grain,
            observed_at=observed_at,
            rows=self._rows,
        )
        return await self._ledger.append(
            context,
            stream_type=stream_type,
            stream_id=stream_id,
            expected_version=expected_version,
            facts=facts,
            observations=batch,
        )
