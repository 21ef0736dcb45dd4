"""The days that a query can be about, so that nothing is summed up only to be filtered out."""

from collections.abc import Iterable
from datetime import date, datetime

from adapters.sandbox.google_ads.gaql.dates import named_range
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator

Days = tuple[date, date]
"""The first and the last."""


def day_window(conditions: Iterable[Condition], today: date) -> Days:
    """Return the first and last day that every condition on `segments.date` lets through, or more."""
    since, until = date.min, date.max
    for condition in conditions:
        if condition.field == "segments.date":
            first, last = _range(condition, today)
            since, until = max(since, first), min(until, last)
    return since, until


def says_days_exactly(conditions: Iterable[Condition]) -> bool:
    """Return whether `day_window` lets through what the conditions do, no more."""
    return all(each.field == "segments.date" and each.operator in _EXACT for each in conditions)


_EXACT = frozenset({Operator.DURING, Operator.EQUAL, Operator.BETWEEN, Operator.AT_LEAST, Operator.AT_MOST})


def _range(condition: Condition, today: date) -> tuple[date, date]:
    match condition.operator:
        case Operator.DURING:
            return named_range(condition.values[0].upper(), today)
        case Operator.EQUAL | Operator.BETWEEN:
            return parse_day(condition.values[0]), parse_day(condition.values[-1])
        case Operator.GREATER | Operator.AT_LEAST:
            return parse_day(condition.values[0]), date.max
        case Operator.LESS | Operator.AT_MOST:
            return date.min, parse_day(condition.values[0])
        case _:
            return date.min, date.max


def parse_day(text: str) -> date:
    """Return the day that `2026-11-01` or `20261101` names; ValueError if it is none."""
    return datetime.strptime(text.replace("-", ""), "%Y%m%d").date()  # noqa: DTZ007 - a local day
