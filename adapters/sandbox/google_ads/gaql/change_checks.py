"""What queries over changes must hold to: a LIMIT, and a span of days that lies not too far back.

Source: Google Ads API, guides "Change event" and "Change status".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from adapters.sandbox.google_ads.gaql.dates import NAMED_RANGES, named_range
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator, Query
from adapters.sandbox.google_ads.refusals import refused
from adapters.sandbox.google_ads.request_rules import MOST_ROWS
from adapters.sandbox.rule_switches import RuleSwitches

_REMEMBERED: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "change_event": ("change_event.change_date_time", 30),
        "change_status": ("change_status.last_change_date_time", 90),
    }
)
"""By resource of changes: the field that tells when each was, and for how many days it is remembered."""

MOMENTS = frozenset(moment for moment, _ in _REMEMBERED.values())
"""The fields of moments that DURING and days can be said of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query over changes: from the latest of its `lows` to the earliest of its `highs`, days as they are written."""

    limit: int | None
    lows: tuple[str, ...]
    highs: tuple[str, ...]
    today: date

    def starts_before(self, day: date) -> bool:
        """Say whether it reaches back beyond a day."""
        return bool(self.lows) and max(self.lows) < day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule:
    """One row; `resource` is the one of FROM that it holds for."""

    name: str
    resource: str
    broken_by: Callable[[Asked], bool]
    code: str
    message: str
    source: str


def _rules(resource: str, moment: str, days: int) -> Iterator[ChangeRule]:
    table: tuple[tuple[str, Callable[[Asked], bool], str], ...] = (
        ("LIMIT_NOT_SPECIFIED", lambda asked: asked.limit is None, "A LIMIT is required."),
        ("INVALID_LIMIT_CLAUSE", lambda asked: (asked.limit or 0) > MOST_ROWS, f"The LIMIT is at most {MOST_ROWS}."),
        (
            "CHANGE_DATE_RANGE_INFINITE",
            lambda asked: not asked.lows or not asked.highs,
            f"Filter {moment} from one day to another.",
        ),
        (
            "CHANGE_DATE_RANGE_NEGATIVE",
            lambda asked: bool(asked.lows and asked.highs) and max(asked.lows) > min(asked.highs),
            "The span of days ends before it starts.",
        ),
        (
            "START_DATE_TOO_OLD",
            lambda asked: asked.starts_before(asked.today - timedelta(days=days)),
            f"Changes are remembered for {days} days.",
        ),
    )
    for value, broken_by, message in table:
        yield ChangeRule(
            name=f"google_ads.{resource}.{value.lower()}",
            resource=resource,
            broken_by=broken_by,
            code=f"{resource}_error.{value}",
            message=message,
            source=f"D: guide {resource.replace('_', ' ').capitalize()}",
        )


CHANGE_RULES: tuple[ChangeRule, ...] = tuple(
    rule for resource, (moment, days) in _REMEMBERED.items() for rule in _rules(resource, moment, days)
)


def check_changes(query: Query, today: date, switches: RuleSwitches) -> None:
    """Refuse (RefusedError) a query over changes that breaks a rule in force."""
    if query.resource not in _REMEMBERED:
        return
    moment, _ = _REMEMBERED[query.resource]
    about = [condition for condition in query.where if condition.field == moment]
    asked = Asked(
        limit=query.limit,
        lows=tuple(_bounds(about, today, lower=True)),
        highs=tuple(_bounds(about, today, lower=False)),
        today=today,
    )
    for rule in CHANGE_RULES:
        if rule.resource == query.resource and switches.holds(rule.name) and rule.broken_by(asked):
            raise refused(rule.code, rule.message)


_LOWER = frozenset({Operator.GREATER, Operator.AT_LEAST, Operator.EQUAL, Operator.BETWEEN})
_UPPER = frozenset({Operator.LESS, Operator.AT_MOST, Operator.EQUAL, Operator.BETWEEN})


def _bounds(conditions: Iterable[Condition], today: date, *, lower: bool) -> Iterator[str]:
    for condition in conditions:
        if condition.operator is Operator.DURING and condition.values[0].upper() in NAMED_RANGES:
            yield named_range(condition.values[0].upper(), today)[0 if lower else 1].isoformat()
        elif condition.operator in (_LOWER if lower else _UPPER):
            yield condition.values[0 if lower else -1]
