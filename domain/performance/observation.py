"""An observation: one row of figures as a platform or an export gave it, with its digest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from hashlib import sha256
from operator import add

from domain.shared.metrics import Metrics
from domain.shared.money import plain

WHOLE_DAY = -1
"""The `hour` of an observation that covers its whole day."""


class Grain(StrEnum):
    """How fine the rows of a batch are. Figures of two grains for the same campaign and day are never added."""

    CAMPAIGN_DAY = "campaign-day"
    CAMPAIGN_HOUR = "campaign-hour"
    AD_DAY = "ad-day"
    AD_HOUR = "ad-hour"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ObservationKey:
    """What a row is about: a day (or an hour of it) in the account's time zone, by the platform's own ids."""

    day: date
    hour: int = WHOLE_DAY
    campaign_ref: str
    ad_group_ref: str = ""
    ad_ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The figures of one key. `source_rows` counts the rows of the source that were added up into it."""

    key: ObservationKey
    metrics: Metrics
    source_rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a fact vouches for of a batch: its days, how many rows, their sums and their SHA-256 (hex)."""

    since: date
    until: date
    rows: int
    totals: Metrics
    sha256: str


def summary(observations: Sequence[Observation]) -> Summary:
    """The summary of a batch that is not empty."""
    return Summary(
        since=min(row.key.day for row in observations),
        until=max(row.key.day for row in observations),
        rows=len(observations),
        totals=reduce(add, (row.metrics for row in observations)),
        sha256=digest(observations),
    )


def digest(observations: Iterable[Observation]) -> str:
    """SHA-256 (hex) of a batch in its canonical form: one line an observation, in the order of keys."""
    lines = (_canonical(row) for row in sorted(observations, key=lambda row: row.key))
    return sha256("\n".join(lines).encode()).hexdigest()


def _canonical(row: Observation) -> str:
    key, metrics = row.key, row.metrics
    conversions = "" if metrics.conversions is None else plain(metrics.conversions)
    value = "" if metrics.conversion_value_micros is None else str(metrics.conversion_value_micros)
    numbers = (metrics.impressions, metrics.clicks, metrics.spend_micros, conversions, value, row.source_rows)
    parts = (key.day.isoformat(), key.hour, key.campaign_ref, key.ad_group_ref, key.ad_ref, *numbers)
    return "\t".join(str(part).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") for part in parts)
