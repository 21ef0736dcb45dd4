"""The book of things to do. A queue message carries only a key; the book knows the rest and who is at it.

Reactions of one serial key stand in line by the position of their cause. Of those that are due the first alone can
be taken, and one at a time; one that is postponed or dead stands in nobody's way. Lines of their own run side by
side. A push stands in its channel's line, so an account's changes to one campaign reach the platform in the order
in which they were decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.shared.ids import AdAccountId, OrganizationId, RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Something to do because of a fact: which handler, on what, at which attempt (from 1).

    `attempts_before` were made before a person sent it again; they fence the lease, but count no more. Of the tries
    since then `failures` ended with an error; of the others nobody lived to tell.
    """

    organization: OrganizationId
    key: UUID
    handler: str
    target: Mapping[str, str]
    cause_id: UUID
    correlation_id: UUID
    attempt: int
    attempts_before: int = 0
    failures: int = 0

    @property
    def tries(self) -> int:
        """How often it was tried since it was written or sent again, this time included."""
        return self.attempt - self.attempts_before


Waiting = tuple[str, OrganizationId, UUID]
"""Handler, organization and key of something that can be taken now."""


class ReactionBook(Protocol):
    """Reactions by key, with a lease for whoever works on one."""

    async def claim(self, organization: OrganizationId, key: UUID, lease: timedelta) -> Reaction | None:
        """Take a reaction that is due, for the time of the lease.

        None where it is done, dead, not due, leased by another, or where an earlier one of the same serial key is
        pending or running.
        """
        ...

    async def extend(self, reaction: Reaction, lease: timedelta) -> None:
        """Still at it: hold the lease for so long from now."""
        ...

    async def finish(self, reaction: Reaction) -> None:
        """It is done."""
        ...

    async def postpone(self, reaction: Reaction, delay: timedelta, error: str) -> None:
        """It failed for now and is due again after the delay."""
        ...

    async def bury(self, reaction: Reaction, error: str) -> None:
        """It failed for good: kept as a dead letter for a person to look at."""
        ...


class ReactionLine(Protocol):
    """Who is next. What is named here is noted as sent, and not named again for some time."""

    async def due(self, limit: int) -> Sequence[Waiting]:
        """What can be taken and was not sent in the last `SENT_AGAIN`, the longest due first."""
        ...

    async def next_in_line(self, organization: OrganizationId, key: UUID) -> Waiting | None:
        """The same, of the line in which a reaction stands or stood."""
        ...


SENT_AGAIN = timedelta(seconds=10)
"""A reaction that still waits is sent to the queue again after this: the queue may have lost it."""


class ReactionState(StrEnum):
    """Where a reaction is in its life."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionEntry:
    """A reaction as a person looks at it. `error` is the last failure; `finished_at` is when it was done or died."""

    key: UUID
    handler: str
    target: Mapping[str, str]
    state: ReactionState
    tries: int
    error: str
    cause_id: UUID
    cause_position: int
    created_at: datetime
    not_before: datetime
    finished_at: datetime | None


class ReactionDesk(Protocol):
    """What a person sees of the book, and does about it."""

    async def entry(self, organization: OrganizationId, key: UUID) -> ReactionEntry | None:
        """One reaction, whatever its state."""
        ...

    async def entries(
        self, organization: OrganizationId, state: ReactionState, *, after: tuple[int, UUID] | None, limit: int
    ) -> Sequence[ReactionEntry]:
        """Those of a state, the newest cause first, from behind a cause's position and a key on."""
        ...

    async def redrive(self, organization: OrganizationId, key: UUID) -> None:
        """Make a dead one due again, with all its tries before it. Any other stays as it is."""
        ...

    async def give_up(self, organization: OrganizationId, key: UUID, reason: str) -> None:
        """Make a pending one dead. Any other stays as it is."""
        ...

    async def purge(self, kept: timedelta) -> int:
        """Forget what has been done or dead for longer; how many there were.

        What a replay could have done again is kept, but no dead letter any more.
        """
        ...


class JobQueue(Protocol):
    """At least once, in any order, perhaps never: the sweeper is the guarantee, not the queue."""

    def react(self, handler: str, organization: OrganizationId, key: UUID) -> None:
        """Have a worker look at a reaction soon."""
        ...

    def pull(
        self, organization: OrganizationId, account_id: AdAccountId, since: date | None, until: date | None
    ) -> None:
        """Have a worker pull an account's figures soon, of the usual window unless one is named."""
        ...

    def refresh(self, organization: OrganizationId, account_id: AdAccountId) -> None:
        """Have a worker see to an account's token soon."""
        ...

    def evaluate(self, organization: OrganizationId, rule_id: RuleId) -> None:
        """Have a worker look at a rule soon."""
        ...

    def purge(self) -> None:
        """Have a worker forget soon what was over long ago."""
        ...
