"""What queries over changes must hold to: a LIMIT, and a span of days that lies not too far back.

Source: Google Ads API, guides "Change event" and "Change status".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from adapters.sandbox.google_ads.gaql.dates import NAMED_RANGES, named_range
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator, Query
from adapters.sandbox.google_ads.refusals import refused

_MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    """A resource of changes: when each was, how many days are remembered, and the kind of its errors."""

    moment: str
    days: int
    error: str


_CHANGES: Mapping[str, _Changes] = MappingProxyType(
    {
        "change_event": _Changes(moment="change_event.change_date_time", days=30, error="change_event_error"),
        "change_status": _Changes(moment="change_status.last_change_date_time", days=90, error="change_status_error"),
    }
)
MOMENTS = frozenset(changes.moment for changes in _CHANGES.values())
"""The fields of moments that DURING and days can be said of."""


def check_changes(query: Query, today: date) -> None:
    """Refuse (RefusedError) a query over changes without LIMIT or without an allowed span of days."""
    changes = _CHANGES.get(query.resource)
    if changes is None:
        return
    if query.limit is None:
        raise refused(f"{changes.error}.LIMIT_NOT_SPECIFIED", "A LIMIT is required.")
    if query.limit > _MOST_ROWS:
        raise refused(f"{changes.error}.INVALID_LIMIT_CLAUSE", f"The LIMIT is at most {_MOST_ROWS}.")
    about = [condition for condition in query.where if condition.field == changes.moment]
    lows, highs = list(_bounds(about, today, lower=True)), list(_bounds(about, today, lower=False))
    if not lows or not highs:
        raise refused(
            f"{changes.error}.CHANGE_DATE_RANGE_INFINITE", f"Filter {changes.moment} from one day to another."
        )
    if max(lows) > min(highs):
        raise refused(f"{changes.error}.CHANGE_DATE_RANGE_NEGATIVE", "The span of days ends before it starts.")
    if max(lows) < (today - timedelta(days=changes.days)).isoformat():
        raise refused(f"{changes.error}.START_DATE_TOO_OLD", f"Changes are remembered for {changes.days} days.")


_LOWER = frozenset({Operator.GREATER, Operator.AT_LEAST, Operator.EQUAL, Operator.BETWEEN})
_UPPER = frozenset({Operator.LESS, Operator.AT_MOST, Operator.EQUAL, Operator.BETWEEN})


def _bounds(conditions: Iterable[Condition], today: date, *, lower: bool) -> Iterator[str]:
    for condition in conditions:
        if condition.operator is Operator.DURING and condition.values[0].upper() in NAMED_RANGES:
            yield named_range(condition.values[0].upper(), today)[0 if lower else 1].isoformat()
        elif condition.operator in (_LOWER if lower else _UPPER):
            yield condition.values[0 if lower else -1]
