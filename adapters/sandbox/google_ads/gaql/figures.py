"""What was measured, and every metric that follows from it."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from google.protobuf.message import Message

from adapters.sandbox.google_ads.gaql.catalogue import Field
from adapters.sandbox.google_ads.gaql.segments import BUDGET_ASSOCIATION, KEYWORD
from adapters.sandbox.google_ads.wire import Proto

_MICROS = 1_000_000


@dataclass(slots=True)
class Beside:
    """Conversions that only `all_conversions` counts, and all of either by the day on which they happened."""

    extra: Decimal = Decimal(0)
    extra_value: Decimal = Decimal(0)
    dated: Decimal = Decimal(0)
    dated_value: Decimal = Decimal(0)
    dated_extra: Decimal = Decimal(0)
    dated_extra_value: Decimal = Decimal(0)

    def add(self, other: "Beside") -> None:
        """Add `other` to these sums."""
        self.extra += other.extra
        self.extra_value += other.extra_value
        self.dated += other.dated
        self.dated_value += other.dated_value
        self.dated_extra += other.dated_extra
        self.dated_extra_value += other.dated_extra_value


_NONE_BESIDE = Beside()


@dataclass(slots=True)
class Figures:
    """Sums over some of an account's delivery; money in the account's major units."""

    impressions: int = 0
    clicks: int = 0
    spend: Decimal = Decimal(0)
    conversions: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    beside: Beside | None = None

    def __bool__(self) -> bool:
        """Say whether anything was delivered."""
        return bool(self.impressions or self.clicks or self.spend or self.conversions or self.value or self.beside)

    def add(self, other: "Figures") -> None:
        """Add `other` to these sums."""
        self.impressions += other.impressions
        self.clicks += other.clicks
        self.spend += other.spend
        self.conversions += other.conversions
        self.value += other.value
        if other.beside is not None:
            self.beside = self.beside or Beside()
            self.beside.add(other.beside)

    @property
    def all(self) -> Decimal:
        """Return the conversions of primary actions and of all others."""
        return self.conversions + self.rest.extra

    @property
    def all_value(self) -> Decimal:
        """Return what all of them are worth."""
        return self.value + self.rest.extra_value

    @property
    def rest(self) -> Beside:
        """Return what stands beside, for reading only."""
        return self.beside or _NONE_BESIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The figures of one object on one day or in one hour of it; `key` is the object's row key.

    `cut` holds the values of the further segments asked for, enumerations by name.
    """

    key: str
    day: date
    hour: int | None
    figures: Figures
    cut: Mapping[str, str] = dataclasses.field(default_factory=dict)


def _ratio(top: int | Decimal, bottom: int | Decimal) -> Decimal | None:
    return Decimal(top) / Decimal(bottom) if bottom else None


_METRICS: dict[str, Callable[[Figures], int | Decimal | None]] = {
    "impressions": lambda f: f.impressions,
    "clicks": lambda f: f.clicks,
    "interactions": lambda f: f.clicks,
    "cost_micros": lambda f: int(f.spend * _MICROS),
    "conversions": lambda f: f.conversions,
    "conversions_value": lambda f: f.value,
    "all_conversions": lambda f: f.all,
    "all_conversions_value": lambda f: f.all_value,
    "ctr": lambda f: _ratio(f.clicks, f.impressions),
    "interaction_rate": lambda f: _ratio(f.clicks, f.impressions),
    "average_cpc": lambda f: _ratio(f.spend * _MICROS, f.clicks),
    "average_cost": lambda f: _ratio(f.spend * _MICROS, f.clicks),
    "average_cpm": lambda f: _ratio(f.spend * _MICROS * 1000, f.impressions),
    "cost_per_conversion": lambda f: _ratio(f.spend * _MICROS, f.conversions),
    "cost_per_all_conversions": lambda f: _ratio(f.spend * _MICROS, f.all),
    "conversions_from_interactions_rate": lambda f: _ratio(f.conversions, f.clicks),
    "all_conversions_from_interactions_rate": lambda f: _ratio(f.all, f.clicks),
    "conversions_value_per_cost": lambda f: _ratio(f.value, f.spend),
    "all_conversions_value_per_cost": lambda f: _ratio(f.all_value, f.spend),
    "value_per_conversion": lambda f: _ratio(f.value, f.conversions),
    "value_per_all_conversions": lambda f: _ratio(f.all_value, f.all),
    "conversions_by_conversion_date": lambda f: f.rest.dated,
    "conversions_value_by_conversion_date": lambda f: f.rest.dated_value,
    "all_conversions_by_conversion_date": lambda f: f.rest.dated + f.rest.dated_extra,
    "all_conversions_value_by_conversion_date": lambda f: f.rest.dated_value + f.rest.dated_extra_value,
    "value_per_conversions_by_conversion_date": lambda f: _ratio(f.rest.dated_value, f.rest.dated),
    "value_per_all_conversions_by_conversion_date": lambda f: _ratio(
        f.rest.dated_value + f.rest.dated_extra_value, f.rest.dated + f.rest.dated_extra
    ),
}
"""Every click is the interaction.

Any other metric of the wire is left unset, as Google leaves what was not measured.
"""


def measured(field: Field, figures: Figures) -> float | None:
    """Return the value of a metric, None for what was not measured and for a ratio without a denominator."""
    measure = _METRICS.get(field.path[0])
    value = measure(figures) if measure else None
    if value is None:
        return None
    return int(value) if field.descriptor.cpp_type == field.descriptor.CPPTYPE_INT64 else float(value)


def fill_metrics(message: Message, fields: Iterable[Field], figures: Figures) -> None:
    """Set the metrics that `fields` name, as far as they have a value."""
    for field in fields:
        value = measured(field, figures)
        if value is not None:
            setattr(message, field.path[0], value)


def needs_cut(segment: str) -> bool:
    """Say whether a segment divides more than time: its value is then in the `cut` of measurements."""
    return segment not in _SEGMENTS


def fill_segments(message: Message, names: Iterable[str], measurement: Measurement) -> None:
    """Set the segments named, as they hold for an hour (or a day) of delivery; one that divides nothing stays unset."""
    for name in names:
        timed = _SEGMENTS.get(name)
        value = timed(message, measurement.day, measurement.hour or 0) if timed else measurement.cut.get(name)
        if value is None:
            continue
        if name in _MESSAGES:
            _MESSAGES[name](getattr(message, name), measurement.cut)
            continue
        is_named = message.DESCRIPTOR.fields_by_name[name].enum_type is not None and isinstance(value, str)
        setattr(message, name, _number(message, name, str(value)) if is_named else value)


def _associate(association: Proto, cut: Mapping[str, str]) -> None:
    association.campaign = cut[BUDGET_ASSOCIATION]
    association.status = _number(association, "status", "ENABLED")


def _name_keyword(keyword: Proto, cut: Mapping[str, str]) -> None:
    keyword.ad_group_criterion, keyword.info.text = cut[KEYWORD], cut["keyword.text"]
    keyword.info.match_type = _number(keyword.info, "match_type", cut["keyword.match_type"])


_MESSAGES: Mapping[str, Callable[[Proto, Mapping[str, str]], None]] = {
    BUDGET_ASSOCIATION: _associate,
    KEYWORD: _name_keyword,
}
"""The segments that have fields of their own, and what fills them in from a cut."""


def _number(message: Message, field: str, name: str) -> int:
    return int(message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_name[name].number)  # type: ignore[union-attr]  # callers know it for an enumeration


_SEGMENTS: dict[str, Callable[[Message, date, int], str | int]] = {
    "date": lambda _, day, __: day.isoformat(),
    "week": lambda _, day, __: (day - timedelta(days=day.weekday())).isoformat(),
    "month": lambda _, day, __: day.replace(day=1).isoformat(),
    "quarter": lambda _, day, __: day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1).isoformat(),
    "year": lambda _, day, __: day.year,
    "hour": lambda _, __, hour: hour,
    "day_of_week": lambda _, day, __: day.strftime("%A").upper(),
    "month_of_year": lambda _, day, __: day.strftime("%B").upper(),
    # Every click here is one on a headline at the top of a page.
    "click_type": lambda _, __, ___: "URL_CLICKS",
    "slot": lambda _, __, ___: "SEARCH_TOP",
    "ad_destination_type": lambda _, __, ___: "WEBSITE",
}
