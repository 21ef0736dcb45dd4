"""What a read model is to the runner: a name, the topics that it wants, and how a batch of facts becomes rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy import Table

from domain.shared.facts import Fact
from domain.shared.ids import FactId, OrganizationId
from domain.topics import FACTS
from projections.rows import Write


class SeenFact(Protocol):
    """A fact as projectors see it: what it says, and of its envelope what read models have asked for so far."""

    @property
    def fact(self) -> Fact:
        """What happened. Raises where it cannot be read, which parks it."""
        ...

    @property
    def fact_id(self) -> FactId:
        """The id of this one occurrence."""
        ...

    @property
    def organization(self) -> OrganizationId:
        """Whose it is."""
        ...

    @property
    def stream_id(self) -> UUID:
        """What it happened to."""
        ...

    @property
    def stream_type(self) -> str:
        """The kind of that."""
        ...

    @property
    def version(self) -> int:
        """Its number in the stream, from 1."""
        ...

    @property
    def position(self) -> int:
        """Where it stands in the ledger."""
        ...

    @property
    def correlation_id(self) -> UUID:
        """What it is a part of."""
        ...

    @property
    def occurred_at(self) -> datetime:
        """When it happened."""
        ...


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

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        """Read what is there, fold a batch in the order of positions, and tell what is to be written, in order.

        The transaction that writes it also moves the checkpoint; for a few facts it begins only after the reading.
        Facts that were applied before change nothing.
        The tables are those of the search path, which are not the live ones while they are built anew.
        """
        ...

    async def after_commit(self) -> None:
        """Do what must not happen unless the rows are there. Lost if the process dies just before."""
        ...

    async def hindrance(self, connection: AsyncConnection[Any], organization: OrganizationId | None) -> str | None:
        """Why its rows, or an organization's, cannot be built anew now, and what to do; None if they can."""
        ...


class Quiet:
    """For projectors that have nothing to do after the commit, and can be built anew at any time."""

    async def after_commit(self) -> None:
        """Nothing."""

    async def hindrance(self, connection: AsyncConnection[Any], organization: OrganizationId | None) -> str | None:  # noqa: ARG002 - there is none
        """None."""
        return None


def topics_of(*stream_types: str) -> frozenset[str]:
    """The topics of all facts of some aggregates, by their stream types."""
    return frozenset(fact.topic for fact in FACTS if fact.topic.partition(".")[0] in stream_types)
