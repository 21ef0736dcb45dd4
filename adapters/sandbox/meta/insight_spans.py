"""Which days an insights call asks about, and how they fall into rows. Source: platforms.md 3.2."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

_DAY = timedelta(days=1)
_LONGEST_RANGE = timedelta(days=37 * 31)
_MONTHS_OF_QUARTER = 3
_MOST_DAYS_A_ROW = 90
_USUAL_PRESET = "last_30d"
_UNREADABLE = "meta.a_range_is_of_two_days"
# As many as a number of days can have that a calendar knows.
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Both days and all between them: what one row tells about."""

    start: date
    stop: date

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.stop - self.start).days + 1


T = TypeVar("T")
Preset = Callable[[date], tuple[date, date]]


def _last(days: int) -> Preset:
    return lambda today: (today - timedelta(days=days), today - _DAY)


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _quarter_of(day: date) -> date:
    return day.replace(month=(day.month - 1) // _MONTHS_OF_QUARTER * _MONTHS_OF_QUARTER + 1, day=1)


def _before(first_of: Callable[[date], date]) -> Preset:
    """Return the whole month, quarter or year before the present one."""

    def preset(today: date) -> tuple[date, date]:
        stop = first_of(today) - _DAY
        return first_of(stop), stop

    return preset


def _year_of(day: date) -> date:
    return day.replace(month=1, day=1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _all(today: date) -> tuple[date, date]:
    return today - timedelta(days=36 * 30), today


PRESETS: Mapping[str, Preset] = {
    "today": lambda today: (today, today),
    "yesterday": _last(1),
    "last_3d": _last(3),
    "last_7d": _last(7),
    "last_14d": _last(14),
    "last_28d": _last(28),
    "last_30d": _last(30),
    "last_90d": _last(90),
    "this_week_mon_today": lambda today: (_monday(today), today),
    "this_week_sun_today": lambda today: (_sunday(today), today),
    "last_week_mon_sun": _before(_monday),
    "last_week_sun_sat": _before(_sunday),
    "this_month": lambda today: (_month_of(today), today),
    "last_month": _before(_month_of),
    "this_quarter": lambda today: (_quarter_of(today), today),
    "last_quarter": _before(_quarter_of),
    "this_year": lambda today: (_year_of(today), today),
    "last_year": _before(_year_of),
    "maximum": _all,
    "data_maximum": _all,
}


def periods(params: Mapping[str, str], today: date, switches: RuleSwitches) -> list[Period]:
    """Return the periods asked about, oldest first; raises GraphError for what a check in force refuses."""
    if "time_ranges" in params:
        asked = _json(params, "time_ranges", list, switches) or []
        ranges = (_range(one, "time_ranges", switches) for one in asked)
        found = [period for period in ranges if period is not None]
    else:
        found = list(_rows(_whole(params, today, switches), params.get("time_increment", "all_days"), switches))
    if found and today - min(period.start for period in found) > _LONGEST_RANGE:
        refuse(switches, "meta.insights_reach_back_37_months", "time_range")
    return found


def _whole(params: Mapping[str, str], today: date, switches: RuleSwitches) -> Period:
    asked = _json(params, "time_range", dict, switches) if "time_range" in params else None
    period = _range(asked, "time_range", switches) if asked is not None else None
    return period or _preset(params.get("date_preset", _USUAL_PRESET).lower(), today, switches)


def _preset(preset: str, today: date, switches: RuleSwitches) -> Period:
    if preset not in PRESETS:
        refuse(switches, "meta.a_date_preset_is_one_of_those_listed", "date_preset", listed=", ".join(PRESETS))
        preset = _USUAL_PRESET
    start, stop = PRESETS[preset](today)
    return Period(start=start, stop=stop)


def _json(params: Mapping[str, str], name: str, kind: type[T], switches: RuleSwitches) -> T | None:
    try:
        value = read_json(params[name])
    except ValueError:
        value = None
    if isinstance(value, kind):
        return value
    refuse(switches, _UNREADABLE, name)
    return None


def _range(raw: Any, name: str, switches: RuleSwitches) -> Period | None:  # noqa: ANN401 - JSON of any shape; the wrong ones are caught
    try:
        start, stop = date.fromisoformat(raw["since"]), date.fromisoformat(raw["until"])
    except (ValueError, KeyError, TypeError):
        refuse(switches, _UNREADABLE, name)
        return None
    if start > stop:
        refuse(switches, "meta.a_range_does_not_end_before_it_starts", name)
    return Period(start=start, stop=stop)


def _rows(whole: Period, increment: str, switches: RuleSwitches) -> Iterator[Period]:
    monthly = increment == "monthly"
    counted = increment.isdecimal() and int(increment[:_MOST_DIGITS]) > 0
    if not counted and increment not in ("monthly", "all_days"):
        refuse(switches, "meta.an_increment_counts_days", "time_increment")
    if not counted and not monthly:
        yield whole
        return
    days = 0 if monthly else int(increment[:_MOST_DIGITS])
    if days > _MOST_DAYS_A_ROW:
        refuse(switches, "meta.an_increment_is_of_at_most_90_days", "time_increment")
    start = whole.start
    while start <= whole.stop:
        after = _month_of(_month_of(start) + timedelta(days=32)) if monthly else start + timedelta(days=days)
        yield Period(start=start, stop=min(whole.stop, after - _DAY))
        start = after
