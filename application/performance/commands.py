"""Recording figures: only what differs from what is known goes into the ledger, with the fact that vouches for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from application.connections.commands import Connections
from application.connections.sessions import with_session
from application.context import CommandContext
from application.errors import VersionConflictError
from application.handling import load
from application.ids import uuid7
from application.performance.port import ObservationStore
from application.platforms.port import AccountSession
from application.ports import Ledger, ObservationBatch
from domain.ad_accounts.ad_account import AdAccount
from domain.errors import invalid
from domain.performance.observation import Grain, Observation, ObservationKey, Summary
from domain.performance.performance_feed import PerformanceFeed, Source
from domain.shared.facts import Actor, ActorKind, Fact
from domain.shared.ids import AdAccountId, CommandId, PerformanceFeedId, performance_feed_id
from domain.shared.metrics import Metrics
from domain.shared.platform import Platform

RESTATED_DAYS = 30
"""How far back platforms restate: conversions that arrive late are counted on the day of their click."""

MOST_DAYS = 400
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What this feature works with."""

    ledger: Ledger
    observations: ObservationStore


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresOfAccount:
    """Figures of one ad account. `complete`: what the window does not name any more has become 0."""

    account: AdAccount
    source: Source
    grain: Grain
    since: date
    until: date
    rows: Sequence[Observation]
    complete: bool


async def pull_performance(
    connections: Connections,
    recording: Recording,
    context: CommandContext,
    account_id: AdAccountId,
    *,
    since: date | None = None,
    until: date | None = None,
) -> int:
    """Pull an account's figures, by day for the last 30 days if nothing else is said, and by hour for the last two.

    Returns how many rows were new or restated.
    """
    account = await load(connections.ledger, context.organization, AdAccount, account_id)
    account.must_be_usable()
    today = context.now.astimezone(ZoneInfo(account.profile.time_zone)).date()
    last, first = until or today, since or today - timedelta(days=RESTATED_DAYS)
    check_window(first, last)
    platform = connections.platforms[Platform(account.platform)].campaigns
    by_platform = replace(context, actor=Actor(kind=ActorKind.PLATFORM, id=account.platform))

    async def pull(session: AccountSession) -> int:
        recent = [day for day in (today - timedelta(days=1), today) if first <= day <= last]
        changed = 0
        for day in recent:
            rows = await platform.hourly_performance(session, day)
            changed += await record_figures(
                recording, by_platform, _pulled(account, Grain.CAMPAIGN_HOUR, day, day, rows)
            )
        rows = await platform.daily_performance(session, first, last)
        return changed + await record_figures(
            recording, by_platform, _pulled(account, Grain.CAMPAIGN_DAY, first, last, rows)
        )

    return await with_session(connections, context, account_id, pull)


def _pulled(
    account: AdAccount, grain: Grain, since: date, until: date, rows: Sequence[Observation]
) -> "FiguresOfAccount":
    return FiguresOfAccount(
        account=account, source=Source.PULL, grain=grain, since=since, until=until, rows=rows, complete=True
    )


def check_window(since: date, until: date) -> None:
    """Refuse a window that runs backwards or is too long to pull at once."""
    if until < since:
        raise invalid("until", f"{until} is before {since}.", "End the window on or after its first day.")
    if (until - since).days >= MOST_DAYS:
        raise invalid("since", f"The window has more than {MOST_DAYS} days.", "Ask for a shorter one.")


async def record_figures(recording: Recording, context: CommandContext, figures: FiguresOfAccount) -> int:
    """Record what is new or restated, a batch and a fact a month; how many rows that were."""
    return sum([await _record_month(recording, context, figures, month) for month in _months(figures)])


async def _record_month(recording: Recording, context: CommandContext, figures: FiguresOfAccount, month: str) -> int:
    for attempt in range(_ATTEMPTS):
        try:
            return await _record_month_once(recording, context, figures, month)
        except VersionConflictError:
            if attempt + 1 == _ATTEMPTS:
                raise
    raise VersionConflictError


async def _record_month_once(
    recording: Recording, context: CommandContext, figures: FiguresOfAccount, month: str
) -> int:
    await recording.observations.prepare(_first(month))
    feed_id = performance_feed_id(figures.account.account_id, month)
    version = len(await recording.ledger.load(context.organization, feed_id))
    batch = _Batch(context=context, figures=figures, month=month, feed_id=feed_id, version=version, batch_id=uuid7())
    return await (_record_window(recording, batch) if figures.complete else _record_rows(recording, batch))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What is to be told of one month, to its feed at a version."""

    context: CommandContext
    figures: FiguresOfAccount
    month: str
    feed_id: PerformanceFeedId
    version: int
    batch_id: UUID

    @property
    def rows(self) -> Sequence[Observation]:
        first, last = _first(self.month), _last(self.month)
        return [row for row in self.figures.rows if first <= row.key.day <= last]

    @property
    def frame(self) -> CommandContext:
        # A batch is not a command that could be repeated: looking again is what a repeat does, so its id is its own.
        return replace(
            self.context,
            command_id=CommandId(self.batch_id),
            causation_id=self.context.command_id,
            expected_version=None,
        )

    def vouched(self, changed: Sequence[Observation] | Summary) -> tuple[Fact, ...]:
        account = self.figures.account
        return PerformanceFeed.record_batch(
            feed_id=self.feed_id,
            batch_id=self.batch_id,
            account_id=account.account_id,
            platform=account.platform,
            currency=account.profile.currency,
            source=self.figures.source,
            grain=self.figures.grain,
            observed_at=self.context.now,
            changed=changed,
        )


async def _record_window(recording: Recording, batch: _Batch) -> int:
    """A window is known as a whole, with what it does not name any more: it is compared here."""
    figures, organization = batch.figures, batch.context.organization
    since, until = max(figures.since, _first(batch.month)), min(figures.until, _last(batch.month))
    account_id = figures.account.account_id
    known = await recording.observations.latest(organization, account_id, figures.grain, since, until)
    changed = [*_changed(batch.rows, known)]
    if changed:
        await recording.ledger.append(
            batch.frame,
            stream_type=PerformanceFeed.stream_type,
            stream_id=batch.feed_id,
            expected_version=batch.version,
            facts=batch.vouched(changed),
            observations=ObservationBatch(
                batch_id=batch.batch_id,
                account_id=account_id,
                grain=figures.grain,
                observed_at=batch.context.now,
                rows=changed,
            ),
        )
    return len(changed)


async def _record_rows(recording: Recording, batch: _Batch) -> int:
    """Rows that say nothing of others may be many: they are compared where the known ones are stored."""
    figures, organization = batch.figures, batch.context.organization
    async with recording.observations.staged(
        organization, figures.account.account_id, figures.grain, batch.rows
    ) as staged:
        if staged.changed is None:
            return 0
        await staged.append(
            batch.frame,
            stream_type=PerformanceFeed.stream_type,
            stream_id=batch.feed_id,
            expected_version=batch.version,
            facts=batch.vouched(staged.changed),
            batch_id=batch.batch_id,
            observed_at=batch.context.now,
        )
        return staged.changed.rows


def _changed(rows: Sequence[Observation], known: Mapping[ObservationKey, Observation]) -> Iterator[Observation]:
    named = {row.key for row in rows}
    yield from (row for row in rows if known.get(row.key) != row)
    gone = (row for key, row in known.items() if key not in named)
    yield from (replace(row, metrics=_nothing(row.metrics)) for row in gone if row.metrics != _nothing(row.metrics))


def _nothing(before: Metrics) -> Metrics:
    return Metrics(
        conversions=None if before.conversions is None else Decimal(0),
        conversion_value_micros=None if before.conversion_value_micros is None else 0,
    )


def _months(figures: FiguresOfAccount) -> list[str]:
    months = {f"{day:%Y-%m}" for day in {row.key.day for row in figures.rows}}
    if figures.complete:
        day = figures.since.replace(day=1)
        while day <= figures.until:
            months.add(day.isoformat()[:7])
            day = (day + timedelta(days=32)).replace(day=1)
    return sorted(months)


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _last(month: str) -> date:
    return (_first(month) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
