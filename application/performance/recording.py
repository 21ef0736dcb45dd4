"""How a batch of figures gets into the ledger: compared with what is known, vouched for by one fact.

Rows that may be many are compared where the known ones are stored, and each batch while the one before it is written.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from application.context import CommandContext
from application.errors import VersionConflictError
from application.ids import uuid7
from application.performance.port import ObservationStore, StagedObservations
from application.ports import Ledger
from domain.ad_accounts.ad_account import AdAccount
from domain.performance.observation import Grain, Observation, Summary
from domain.performance.performance_feed import PerformanceFeed, Source
from domain.shared.facts import Fact
from domain.shared.ids import CommandId, PerformanceFeedId, performance_feed_id

MOST_AT_ONCE = 20_000
"""Observations that one fact vouches for: the ledger is locked while they are stored, and others wait."""

ATTEMPTS = 5
"""How often a batch is compared anew, because somebody else told the same feed something in the meantime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What this feature works with."""

    ledger: Ledger
    observations: ObservationStore
    most_at_once: int = MOST_AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is to be told to the feed of one account's month; `month` is its first day."""

    context: CommandContext
    account: AdAccount
    source: Source
    grain: Grain
    month: date

    @property
    def feed_id(self) -> PerformanceFeedId:
        """The stream that vouches for it."""
        return performance_feed_id(self.account.account_id, f"{self.month:%Y-%m}")

    def frame(self, batch_id: UUID) -> CommandContext:
        """The frame of its append."""
        # A batch is not a command that could be repeated: looking again is what a repeat does, so its id is its own.
        context = self.context
        return replace(context, command_id=CommandId(batch_id), causation_id=context.command_id, expected_version=None)

    def vouched(self, batch_id: UUID, changed: Sequence[Observation] | Summary) -> tuple[Fact, ...]:
        """The fact that vouches for what changed."""
        return PerformanceFeed.record_batch(
            feed_id=self.feed_id,
            batch_id=batch_id,
            account_id=self.account.account_id,
            platform=self.account.platform,
            currency=self.account.profile.currency,
            source=self.source,
            grain=self.grain,
            observed_at=self.context.now,
            changed=changed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How a batch ended: rows that changed, and the feed's version.

    `undisturbed`: nobody else told the feed anything since the batch before it.
    """

    version: int
    rows: int
    undisturbed: bool


async def record_rows(
    recording: Recording, batch: Batch, rows: Sequence[Observation], before: "asyncio.Task[Recorded] | None" = None
) -> Recorded:
    """Record rows of one month that say nothing of others. `before` is the batch that the same feed gets first.

    It may still be under way. The two must not share a key: then what is written of the one changes nothing about
    what the other is compared with.
    """
    await recording.observations.prepare(batch.month)
    for attempt in range(ATTEMPTS):
        try:
            recorded = await _record_once(recording, batch, rows, before if attempt == 0 else None)
        except VersionConflictError:
            continue
        return replace(recorded, undisturbed=attempt == 0)
    raise VersionConflictError


async def _record_once(
    recording: Recording, batch: Batch, rows: Sequence[Observation], before: "asyncio.Task[Recorded] | None"
) -> Recorded:
    organization = batch.context.organization
    version = 0 if before else len(await recording.ledger.load(organization, batch.feed_id))
    async with recording.observations.staged(organization, batch.account.account_id, batch.grain, rows) as staged:
        if before:
            told = await before
            if not told.undisturbed:
                # What this was compared with may be older than what somebody else told the feed.
                raise VersionConflictError
            version = told.version
        version = await _append(batch, staged, version)
        changed = staged.changed.rows if staged.changed else 0
    return Recorded(version=version, rows=changed, undisturbed=True)


async def _append(batch: Batch, staged: StagedObservations, version: int) -> int:
    if staged.changed is None:
        return version
    batch_id = uuid7()
    receipt = await staged.append(
        batch.frame(batch_id),
        stream_type=PerformanceFeed.stream_type,
        stream_id=batch.feed_id,
        expected_version=version,
        facts=batch.vouched(batch_id, staged.changed),
        batch_id=batch_id,
        observed_at=batch.context.now,
    )
    return receipt.version


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)
