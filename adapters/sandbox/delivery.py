"""A seeded model of what advertising brings: impressions, clicks, spend under the budget, late conversions.

Nothing is drawn from a running generator: every figure is a hash of (seed, line, day, hour), so the same world
tells the same story however often, and in whatever steps, it is asked. Spend is whole minor units of the
currency throughout, so that an ad group is exactly the sum of its ads and a campaign of its ad groups.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from adapters.sandbox.clock import Clock
from adapters.sandbox.delivery_model import DayModel, hourly_targets, minor_digits, share_out
from adapters.sandbox.lock import Lock
from adapters.sandbox.standing import Standing

Level = Literal["account", "campaign", "ad_group", "ad"]
_DEPTH: dict[Level, int] = {"account": 2, "campaign": 3, "ad_group": 4, "ad": 5}
_LIFETIME_DAYS_WITHOUT_END = 30


class LineKey(NamedTuple):
    """Where a line's figures are booked."""

    platform: str
    account_id: str
    campaign_id: str
    ad_group_id: str
    ad_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One ad as it stands now. Lines that name the same `budget_id` share that budget. Money in major units."""

    key: LineKey
    budget_id: str
    currency: str
    time_zone: str
    delivering: bool
    daily_budget: Decimal | None = None
    lifetime_budget: Decimal | None = None
    objective: str = ""
    bid: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsRow:
    """Figures of one object on one day, or in one hour of it, in the account's time zone, as known now."""

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


@dataclass(slots=True)
class _Day:
    """One ad's figures by local hour; a conversion is (hour of its click, epoch hour it shows, minor units)."""

    digits: int
    impressions: list[int] = field(default_factory=lambda: [0] * 24)
    clicks: list[int] = field(default_factory=lambda: [0] * 24)
    spend: list[int] = field(default_factory=lambda: [0] * 24)
    conversions: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Sum:
    digits: int
    impressions: int = 0
    clicks: int = 0
    spend: int = 0
    conversions: int = 0
    value: int = 0


_Lines = Callable[[], Iterable[DeliveryLine]]


class DeliveryEngine:
    """Delivers whole hours: a change takes effect from the hour in which it is made."""

    def __init__(self, clock: Clock, seed: int = 0, lock: Lock | None = None, standing: Standing | None = None) -> None:
        self._clock = clock
        self._standing = standing or Standing()
        self._seed = seed
        self._lock = lock or threading.RLock()
        self._sources: dict[str, _Lines] = {}
        self._accrued_to = _epoch_hour(clock.now())
        self._days: dict[tuple[str, str], dict[date, dict[LineKey, _Day]]] = {}
        self._spent: dict[tuple[str, str], dict[date, int]] = {}
        self._stops: list[tuple[str, int, int]] = []

    @property
    def accrued_to(self) -> int:
        """The hour, since the epoch, up to which everything is delivered."""
        return self._accrued_to

    def register(self, platform: str, lines: _Lines) -> None:
        """Ask `lines` for the platform's ads, as they stand, whenever hours are delivered."""
        self._sources[platform] = lines

    def stop(self, platform: str, since: datetime, until: datetime) -> None:
        """Let a platform deliver nothing in the hours from `since` to `until`."""
        with self._lock:
            self._stops.append((platform, _epoch_hour(since), _epoch_hour(until)))

    def accrue(self) -> None:
        """Deliver every whole hour since the last call; call it before each mutation and each metrics read."""
        with self._lock:
            upto = _epoch_hour(self._clock.now())
            if upto <= self._accrued_to:
                return
            first, self._accrued_to = self._accrued_to, upto
            hours: dict[str, list[tuple[date, int, int]]] = {}
            for source in self._sources.values():
                for lines in _by_budget(line for line in source() if self._may_show(line)):
                    zone = lines[0].time_zone
                    if zone not in hours:
                        hours[zone] = list(_local_hours(zone, first, upto))
                    self._deliver(lines, hours[zone])

    def _may_show(self, line: DeliveryLine) -> bool:
        return line.delivering and self._standing.lets_deliver(line.key.platform, line.key.account_id, line.key.ad_id)

    def _deliver(self, lines: list[DeliveryLine], hours: list[tuple[date, int, int]]) -> None:
        for day, of_day in groupby(hours, key=lambda hour: hour[0]):
            live = [line for line in lines if _runs_on(line, day)]
            if live:
                self._deliver_day(live, day, [(hour, epoch) for _, hour, epoch in of_day])

    def _deliver_day(self, lines: list[DeliveryLine], day: date, hours: list[tuple[int, int]]) -> None:
        first = lines[0]
        digits = minor_digits(first.currency)
        spent = self._spent.setdefault((first.key.platform, first.budget_id), {})
        budget = _budget_of_day(first, day, spent, digits)
        models = [self._model(line, day) for line in lines]
        cells = [self._cell(line.key, day, digits) for line in lines]
        weights = [model.weight for model in models]
        targets = hourly_targets(self._seed, first.budget_id, day, budget)
        for hour, epoch in hours:
            left = budget - spent.get(day, 0)
            amount = min(left, targets[hour])
            if amount <= 0:
                continue
            spent[day] = spent.get(day, 0) + amount
            for model, cell, share in zip(models, cells, share_out(amount, weights), strict=True):
                _book(model, cell, hour, epoch, share)

    def _model(self, line: DeliveryLine, day: date) -> DayModel:
        return DayModel(
            seed=self._seed,
            key=line.key,
            day=day,
            objective=line.objective,
            currency=line.currency,
            bid=line.bid,
        )

    def _cell(self, key: LineKey, day: date, digits: int) -> _Day:
        of_day = self._days.setdefault((key.platform, key.account_id), {}).setdefault(day, {})
        if key not in of_day:
            of_day[key] = _Day(digits)
        return of_day[key]

    def metrics(
        self, platform: str, account_id: str, since: date, until: date, level: Level, *, hourly: bool = False
    ) -> list[MetricsRow]:
        """Return rows for both days and all between them, oldest first; objects without delivery have no row."""
        with self._lock:
            self.accrue()
            sums: dict[tuple[date, int | None, tuple[str, ...]], _Sum] = {}
            of_account = self._days.get((platform, account_id), {})
            for day in sorted(day for day in of_account if since <= day <= until):
                for key, cell in of_account[day].items():
                    self._add_up(sums, day, key[: _DEPTH[level]], cell, hourly)
            return [_row(place, total) for place, total in sorted(sums.items(), key=_by_day_then_object)]

    def _add_up(
        self,
        sums: dict[tuple[date, int | None, tuple[str, ...]], _Sum],
        day: date,
        where: tuple[str, ...],
        cell: _Day,
        hourly: bool,
    ) -> None:
        for hour in range(24):
            if cell.impressions[hour] or cell.spend[hour]:
                total = sums.setdefault((day, hour if hourly else None, where), _Sum(cell.digits))
                total.impressions += cell.impressions[hour]
                total.clicks += cell.clicks[hour]
                total.spend += cell.spend[hour]
        for hour, shows_at, value in cell.conversions:
            if shows_at <= self._accrued_to:
                total = sums[day, hour if hourly else None, where]
                total.conversions += 1
                total.value += value

    def spent(self, platform: str, budget_id: str) -> int:
        """Return what this budget has spent in all, in minor units of its currency."""
        with self._lock:
            self.accrue()
            return sum(self._spent.get((platform, budget_id), {}).values())

    def spent_on(self, platform: str, budget_id: str, day: date) -> int:
        """Return what this budget has spent on one local day, in minor units of its currency."""
        with self._lock:
            self.accrue()
            return self._spent.get((platform, budget_id), {}).get(day, 0)

    def dump(self) -> object:
        """Return what `load` needs to go on with the same figures."""
        return self._accrued_to, self._days, self._spent, self._stops

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        self._accrued_to, self._days, self._spent, self._stops = state  # type: ignore[misc]  # our own dump


def _epoch_hour(moment: datetime) -> int:
    return int(moment.timestamp()) // 3600


def _local_hours(zone: str, first: int, upto: int) -> Iterator[tuple[date, int, int]]:
    tz = ZoneInfo(zone)
    for epoch in range(first, upto):
        local = datetime.fromtimestamp(epoch * 3600, UTC).astimezone(tz)
        yield local.date(), local.hour, epoch


def _by_budget(lines: Iterable[DeliveryLine]) -> Iterable[list[DeliveryLine]]:
    pots: dict[str, list[DeliveryLine]] = {}
    for line in lines:
        pots.setdefault(line.budget_id, []).append(line)
    return pots.values()


def _runs_on(line: DeliveryLine, day: date) -> bool:
    return (line.starts_on or day) <= day <= (line.ends_on or day)


def _budget_of_day(line: DeliveryLine, day: date, spent: dict[date, int], digits: int) -> int:
    scale = 10**digits
    if line.daily_budget is not None:
        return int(line.daily_budget * scale)
    if line.lifetime_budget is None:
        return 0
    left = int(line.lifetime_budget * scale) - sum(amount for on, amount in spent.items() if on != day)
    days = (line.ends_on - day).days + 1 if line.ends_on else _LIFETIME_DAYS_WITHOUT_END
    return max(left, 0) // max(days, 1)


def _book(model: DayModel, cell: _Day, hour: int, epoch: int, spend: int) -> None:
    outcome = model.hour(hour, spend)
    cell.spend[hour] += spend
    cell.impressions[hour] += outcome.impressions
    cell.clicks[hour] += outcome.clicks
    for lag_hours, value in outcome.conversions:
        cell.conversions.append((hour, epoch + 1 + lag_hours, value))


def _by_day_then_object(
    item: tuple[tuple[date, int | None, tuple[str, ...]], _Sum],
) -> tuple[date, int, tuple[str, ...]]:
    (day, hour, where), _ = item
    return day, hour or 0, where


def _row(place: tuple[date, int | None, tuple[str, ...]], total: _Sum) -> MetricsRow:
    day, hour, where = place
    _, account_id, campaign_id, ad_group_id, ad_id = (*where, None, None, None)[:5]
    return MetricsRow(
        account_id=str(account_id),
        campaign_id=campaign_id,
        ad_group_id=ad_group_id,
        ad_id=ad_id,
        day=day,
        hour=hour,
        impressions=total.impressions,
        clicks=total.clicks,
        spend=Decimal(total.spend).scaleb(-total.digits),
        conversions=Decimal(total.conversions),
        conversion_value=Decimal(total.value).scaleb(-total.digits),
    )
