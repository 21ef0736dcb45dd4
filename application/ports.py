"""What every use case needs from outside: the ledger. The ports of one feature stand in its own folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from application.context import CommandContext
from application.known_states import KnownStates
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
class Tail:
    """The facts of a stream after a version, without their envelopes, and the last one's position (0: no facts)."""

    stream_type: str
    facts: Sequence[Fact]
    position: int


class Ledger(Protocol):
    """The append-only ledger of facts."""

    @property
    def states(self) -> KnownStates:
        """What this process last saw of aggregates."""
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
        observations: ObservationBatch | None = None,
    ) -> Receipt:
        """Record the facts of a command, all or none, and its id with them.

        A known command id gets its first answer. No facts: only the command id is recorded.
        Raises `VersionConflictError` unless the stream is at `expected_version` exactly,
        `CommandReusedError` where the id came with another fingerprint, and `TryLaterError`.
        """
        ...

    async def answer(self, context: CommandContext) -> Receipt | None:
        """The first answer to the context's command id, if it has one. Raises `CommandReusedError`."""
        ...
