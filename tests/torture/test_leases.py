"""Whoever works on a reaction holds its lease, and lets the work go when the lease can no longer be held."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from application.context import CommandContext
from application.reactions import commands
from application.reactions.commands import react
from application.reactions.port import Reaction
from domain.shared.ids import OrganizationId

LEASE = timedelta(seconds=0.2)


class UnsteadyBook:
    """A book of one reaction, which cannot be reached at the first few times that a lease is to be extended."""

    def __init__(self, failures: int) -> None:
        self._failures = failures
        self.outcome = "running"

    async def claim(self, organization: OrganizationId, key: UUID, lease: timedelta) -> Reaction:
        assert lease == LEASE
        return Reaction(
            organization=organization,
            key=key,
            handler="some.work",
            target={},
            cause_id=uuid4(),
            correlation_id=uuid4(),
            attempt=1,
        )

    async def extend(self, reaction: Reaction, lease: timedelta) -> None:
        assert (reaction.attempt, lease) == (1, LEASE)
        self._failures -= 1
        if self._failures >= 0:
            raise ConnectionError

    async def finish(self, reaction: Reaction) -> None:
        assert reaction.handler == "some.work"
        self.outcome = "done"

    async def postpone(self, reaction: Reaction, delay: timedelta, error: str) -> None:
        assert (reaction.attempt, delay) == (1, timedelta(seconds=1))
        self.outcome = error.partition(":")[0]

    async def bury(self, reaction: Reaction, error: str) -> None:
        raise AssertionError(f"{reaction} was given up: {error}")

    async def due(self, limit: int) -> Sequence[tuple[str, OrganizationId, UUID]]:
        raise AssertionError(f"nobody sweeps here, least of all {limit}")


@pytest.fixture(autouse=True)
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "LEASE", LEASE)


async def outcome_of_a_work_of(leases: float, *, failures: int) -> str:
    async def work(_context: CommandContext, _reaction: Reaction) -> None:
        await asyncio.sleep(leases * LEASE.total_seconds())

    book = UnsteadyBook(failures)
    await react(book, {"some.work": work}, OrganizationId(uuid4()), uuid4(), datetime.now(UTC))
    return book.outcome


async def test_a_long_work_keeps_its_lease_while_the_book_is_steady() -> None:
    assert await outcome_of_a_work_of(3, failures=0) == "done"


async def test_a_work_outlives_a_book_that_is_away_for_a_moment() -> None:
    assert await outcome_of_a_work_of(3, failures=2) == "done"


async def test_a_work_ends_with_its_lease_while_the_book_is_away() -> None:
    assert await outcome_of_a_work_of(3, failures=100) == "TimeoutError"
