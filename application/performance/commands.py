"""Recording figures: only what differs from what is known goes into the ledger, with the fact that vouches for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from application.connections.commands import Connections
from application.connections.sessions import with_session
from application.context import CommandContext
from application.errors import VersionConflictError
from application.handling import load
from application.ids import uuid7
from application.performance.recording import ATTEMPTS, Batch, Recording, month_of, record_rows
from application.platforms.port import AccountSession
from application.ports import ObservationBatch
from domain.ad_accounts.ad_account import AdAccount
from domain.errors import invalid
from domain.performance.observation import Grain, Observation, ObservationKey
from domain.performance.performance_feed import PerformanceFeed, Source
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import AdAccountId
from domain.shared.metrics import Metrics
from domain.shared.platform import Platform

RESTATED_DAYS = 30
"""How far back platforms restate: conversions that arrive late are counted on the day of their click."""

MOST_DAYS = 400


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


async def _record_month(recording: Recording, context: CommandContext, figures: FiguresOfAccount, month: date) -> int:
    rows = [row for row in figures.rows if month_of(row.key.day) == month]
    batch = Batch(context=context, account=figures.account, source=figures.source, grain=figures.grain, month=month)
    if not figures.complete:
        return (await record_rows(recording, batch, rows)).rows
    for attempt in range(ATTEMPTS):
        try:
            return await _record_window(recording, batch, figures, rows)
        except VersionConflictError:
            if attempt + 1 == ATTEMPTS:
                raise
    raise VersionConflictError


async def _record_window(
    recording: Recording, batch: Batch, figures: FiguresOfAccount, rows: Sequence[Observation]
) -> int:
    """A window is known as a whole, with what it does not name any more: it is compared here."""
    await recording.observations.prepare(batch.month)
    version = len(await recording.ledger.load(batch.context.organization, batch.feed_id))
    known = await recording.observations.latest(
        batch.context.organization,
        batch.account.account_id,
        batch.grain,
        max(figures.since, batch.month),
        min(figures.until, _last(batch.month)),
    )
    changed = [*_changed(rows, known)]
    if changed:
        batch_id = uuid7()
        await recording.ledger.append(
            batch.frame(batch_id),
            stream_type=PerformanceFeed.stream_type,
            stream_id=batch.feed_id,
            expected_version=version,
            facts=batch.vouched(batch_id, changed),
            observations=ObservationBatch(
                batch_id=batch_id,
                account_id=batch.account.account_id,
                grain=batch.grain,
                observed_at=batch.context.now,
                rows=changed,
            ),
        )
    return len(changed)


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


def _months(figures: FiguresOfAccount) -> list[date]:
    months = {month_of(day) for day in {row.key.day for row in figures.rows}}
    if figures.complete:
        day = month_of(figures.since)
        while day <= figures.until:
            months.add(day)
            day = month_of(day + timedelta(days=32))
    return sorted(months)


def _last(month: date) -> date:
    return month_of(month + timedelta(days=32)) - timedelta(days=1)
