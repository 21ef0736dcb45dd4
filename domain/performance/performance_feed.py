"""The performance feed: one stream an (ad account, month), one fact a batch of figures that changed something.

The figures themselves are rows of `observations`, written in the same transaction as the fact that
vouches for them. A pull that learns nothing new leaves no fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.performance.observation import Grain, Observation, Summary, summary
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, PerformanceFeedId
from domain.shared.metrics import Metrics
from domain.shared.money import Currency
from domain.shared.platform import PlatformName


class Source(StrEnum):
    """Where figures come from."""

    PULL = "pull"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceFeed:
    """The state of a month's feed: how many batches it has, and when the last was observed."""

    stream_type: ClassVar[str] = "performance_feed"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class BatchRecorded(Fact):
        """Figures of the window `since` to `until` changed: how many rows, their sums and their SHA-256."""

        topic: ClassVar[str] = "performance_feed.batch_recorded"
        feed_id: PerformanceFeedId
        batch_id: UUID
        account_id: AdAccountId
        platform: PlatformName
        currency: Currency
        source: Source
        grain: Grain
        since: date
        until: date
        observed_at: datetime
        rows: int
        totals: Metrics
        sha256: str

    feed_id: PerformanceFeedId
    version: int
    last_observed_at: datetime

    @staticmethod
    def record_batch(
        *,
        feed_id: PerformanceFeedId,
        batch_id: UUID,
        account_id: AdAccountId,
        platform: PlatformName,
        currency: Currency,
        source: Source,
        grain: Grain,
        observed_at: datetime,
        changed: Sequence[Observation] | Summary,
    ) -> tuple[Fact, ...]:
        """Vouch for the observations that differ from what was known, as rows or summed up; none, no fact."""
        if not changed:
            return ()
        sums = changed if isinstance(changed, Summary) else summary(changed)
        return (
            PerformanceFeed.BatchRecorded(
                feed_id=feed_id,
                batch_id=batch_id,
                account_id=account_id,
                platform=platform,
                currency=currency,
                source=source,
                grain=grain,
                since=sums.since,
                until=sums.until,
                observed_at=observed_at,
                rows=sums.rows,
                totals=sums.totals,
                sha256=sums.sha256,
            ),
        )

    @staticmethod
    def evolve(state: "PerformanceFeed | None", fact: Fact) -> "PerformanceFeed":
        """Apply a fact."""
        match fact:
            case PerformanceFeed.BatchRecorded():
                if state is None:
                    return PerformanceFeed(feed_id=fact.feed_id, version=1, last_observed_at=fact.observed_at)
                return replace(state, version=state.version + 1, last_observed_at=fact.observed_at)
        raise TypeError(f"{fact!r} is no fact of a performance feed")
