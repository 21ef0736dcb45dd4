"""What a query must hold to about its days: a finite span, whole weeks and months, one day of clicks."""

from collections.abc import Iterable
from datetime import date

from adapters.sandbox.google_ads.gaql.segments import CORE_DATES
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator, Query
from adapters.sandbox.google_ads.gaql.window import day_window, parse_day
from adapters.sandbox.google_ads.query_rules import BACKWARD_DATES, ENDLESS_DATES, MISALIGNED_DATE, SEVERAL_DAYS
from adapters.sandbox.rule_switches import RuleSwitches

_FROM = {Operator.GREATER, Operator.AT_LEAST}
_UNTIL = {Operator.LESS, Operator.AT_MOST}
_ENDLESS = {Operator.NOT_EQUAL, Operator.NOT_IN, Operator.IS_NULL, Operator.IS_NOT_NULL}
_DATES = frozenset(f"segments.{name}" for name in CORE_DATES)
_MONTHS_OF_A_QUARTER = 3


def check_dates(query: Query, today: date, switches: RuleSwitches) -> None:
    """Refuse (RefusedError, query_error) a query whose days are endless, backward, misaligned or too many.

    That what it calls days are days was seen to before.
    """
    about = [condition for condition in query.where if condition.field in _DATES]
    if _DATES & set(query.select) and not _is_finite(about):
        ENDLESS_DATES.refuse(switches)
    for condition in about:
        _check_alignment(condition, switches)
    since, until = day_window(query.where, today)
    if since > until:
        BACKWARD_DATES.refuse(switches)
    if query.resource == "click_view" and since != until:
        SEVERAL_DAYS.refuse(switches)


def _is_finite(about: Iterable[Condition]) -> bool:
    operators = {condition.operator for condition in about} - _ENDLESS
    return bool(operators - _FROM - _UNTIL) or bool(operators & _FROM and operators & _UNTIL)


def _check_alignment(condition: Condition, switches: RuleSwitches) -> None:
    if condition.field in {"segments.date", "segments.year"}:
        return
    for text in condition.values:
        if not _begins(condition.field, parse_day(text)):
            MISALIGNED_DATE.refuse(switches, trigger=text, detail=f"'{condition.field}' and '{text}'.")


def _begins(field: str, day: date) -> bool:
    if field == "segments.week":
        return day.weekday() == 0
    if field == "segments.month":
        return day.day == 1
    return day.day == 1 and day.month % _MONTHS_OF_A_QUARTER == 1
