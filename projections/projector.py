"""What a read model is to the runner: a name, the topics that it wants, and how a batch of facts becomes rows."""

from collections.abc import Sequence
from typing import Any, Protocol

from psycopg import AsyncConnection
from sqlalchemy import Table

from domain.shared.facts import RecordedFact
from domain.topics import FACTS


class Projector(Protocol):
    """A read model's writer: nobody else writes its tables."""

    @property
    def name(self) -> str:
        """The name under which its checkpoint is kept."""
        ...

    @property
    def version(self) -> int:
        """Raised when its rows change their shape or meaning, so that they are built anew beside the live ones."""
        ...

    @property
    def topics(self) -> frozenset[str]:
        """The facts that it wants; all others are passed over."""
        ...

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that can be built anew from the ledger; none if to do so would do things again."""
        ...

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[RecordedFact]) -> None:
        """Fold a batch, in the order of positions, in memory; then one statement a table.

        The caller's transaction also moves the checkpoint. Facts that were applied before change nothing.
        The tables are those of the search path, which are not the live ones while they are built anew.
        """
        ...

    async def after_commit(self) -> None:
        """Do what must not happen unless the rows are there. Lost if the process dies just before."""
        ...


class Quiet:
    """For projectors that have nothing to do after the commit."""

    async def after_commit(self) -> None:
        """Nothing."""


def topics_of(*stream_types: str) -> frozenset[str]:
    """The topics of all facts of some aggregates, by their stream types."""
    return frozenset(fact.topic for fact in FACTS if fact.topic.partition(".")[0] in stream_types)
