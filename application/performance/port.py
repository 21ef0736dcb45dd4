"""What performance needs from outside: the observations that are known so far, and a bulk way in."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from application.context import CommandContext
from application.ports import Receipt
from domain.performance.observation import Grain, Observation, ObservationKey, Summary
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, OrganizationId


class StagedObservations(Protocol):
    """Rows of one batch on their way into the ledger. `changed` sums up those that differ from what was known."""

    @property
    def changed(self) -> Summary | None:
        """What is new or restated; None where all was known."""
        ...

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
        """Record the one fact that vouches for what changed, and its rows with it, all or none.

        Raises what `Ledger.append` raises.
        """
        ...


class ObservationStore(Protocol):
    """Every observation ever made; only the latest of each key counts."""

    async def must_be_attached(self, months: Collection[date]) -> None:
        """Raises `StateForbidsError` where some of the months, by their first days, are detached; it names them all."""
        ...

    async def prepare(self, month: date) -> None:
        """Make room for the observations of a month, which any of its days names.

        Raises `StateForbidsError` where the month is detached.
        """
        ...

    async def latest(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, since: date, until: date
    ) -> Mapping[ObservationKey, Observation]:
        """The latest observation of each key in a window, both days included, of one grain."""
        ...

    def staged(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, rows: Sequence[Observation]
    ) -> AbstractAsyncContextManager[StagedObservations]:
        """Stage rows, no two of a key, and compare them with what is known where that is stored.

        What is not appended before the context ends is forgotten.
        """
        ...
