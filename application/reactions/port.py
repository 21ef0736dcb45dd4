"""The book of things to do. A queue message carries only a key; the book knows the rest and who is at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from domain.shared.ids import AdAccountId, OrganizationId, RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Something to do because of a fact: which handler, on what, at which attempt (from 1)."""

    organization: OrganizationId
    key: UUID
    handler: str
    target: Mapping[str, str]
    cause_id: UUID
    correlation_id: UUID
    attempt: int


class ReactionBook(Protocol):
    """Reactions by key, with a lease for whoever works on one."""

    async def claim(self, organization: OrganizationId, key: UUID, lease: timedelta) -> Reaction | None:
        """Take a reaction that is due, for the time of the lease.

        None where it is done, dead, not due, leased by another, or where another one with the same serial key runs.
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

    async def due(self, limit: int) -> Sequence[tuple[str, OrganizationId, UUID]]:
        """Handler, organization and key of what is due and nobody is at, the longest due first."""
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

    def sweep(self) -> None:
        """Have a worker sweep up soon what is due and nobody is at."""
        ...
