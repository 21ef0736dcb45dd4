"""A seeded model of what advertising brings: impressions, clicks, spend under the budget, late conversions.

Nothing is drawn from a running generator: every figure is a hash of (seed, line, day, hour) and of the days before,
so the same world tells the same story however often, and in whatever steps, it is asked. Spend is whole minor units
of the currency throughout, so that an ad group is exactly the sum of its ads and a campaign of its ad groups. What
the model teaches, and what it leaves out, stands in ops/sandbox/delivery.md.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from adapters.sandbox.clock import Clock
from adapters.sandbox.delivery_auction import AdDay, Conversion, Terms
from adapters.sandbox.delivery_budget import Pacing, edited_significantly, outage_hours
from adapters.sandbox.delivery_draws import split
from adapters.sandbox.delivery_figures import Level, MetricsRow, Sums
from adapters.sandbox.delivery_history import History
from adapters.sandbox.delivery_rates import LATEST_HOUR, RATES, minor_digits
from adapters.sandbox.delivery_segments import EVERYONE, Audience, Dimension, size
from adapters.sandbox.lock import Lock
from adapters.sandbox.standing import Standing

__all__ = ["Audience", "DeliveryEngine", "DeliveryLine", "Dimension", "Level", "LineKey", "MetricsRow"]

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
    """One ad as it stands now. Lines that name the same `budget_id` share that budget. Money in major units.

    `bid` is the most a click may cost, `cost_cap` the most a conversion may; without either the platform bids to
    spend the budget.
    """

    key: LineKey
    budget_id: str
    currency: str
    time_zone: str
    delivering: bool
    daily_budget: Decimal | None = None
    lifetime_budget: Decimal | None = None
    objective: str = ""
    bid: Decimal | None = None
    cost_cap: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    audience: Audience = EVERYONE


@dataclass(slots=True)
class Cell:
    """One ad's figures of one day by local hour, in minor units."""

    digits: int
    audience: Audience
    impressions: list[int] = field(default_factory=lambda: [0] * 24)
    clicks: list[int] = field(default_factory=lambda: [0] * 24)
    spend: list[int] = field(default_factory=lambda: [0] * 24)
    conversions: list[Conversion] = field(default_factory=list)


_Lines = Callable[[], Iterable[DeliveryLine]]
_Hours = list[tuple[date, int, int]]
_Days = dict[tuple[str, str], dict[date, dict[LineKey, Cell]]]
_Spent = dict[tuple[str, str], dict[date, int]]
_State = tuple[int, _Days, _Spent, list[tuple[str, int, int]], dict[tuple[str, ...], History], dict[str, float]]


class DeliveryEngine:
    """Delivers whole hours: a change takes effect from the hour in which it is made."""

    def __init__(self, clock: Clock, seed: int = 0, lock: Lock | None = None, standing: Standing | None = None) -> None:
        self._clock = clock
        self._standing = standing or Standing()
        self._seed = seed
        self._lock = lock or threading.RLock()
        self._sources: dict[str, _Lines] = {}
        self._accrued_to = _epoch_hour(clock.now())
        self._days: _Days = {}
        self._spent: _Spent = {}
        self._stops: list[tuple[str, int, int]] = []
        self._histories: dict[tuple[str, ...], History] = {}
        self._budgets: dict[str, float] = {}
        self._loads = 0

    @property
    def accrued_to(self) -> int:
        """The hour, since the epoch, up to which everything is delivered."""
        return self._accrued_to

    @property
    def edition(self) -> tuple[int, int]:
        """What changes whenever figures do: the hour up to which all is delivered, and how often a state was loaded."""
        return self._accrued_to, self._loads

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
            hours: dict[str, _Hours] = {}
            for source in self._sources.values():
                for lines in _by_budget(line for line in source() if self._may_show(line)):
                    zone = lines[0].time_zone
                    if zone not in hours:
                        hours[zone] = list(_local_hours(zone, first, upto))
                    self._deliver(lines, hours[zone])

    def _may_show(self, line: DeliveryLine) -> bool:
        return line.delivering and self._standing.lets_deliver(line.key.platform, line.key.account_id, line.key.ad_id)

    def _deliver(self, lines: list[DeliveryLine], hours: _Hours) -> None:
        self._notice_edits(lines)
        for day, of_day in groupby(hours, key=lambda hour: hour[0]):
            live = [line for line in lines if _runs_on(line, day)]
            if live:
                self._deliver_day(live, day, [(hour, epoch) for _, hour, epoch in of_day])

    def _notice_edits(self, lines: list[DeliveryLine]) -> None:
        first = lines[0]
        budget = float(first.daily_budget or first.lifetime_budget or 0)
        pot = f"{first.key.platform} {first.budget_id}"
        if edited_significantly(self._budgets, pot, budget):
            for line in lines:
                if line.key[:4] in self._histories:
                    self._histories[line.key[:4]].learn_anew()
        self._budgets[pot] = budget

    def _deliver_day(self, lines: list[DeliveryLine], day: date, hours: list[tuple[int, int]]) -> None:
        first = lines[0]
        platform, digits = first.key.platform, minor_digits(first.currency)
        spent = self._spent.setdefault((platform, first.budget_id), {})
        budget = _budget_of_day(first, day, spent, digits)
        pacing = Pacing(seed=self._seed, platform=platform, budget_id=first.budget_id, day=day, budget=budget)
        running = [(self._ad_day(line, day), self._cell(line, day, digits), line.key) for line in lines]
        weights = [model.weight for model, _, _ in running]
        for hour, epoch in hours:
            if self._stopped(platform, epoch):
                continue
            offer = pacing.target(hour, spent.get(day, 0))
            if offer <= 0:
                continue
            shares = split(offer, weights, pacing.lucks[hour])
            for (model, cell, key), share in zip(running, shares, strict=True):
                spent[day] = spent.get(day, 0) + self._book(model, cell, key, (hour, epoch), share)

    def _ad_day(self, line: DeliveryLine, day: date) -> AdDay:
        terms = Terms(
            key=line.key,
            objective=line.objective,
            currency=line.currency,
            bid=line.bid,
            cost_cap=line.cost_cap,
            audience=size(line.key.platform, line.audience, RATES[line.key.platform].audience),
        )
        ad, group = self._history(line.key, day), self._history(line.key[:4], day)
        return AdDay(seed=self._seed, terms=terms, day=day, ad=ad, group=group)

    def _history(self, key: tuple[str, ...], day: date) -> History:
        history = self._histories.get(key)
        if history is None:
            history = self._histories[key] = History(day)
        history.begin(day)
        return history

    def _cell(self, line: DeliveryLine, day: date, digits: int) -> Cell:
        of_day = self._days.setdefault((line.key.platform, line.key.account_id), {}).setdefault(day, {})
        if line.key not in of_day:
            of_day[line.key] = Cell(digits, line.audience)
        return of_day[line.key]

    def _stopped(self, platform: str, epoch: int) -> bool:
        if any(platform == stopped and first <= epoch < last for stopped, first, last in self._stops):
            return True
        hour_of_day, day = epoch % 24, date.fromordinal(_EPOCH + epoch // 24)
        return hour_of_day in outage_hours(self._seed, platform, day)

    def _book(self, model: AdDay, cell: Cell, key: LineKey, when: tuple[int, int], offered: int) -> int:
        hour, epoch = when
        outcome = model.hour(hour, offered)
        if not outcome.spend:
            return 0
        cell.spend[hour] += outcome.spend
        cell.impressions[hour] += outcome.impressions
        cell.clicks[hour] += outcome.clicks
        cell.conversions += model.conversions(hour, epoch, outcome.sales)
        self._histories[key].add(outcome.impressions, outcome.sales)
        self._histories[key[:4]].add(outcome.impressions, outcome.sales)
        return outcome.spend

    def metrics(
        self,
        platform: str,
        account_id: str,
        since: date,
        until: date,
        level: Level,
        *,
        hourly: bool = False,
        by: Sequence[Dimension] = (),
        daily: bool = True,
    ) -> list[MetricsRow]:
        """Return rows for both days and all between them, oldest first; objects without delivery have no row.

        With `by` there is a row for each segment, and the segments of an object add up to it exactly. Without `daily`
        an object has one row for all the days, on the first of them.
        """
        with self._lock:
            self.accrue()
            sums = Sums(seed=self._seed, level=level, hourly=hourly, by=tuple(by), known_at=self._accrued_to)
            of_account = self._days.get((platform, account_id), {})
            for day in sorted(day for day in of_account if since <= day <= until):
                for key, cell in of_account[day].items():
                    sums.add(day, key, cell, told_on=day if daily else since)
            return sums.rows()

    def conversions_by_day(
        self, platform: str, account_id: str, since: date, until: date, level: Level, *, zone: str, hourly: bool = False
    ) -> list[MetricsRow]:
        """Return rows of conversions and their value alone, each on the day in `zone` on which it happened.

        `metrics` tells the same conversions on the day of their click.
        """
        with self._lock:
            self.accrue()
            sums = Sums(seed=self._seed, level=level, hourly=hourly, by=(), known_at=self._accrued_to)
            clicked_since = max(since.toordinal() - LATEST_HOUR // 24 - 1, 1)
            of_account = self._days.get((platform, account_id), {})
            for day in sorted(day for day in of_account if day.toordinal() >= clicked_since and day <= until):
                for key, cell in of_account[day].items():
                    sums.add_conversions(key, cell, zone, (since, until))
            return sums.rows()

    def learning(self, key: LineKey) -> float:
        """Return how much of its learning phase an ad's group has ahead of it, from 1 to 0."""
        with self._lock:
            self.accrue()
            group = self._histories.get(key[:4])
            won = group.conversions + group.converted_today if group else 0
            return max(0.0, 1 - won / RATES[key.platform].learning)

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
        return self._accrued_to, self._days, self._spent, self._stops, self._histories, self._budgets

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        accrued_to, days, spent, stops, histories, budgets = cast("_State", state)
        self._accrued_to, self._days, self._spent = accrued_to, days, spent
        self._stops, self._histories, self._budgets = stops, histories, budgets
        self._loads += 1


_EPOCH = date(1970, 1, 1).toordinal()


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
