"""What every use case needs from outside: the ledger. The ports of one feature stand in its own folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from application.context import CommandContext
from application.known_states import Known, KnownStates
from domain.performance.observation import Grain, Observation
from domain.shared.facts import Fact, RecordedFact
from domain.shared.ids import AdAccountId, OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to a command: the stream's version and the ledger's position after it.

    `replayed`: the command id was known, and this is the first answer again.
    """

    stream_id: UUID
    version: int
    position: int
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationBatch:
    """Rows to be written in the transaction of the fact that vouches for them."""

    batch_id: UUID
    account_id: AdAccountId
    grain: Grain
    observed_at: datetime
    rows: Sequence[Observation]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFacts:
    """What a command adds to one stream, and the version that the stream must be at."""

    stream_type: str
    stream_id: UUID
    expected_version: int
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The facts of a stream after a version, without their envelopes, and the last one's position (0: no facts).

    `snapshot`: the state that they follow, where one was kept; `doubtful`: it is this one's turn to be checked.
    """

    stream_type: str
    facts: Sequence[Fact]
    position: int
    snapshot: Known[Any] | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GrownStream:
    """A stream that has become longer than its newest snapshot by enough to be worth another."""

    organization: OrganizationId
    stream_type: str
    stream_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """What a look at the next facts found; `up_to_date`: there are no further ones."""

    streams: Sequence[GrownStream]
    position: int
    up_to_date: bool


class Snapshots(Protocol):
    """States of long streams, kept beside their facts. They save time and may be missing at any moment."""

    async def newest(self, organization: OrganizationId, stream_type: str, stream_id: UUID) -> Tail:
        """The newest state of this kind that this code can read, and the facts after it; or all facts."""
        ...

    async def grown(self, every: int) -> Grown:
        """Look through the facts that were not looked at yet for streams that passed a multiple of `every`."""
        ...

    async def looked(self, grown: Grown) -> None:
        """Begin the next look behind this one."""
        ...

    async def keep(self, stream: GrownStream, *, version: int, state: object) -> None:
        """Keep the state at a version in place of what was kept of the stream before."""
        ...

    async def forget(self, *, organization: OrganizationId | None = None, stream_type: str | None = None) -> int:
        """Drop what is kept of an organization, of a kind of stream, or all, to be made anew; returns how many."""
        ...


class Ledger(Protocol):
    """The append-only ledger of facts."""

    @property
    def states(self) -> KnownStates:
        """What this process last saw of aggregates."""
        ...

    @property
    def snapshots(self) -> Snapshots:
        """States that spare a process that knows nothing the beginning of long streams."""
        ...

    async def facts_since(self, organization: OrganizationId, stream_id: UUID, version: int) -> Tail:
        """The facts of a stream after a version, for folding."""
        ...

    async def load(
        self, organization: OrganizationId, stream_id: UUID, *, until: datetime | None = None
    ) -> Sequence[RecordedFact]:
        """All facts of a stream in order, or those recorded at or before `until`; empty where there is none."""
        ...

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
        """Record the facts of a command, all or none, and its id with them; `also` those of further streams.

        A known command id gets its first answer. No facts: only the command id is recorded.
        Raises `VersionConflictError` unless the stream is at `expected_version` exactly,
        `CommandReusedError` where the id came with another fingerprint, and `TryLaterError`.
        """
        ...

    async def answer(self, context: CommandContext) -> Receipt | None:
        """The first answer to the context's command id, if it has one. Raises `CommandReusedError`."""
        ...
