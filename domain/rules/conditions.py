"""What a rule watches: a metric against a value, over days in a row, with three truth values.

`UNKNOWN` is the answer to figures that are missing or too thin. It is not false, and it never acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.shared.metrics import Metric, Metrics
from domain.shared.money import MICROS


class Truth(StrEnum):
    """Three-valued truth."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Comparison(StrEnum):
    """How a metric is held against the threshold."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`metric` is `comparison` than `threshold` on each of the last `days` whole days, in a row.

    A threshold on money is in the currency of the account, in major units.
    """

    metric: Metric
    comparison: Comparison
    threshold: Decimal
    days: int

    def __str__(self) -> str:
        days = "yesterday" if self.days == 1 else f"{self.days} days in a row"
        return f"{self.metric.upper()} {self.comparison} {self.threshold:f} for {days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReading:
    """What was seen on a day, and what it says of the condition."""

    day: date
    metrics: Metrics | None
    truth: Truth


def read_days(condition: Condition, today: date, by_day: Mapping[date, Metrics]) -> tuple[DayReading, ...]:
    """The condition held against each of the whole days before `today`, oldest first."""
    days = [today - timedelta(days=back) for back in range(condition.days, 0, -1)]
    return tuple(
        DayReading(day=day, metrics=by_day.get(day), truth=truth_of_day(condition, by_day.get(day))) for day in days
    )


def truth_in_a_row(readings: Sequence[DayReading]) -> Truth:
    """False if any day is false; unknown if no day is false and any is unknown; else true."""
    truths = {reading.truth for reading in readings}
    if Truth.FALSE in truths:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in truths or not truths else Truth.TRUE


def truth_of_day(condition: Condition, metrics: Metrics | None) -> Truth:
    """Hold one day's figures against the condition, exactly, before any rounding."""
    value = None if metrics is None else metrics.exactly(condition.metric)
    if value is None:
        return Truth.TRUE if metrics and _costs_more_than_one_conversion_may(condition, metrics) else Truth.UNKNOWN
    threshold = Fraction(condition.threshold)
    holds = value > threshold if condition.comparison is Comparison.ABOVE else value < threshold
    return Truth.TRUE if holds else Truth.FALSE


def _costs_more_than_one_conversion_may(condition: Condition, metrics: Metrics) -> bool:
    """Money spent without a conversion: CPA is undefined, but once more than the threshold is gone it is above it."""
    if (
        condition.metric is not Metric.CPA
        or condition.comparison is not Comparison.ABOVE
        or metrics.conversions is None
    ):
        return False
    return Fraction(metrics.spend_micros, MICROS) > Fraction(condition.threshold)
