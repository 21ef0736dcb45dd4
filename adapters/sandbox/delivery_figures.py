"""What is told of the delivery: sums of whole units by object, day, hour and segment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery_auction import Conversion
from adapters.sandbox.delivery_segments import Audience, Dimension, Parts, Segment

Level = Literal["account", "campaign", "ad_group", "ad"]
_DEPTH: dict[Level, int] = {"account": 2, "campaign": 3, "ad_group": 4, "ad": 5}
_Figures: TypeAlias = tuple[int, int, int]


class DayOfAd(Protocol):
    """One ad's figures of one day by local hour, in minor units."""

    digits: int
    audience: Audience
    impressions: list[int]
    clicks: list[int]
    spend: list[int]
    conversions: list[Conversion]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsRow:
    """Figures of one object on one day, or in one hour of it, in the account's time zone, as known now.

    `segment` has one value for each dimension that was asked for.
    """

    account_id: str
    campaign_id: str | None
    ad_group_id: str | None
    ad_id: str | None
    day: date
    hour: int | None
    impressions: int
    clicks: int
    spend: Decimal
    conversions: Decimal
    conversion_value: Decimal
    segment: Segment = ()


class _Place(NamedTuple):
    day: date
    hour: int
    where: tuple[str, ...]
    segment: Segment


@dataclass(slots=True)
class _Sum:
    digits: int
    impressions: int = 0
    clicks: int = 0
    spend: int = 0
    conversions: int = 0
    value: int = 0

    def add(self, figures: _Figures) -> None:
        self.impressions += figures[0]
        self.clicks += figures[1]
        self.spend += figures[2]

    def convert(self, sale: Conversion) -> None:
        self.conversions += 1
        self.value += sale.value

    @property
    def empty(self) -> bool:
        return not (self.impressions or self.spend)


@dataclass(slots=True, kw_only=True)
class Sums:
    """Adds ads' days up; `known_at` is the epoch hour whose knowledge of conversions is told."""

    seed: int
    level: Level
    hourly: bool
    by: tuple[Dimension, ...]
    known_at: int
    _sums: dict[_Place, _Sum] | None = None

    def add(self, day: date, key: tuple[str, ...], cell: DayOfAd, *, told_on: date) -> None:
        """Add one ad's day to the rows of the day `told_on`."""
        if self.by:
            self._add_segments(day, key, cell, told_on)
        elif self.hourly:
            self._add_hours(told_on, key, cell)
        elif any(cell.impressions) or any(cell.spend):
            total = self._sum(told_on, 0, key, (), cell)
            total.add((sum(cell.impressions), sum(cell.clicks), sum(cell.spend)))
            for sale in self._known(cell):
                total.convert(sale)

    def _add_hours(self, day: date, key: tuple[str, ...], cell: DayOfAd) -> None:
        for hour, figures in _hours(cell):
            self._sum(day, hour, key, (), cell).add(figures)
        for sale in self._known(cell):
            self._sum(day, sale.hour, key, (), cell).convert(sale)

    def _add_segments(self, day: date, key: tuple[str, ...], cell: DayOfAd, told_on: date) -> None:
        parts = Parts(seed=self.seed, key=key, audience=cell.audience, by=self.by, day=day)
        sums: dict[int, list[_Sum]] = {}
        for hour, figures in _hours(cell):
            place = hour if self.hourly else 0
            if place not in sums:
                sums[place] = [self._sum(told_on, place, key, segment, cell) for segment in parts.segments]
            for total, *of_segment in zip(sums[place], *parts.of_hour(hour, *figures), strict=True):
                total.add((of_segment[0], of_segment[1], of_segment[2]))
        for sale in self._known(cell):
            self._sum(told_on, sale.hour, key, parts.of_conversion(sale.hour, sale.draw), cell).convert(sale)

    def add_conversions(self, key: tuple[str, ...], cell: DayOfAd, zone: str, days: tuple[date, date]) -> None:
        """Add an ad's conversions alone, each to the local day and hour in which it happened."""
        for sale in self._known(cell):
            happened = datetime.fromtimestamp((sale.shows_at - 1) * 3600, UTC).astimezone(ZoneInfo(zone))
            if days[0] <= happened.date() <= days[1]:
                self._sum(happened.date(), happened.hour, key, (), cell).convert(sale)

    def _known(self, cell: DayOfAd) -> list[Conversion]:
        at = self.known_at
        return [
            sale for sale in cell.conversions if sale.shows_at <= at and (sale.gone_at is None or sale.gone_at > at)
        ]

    def _sum(self, day: date, hour: int, key: tuple[str, ...], segment: Segment, cell: DayOfAd) -> _Sum:
        if self._sums is None:
            self._sums = {}
        place = _Place(day, hour if self.hourly else 0, key[: _DEPTH[self.level]], segment)
        found = self._sums.get(place)
        if found is None:
            found = self._sums[place] = _Sum(cell.digits)
        return found

    def rows(self) -> list[MetricsRow]:
        """Return the sums, oldest first."""
        return [
            self._row(place, total) for place, total in sorted((self._sums or {}).items(), key=lambda item: item[0])
        ]

    def _row(self, place: _Place, total: _Sum) -> MetricsRow:
        _, account_id, campaign_id, ad_group_id, ad_id = (*place.where, None, None, None)[:5]
        return MetricsRow(
            account_id=str(account_id),
            campaign_id=campaign_id,
            ad_group_id=ad_group_id,
            ad_id=ad_id,
            day=place.day,
            hour=place.hour if self.hourly else None,
            impressions=total.impressions,
            clicks=total.clicks,
            spend=Decimal(total.spend).scaleb(-total.digits),
            conversions=Decimal(total.conversions),
            conversion_value=Decimal(total.value).scaleb(-total.digits),
            segment=place.segment,
        )


def _hours(cell: DayOfAd) -> Iterator[tuple[int, _Figures]]:
    for hour in range(24):
        if cell.impressions[hour] or cell.spend[hour]:
            yield hour, (cell.impressions[hour], cell.clicks[hour], cell.spend[hour])
