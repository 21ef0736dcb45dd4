"""The book of reactions and the queue in memory. The book passes the same contract suite as the one in Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from application.reactions.port import Reaction
from domain.shared.ids import AdAccountId, OrganizationId, RuleId


@dataclass(slots=True, kw_only=True)
class Entry:
    """One line of the book. `state`: pending, running, done or dead."""

    organization: OrganizationId
    key: UUID
    handler: str
    serial_key: str
    target: dict[str, str]
    cause_id: UUID
    correlation_id: UUID
    not_before: datetime
    state: str = "pending"
    attempts: int = 0
    lease_until: datetime | None = None
    last_error: str | None = None


class FakeReactionBook:
    """Reactions by key, and a clock that only a test moves."""

    def __init__(self, now: datetime = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)) -> None:
        self.now = now
        self.entries: dict[tuple[OrganizationId, UUID], Entry] = {}

    def write(self, entry: Entry) -> None:
        """Enter something to do."""
        self.entries[entry.organization, entry.key] = entry

    async def claim(self, organization: OrganizationId, key: UUID, lease: timedelta) -> Reaction | None:
        """Take a reaction that is due."""
        entry = self.entries.get((organization, key))
        if entry is None or not self._is_due(entry) or self._is_overtaken(entry):
            return None
        entry.state, entry.lease_until, entry.attempts = "running", self.now + lease, entry.attempts + 1
        return Reaction(
            organization=organization,
            key=key,
            handler=entry.handler,
            target=entry.target,
            cause_id=entry.cause_id,
            correlation_id=entry.correlation_id,
            attempt=entry.attempts,
        )

    async def extend(self, reaction: Reaction, lease: timedelta) -> None:
        """Hold the lease for so long from now."""
        entry = self._held(reaction)
        if entry is not None:
            entry.lease_until = self.now + lease

    async def finish(self, reaction: Reaction) -> None:
        """It is done."""
        self._close(reaction, "done", None)

    async def postpone(self, reaction: Reaction, delay: timedelta, error: str) -> None:
        """It is due again after the delay."""
        entry = self._held(reaction)
        if entry is not None:
            entry.not_before = self.now + delay
            self._close(reaction, "pending", error)

    async def bury(self, reaction: Reaction, error: str) -> None:
        """It failed for good."""
        self._close(reaction, "dead", error)

    async def due(self, limit: int) -> Sequence[tuple[str, OrganizationId, UUID]]:
        """What is due and nobody is at, the longest due first."""
        due = sorted((entry for entry in self.entries.values() if self._is_due(entry)), key=lambda e: e.not_before)
        return [(entry.handler, entry.organization, entry.key) for entry in due[:limit]]

    def _is_due(self, entry: Entry) -> bool:
        ran_out = entry.lease_until is not None and entry.lease_until < self.now
        return (entry.state == "pending" and entry.not_before <= self.now) or (entry.state == "running" and ran_out)

    def _is_overtaken(self, entry: Entry) -> bool:
        """Whether another one of the same serial key is at work; a lease that ran out is given back first."""
        others = [
            other
            for other in self.entries.values()
            if other is not entry
            and (other.organization, other.serial_key, other.state) == (entry.organization, entry.serial_key, "running")
        ]
        for other in others:
            if self._is_due(other):
                other.state, other.lease_until = "pending", None
        return any(other.state == "running" for other in others)

    def _held(self, reaction: Reaction) -> Entry | None:
        entry = self.entries[reaction.organization, reaction.key]
        return entry if (entry.state, entry.attempts) == ("running", reaction.attempt) else None

    def _close(self, reaction: Reaction, state: str, error: str | None) -> None:
        entry = self._held(reaction)
        if entry is not None:
            entry.state, entry.lease_until, entry.last_error = state, None, error


@dataclass(slots=True)
class FakeJobQueue:
    """What was sent, in order: the job's name, then its arguments."""

    sent: list[tuple[object, ...]] = field(default_factory=list)

    def react(self, handler: str, organization: OrganizationId, key: UUID) -> None:
        """Have a worker look at a reaction soon."""
        self.sent.append((handler, organization, key))

    def pull(
        self, organization: OrganizationId, account_id: AdAccountId, since: date | None, until: date | None
    ) -> None:
        """Have a worker pull an account's figures soon."""
        self.sent.append(("pull", organization, account_id, since, until))

    def refresh(self, organization: OrganizationId, account_id: AdAccountId) -> None:
        """Have a worker see to an account's token soon."""
        self.sent.append(("refresh", organization, account_id))

    def evaluate(self, organization: OrganizationId, rule_id: RuleId) -> None:
        """Have a worker look at a rule soon."""
        self.sent.append(("evaluate", organization, rule_id))

    def sweep(self) -> None:
        """Have a worker sweep up soon."""
        self.sent.append(("sweep",))
