"""The book of reactions and the queue in memory. The book passes the same contract suite as the one in Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from application.reactions.port import SENT_AGAIN, Reaction, ReactionEntry, ReactionState, Waiting
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
    cause_position: int = 1
    state: str = "pending"
    attempts: int = 0
    attempts_before: int = 0
    failures: int = 0
    lease_until: datetime | None = None
    swept_at: datetime | None = None
    finished_at: datetime | None = None
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
        if entry is None or not self._is_due(entry) or self._is_kept_waiting(entry):
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
            attempts_before=entry.attempts_before,
            failures=entry.failures,
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
            entry.not_before, entry.swept_at = self.now + delay, None
            entry.failures += 1
            self._close(reaction, "pending", error)

    async def bury(self, reaction: Reaction, error: str) -> None:
        """It failed for good."""
        self._close(reaction, "dead", error)

    def _send(self, entries: Sequence[Entry], limit: int) -> list[Waiting]:
        waiting = [
            entry
            for entry in sorted(entries, key=lambda entry: entry.not_before)
            if self._is_due(entry)
            and not self._waits_behind_another(entry)
            and (entry.swept_at is None or entry.swept_at <= self.now - SENT_AGAIN)
        ]
        for entry in waiting[:limit]:
            entry.swept_at = self.now
        return [(entry.handler, entry.organization, entry.key) for entry in waiting[:limit]]

    def _line(self, entry: Entry) -> list[Entry]:
        whose = (entry.organization, entry.serial_key)
        return [other for other in self.entries.values() if (other.organization, other.serial_key) == whose]

    def _waits_behind_another(self, entry: Entry) -> bool:
        return any(
            other.cause_position < entry.cause_position
            and (other.state == "running" or (other.state == "pending" and other.not_before <= self.now))
            for other in self._line(entry)
        )

    def _is_due(self, entry: Entry) -> bool:
        ran_out = entry.lease_until is not None and entry.lease_until < self.now
        return (entry.state == "pending" and entry.not_before <= self.now) or (entry.state == "running" and ran_out)

    def _is_kept_waiting(self, entry: Entry) -> bool:
        """Whether another one of its line is at work or before it; a lease that ran out is given back first."""
        others = [other for other in self._line(entry) if other is not entry and other.state == "running"]
        for other in others:
            if self._is_due(other):
                other.state, other.lease_until = "pending", None
        return any(other.state == "running" for other in others) or self._waits_behind_another(entry)

    def _held(self, reaction: Reaction) -> Entry | None:
        entry = self.entries[reaction.organization, reaction.key]
        return entry if (entry.state, entry.attempts) == ("running", reaction.attempt) else None

    def _close(self, reaction: Reaction, state: str, error: str | None) -> None:
        entry = self._held(reaction)
        if entry is not None:
            entry.state, entry.lease_until, entry.last_error = state, None, error
            entry.finished_at = None if state == "pending" else self.now


class FakeReactionDesk:
    """What a person sees of the fake book, and does about it."""

    def __init__(self, book: FakeReactionBook) -> None:
        self._book = book

    async def entry(self, organization: OrganizationId, key: UUID) -> ReactionEntry | None:
        """One reaction, whatever its state."""
        entry = self._book.entries.get((organization, key))
        return None if entry is None else _seen(entry)

    async def entries(
        self, organization: OrganizationId, state: ReactionState, *, after: tuple[int, UUID] | None, limit: int
    ) -> Sequence[ReactionEntry]:
        """Those of a state, the newest cause first."""
        found = [_seen(entry) for entry in self._book.entries.values() if entry.organization == organization]
        places = {(entry.cause_position, entry.key): entry for entry in found if entry.state is state}
        return [places[place] for place in sorted(places, reverse=True) if after is None or place < after][:limit]

    async def redrive(self, organization: OrganizationId, key: UUID) -> None:
        """Make a dead one due again."""
        entry = self._book.entries.get((organization, key))
        if entry is not None and entry.state == "dead":
            entry.state, entry.not_before, entry.swept_at = "pending", self._book.now, None
            entry.attempts_before, entry.failures, entry.finished_at = entry.attempts, 0, None

    async def give_up(self, organization: OrganizationId, key: UUID, reason: str) -> None:
        """Make a pending one dead."""
        entry = self._book.entries.get((organization, key))
        if entry is not None and entry.state == "pending":
            entry.state, entry.last_error, entry.finished_at = "dead", reason, self._book.now

    async def purge(self, kept: timedelta) -> int:
        """Forget what has been done or dead for longer."""
        past = [
            place
            for place, entry in self._book.entries.items()
            if entry.finished_at is not None and entry.finished_at < self._book.now - kept
        ]
        for place in past:
            del self._book.entries[place]
        return len(past)


def _seen(entry: Entry) -> ReactionEntry:
    return ReactionEntry(
        key=entry.key,
        handler=entry.handler,
        target=entry.target,
        state=ReactionState(entry.state),
        tries=entry.attempts - entry.attempts_before,
        error=entry.last_error or "",
        cause_id=entry.cause_id,
        cause_position=entry.cause_position,
        created_at=entry.not_before,
        not_before=entry.not_before,
        finished_at=entry.finished_at,
    )


class FakeReactionLine(FakeReactionBook):
    """The same book, seen by whoever sends what is next."""

    async def due(self, limit: int) -> Sequence[Waiting]:
        """What can be taken and was not sent lately, the longest due first."""
        return self._send([*self.entries.values()], limit)

    async def next_in_line(self, organization: OrganizationId, key: UUID) -> Waiting | None:
        """The same, of the line in which a reaction stands or stood."""
        line = self._line(self.entries[organization, key]) if (organization, key) in self.entries else []
        return next(iter(self._send(line, 1)), None)


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

    def purge(self) -> None:
        """Have a worker forget soon what was over long ago."""
        self.sent.append(("purge",))
