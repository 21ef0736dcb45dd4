"""What a report is asked to show: its level, dimensions and days. Source: platforms.md 4.2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.sandbox.delivery import Dimension, Level
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.tiktok.audiences import DIMENSIONS
from adapters.sandbox.tiktok.provinces import PROVINCE
from adapters.sandbox.tiktok.query import flag, json_list
from adapters.sandbox.tiktok.request_checks import check_sent
from adapters.sandbox.tiktok.request_rules import (
    A_LIFETIME_HAS_NO_DAYS,
    A_RANGE_RUNS_FORWARD,
    A_REPORT_S_RANGE_IS_SHORT,
    AN_AUDIENCE_REPORT_HAS_AUDIENCES,
    AN_AUDIENCE_REPORT_HAS_NO_HOURS,
    DAYS_BY_DAY,
    DAYS_BY_HOUR,
    DAYS_IN_ALL,
    DIMENSIONS_GO_TOGETHER,
    VALUES_HAVE_THEIR_TYPE,
    WORDS_ARE_LISTED,
    refuse,
)

DAY, HOUR = "stat_time_day", "stat_time_hour"
LEVELS: Mapping[str, tuple[Level, str]] = {
    "AUCTION_ADVERTISER": ("account", "advertiser_id"),
    "AUCTION_CAMPAIGN": ("campaign", "campaign_id"),
    "AUCTION_ADGROUP": ("ad_group", "adgroup_id"),
    "AUCTION_AD": ("ad", "ad_id"),
}
_LONGEST = {DAY: DAYS_BY_DAY, HOUR: DAYS_BY_HOUR, None: DAYS_IN_ALL}
# The audience dimensions of each type of report; a basic one knows the country alone.
_TYPES: Mapping[str, set[str]] = {"BASIC": {"country_code"}, "AUDIENCE": set(DIMENSIONS)}
_MOST_SEGMENTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """`segments` are the audience dimensions in TikTok's words, `by` the same in the delivery model's."""

    level: Level
    dimensions: tuple[str, ...]
    time: str | None
    segments: tuple[str, ...]
    by: tuple[Dimension, ...]

    @property
    def provinces(self) -> int | None:
        """The place of the province among the segments, if it is asked for."""
        return self.segments.index(PROVINCE) if PROVINCE in self.segments else None


def shape_of(query: Mapping[str, str], switches: RuleSwitches) -> Shape:
    """Return what a report is to show; what no report has is refused by its field, or shown as "-"."""
    report_type = query.get("report_type", "")
    if report_type not in _TYPES:
        said = "must be BASIC or AUDIENCE: the sandbox serves no other report"
        refuse(switches, WORDS_ARE_LISTED, "report_type", said)
        report_type = "BASIC"
    if query.get("service_type", "AUCTION") != "AUCTION":
        refuse(switches, WORDS_ARE_LISTED, "service_type", "must be AUCTION")
    level, id_dimension = _level_of(query, switches)
    dimensions = tuple(json_list(query, "dimensions"))
    check_sent(switches, {"dimensions": dimensions}, "dimensions")
    dimensions = dimensions or (id_dimension,)
    _check_dimensions(dimensions, level, id_dimension, report_type, switches)
    if report_type == "AUDIENCE":
        _check_audiences(dimensions, switches)
    times = [name for name in (HOUR, DAY) if name in dimensions]
    hidden = "country_code" if PROVINCE in dimensions else None
    segments = tuple(name for name in dict.fromkeys(dimensions) if name in DIMENSIONS and name != hidden)
    return Shape(
        level=level,
        dimensions=dimensions,
        time=times[0] if times else None,
        segments=segments,
        by=tuple(DIMENSIONS[name] for name in segments),
    )


def _level_of(query: Mapping[str, str], switches: RuleSwitches) -> tuple[Level, str]:
    """Return the level and the dimension of its ids; of an unknown level, let pass, the one that a dimension shows."""
    asked = query.get("data_level", "")
    if asked not in LEVELS:
        refuse(switches, WORDS_ARE_LISTED, "data_level", f"must be one of {', '.join(LEVELS)}")
        named = json_list(query, "dimensions")
        return next((one for one in LEVELS.values() if one[1] in named), LEVELS["AUCTION_ADVERTISER"])
    return LEVELS[asked]


def _check_dimensions(
    dimensions: Sequence[str], level: Level, id_dimension: str, report_type: str, switches: RuleSwitches
) -> None:
    ids = {id_dimension, "ad_id_v2"} if level == "ad" else {id_dimension}
    times = {DAY, HOUR} & {*dimensions}
    known = ids | {DAY, HOUR} | _TYPES[report_type]
    if len(times) > 1 or not {*dimensions} <= known or (level != "account" and not ids & {*dimensions}):
        said = f"must be {id_dimension} with at most one of {DAY} and {HOUR}"
        refuse(switches, DIMENSIONS_GO_TOGETHER, "dimensions", said)
    if {PROVINCE, "country_code"} <= {*dimensions}:
        said = f"{PROVINCE} tells the country: country_code does not go with it"
        refuse(switches, DIMENSIONS_GO_TOGETHER, "dimensions", said)


def _check_audiences(dimensions: Sequence[str], switches: RuleSwitches) -> None:
    if not 1 <= sum(name in DIMENSIONS for name in dimensions) <= _MOST_SEGMENTS:
        refuse(switches, AN_AUDIENCE_REPORT_HAS_AUDIENCES, "dimensions")
    if HOUR in dimensions:
        refuse(switches, AN_AUDIENCE_REPORT_HAS_NO_HOURS, "dimensions")


def range_of(
    query: Mapping[str, str], time_dimension: str | None, today: date, switches: RuleSwitches
) -> tuple[date, date]:
    """Return the first and the last day of a report; a lifetime report has all of them."""
    # Connectors in production still send the older name.
    if flag(query, "query_lifetime") or flag(query, "lifetime"):
        if time_dimension:
            refuse(switches, A_LIFETIME_HAS_NO_DAYS, "query_lifetime")
        return date(2000, 1, 1), today + timedelta(days=1)
    first, last = (_date(query, name, switches) for name in ("start_date", "end_date"))
    since, until = first or last or today, last or first or today
    if since > until:
        refuse(switches, A_RANGE_RUNS_FORWARD, "end_date")
    if (until - since).days >= _LONGEST[time_dimension]:
        refuse(switches, A_REPORT_S_RANGE_IS_SHORT, "start_date")
    return since, until


def _date(query: Mapping[str, str], name: str, switches: RuleSwitches) -> date | None:
    check_sent(switches, query, name)
    try:
        return date.fromisoformat(query[name]) if query.get(name) else None
    except ValueError:
        refuse(switches, VALUES_HAVE_THEIR_TYPE, name, "must look like 2026-11-20")
        return None
