"""The rates behind the delivery model: made up, but of the size the trade sees, and fixed by the seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import shake_128
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a platform's average ad does: cost per click and order value in US dollars, ratios as fractions."""

    cost_per_click: float
    click_rate: float
    conversion_rate: float
    order_value: float


RATES = {
    "google_ads": Rates(cost_per_click=0.95, click_rate=0.035, conversion_rate=0.045, order_value=62.0),
    "meta": Rates(cost_per_click=0.70, click_rate=0.012, conversion_rate=0.026, order_value=54.0),
    "tiktok": Rates(cost_per_click=0.45, click_rate=0.009, conversion_rate=0.014, order_value=41.0),
}

_UNITS_PER_DOLLAR = {
    "EUR": 0.92,
    "GBP": 0.79,
    "JPY": 150.0,
    "TWD": 32.0,
    "KRW": 1380.0,
    "HUF": 365.0,
    "IDR": 16000.0,
    "VND": 25000.0,
    "COP": 4100.0,
    "CRC": 515.0,
    "CLP": 950.0,
    "INR": 84.0,
    "MXN": 18.0,
    "BRL": 5.5,
}
_NO_MINOR_UNIT = frozenset({"JPY", "KRW", "TWD", "HUF", "IDR", "VND", "CLP", "ISK", "PYG", "COP", "CRC"})

_HOUR_SHAPE = (2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 6, 6, 5, 5, 5, 6, 7, 8, 8, 7, 5, 3)
_WEEKDAY_SHAPE = (0.95, 0.96, 0.97, 0.97, 0.94, 0.90, 0.92)
_CUMULATIVE = (0, *accumulate(_HOUR_SHAPE))
_LAG_DAYS = (0, 1, 2, 3, 4, 5, 6)
_LAG_WEIGHTS = (48, 20, 12, 8, 5, 4, 3)
_SELLING_WORDS = ("SALES", "CONVERSION", "CONVERT", "LEAD", "PURCHASE", "VALUE", "APP")


def minor_digits(currency: str) -> int:
    """Return how many decimals the model spends in this currency with."""
    return 0 if currency in _NO_MINOR_UNIT else 2


def _fractions(*about: object, count: int) -> list[float]:
    drawn = shake_128("|".join(map(str, about)).encode()).digest(2 * count)
    return [int.from_bytes(drawn[i : i + 2]) / 65536 for i in range(0, 2 * count, 2)]


def hourly_targets(seed: int, budget_id: str, day: date, budget: int) -> list[int]:
    """Return what a budget (minor units a day) would spend in each local hour, all else being equal."""
    (luck,) = _fractions(seed, budget_id, day, count=1)
    of_day = budget * _WEEKDAY_SHAPE[day.weekday()] * (0.94 + 0.06 * luck)
    marks = [int(of_day * reached / _CUMULATIVE[-1]) for reached in _CUMULATIVE]
    return [after - before for before, after in pairwise(marks)]


def share_out(amount: int, weights: Sequence[float]) -> list[int]:
    """Split whole minor units by weight so that the parts add up exactly."""
    total = sum(weights)
    marks = [int(amount * reached / total) for reached in accumulate(weights)]
    marks[-1] = amount
    return [mark - before for before, mark in zip([0, *marks], marks, strict=False)]


@dataclass(frozen=True, slots=True)
class HourOutcome:
    """What one ad's spend of one hour bought; a conversion is (hours until it shows, minor units)."""

    impressions: int
    clicks: int
    conversions: list[tuple[int, int]]


class DayModel:
    """One ad on one day: steady quality of the ad, luck of the day and of each hour."""

    def __init__(
        self, *, seed: int, key: tuple[str, ...], day: date, objective: str, currency: str, bid: Decimal | None
    ) -> None:
        rates = RATES[key[0]]
        quality, appeal, self.weight = (0.75 + 0.5 * part for part in _fractions(seed, key, count=3))
        minor = _UNITS_PER_DOLLAR.get(currency, 1.0) * 10.0 ** minor_digits(currency)
        cost = rates.cost_per_click * quality * minor
        self._cost_per_click = min(cost, float(bid) * 10.0 ** minor_digits(currency)) if bid else cost
        self._click_rate = rates.click_rate * appeal
        sells = any(word in objective.upper() for word in _SELLING_WORDS)
        self._conversion_rate = rates.conversion_rate * appeal * (1.0 if sells else 0.35)
        self._order_value = rates.order_value * minor
        self._luck = _fractions(seed, key, day, count=72)
        self._about = (seed, key, day)

    def hour(self, hour: int, spend: int) -> HourOutcome:
        """Turn an hour's spend (minor units) into figures."""
        if spend <= 0:
            return HourOutcome(0, 0, [])
        swing, click_luck, sale_luck = self._luck[3 * hour : 3 * hour + 3]
        expected = spend / self._cost_per_click * (0.85 + 0.3 * swing)
        clicks = int(expected + click_luck)
        impressions = max(clicks, 1, int(expected / self._click_rate))
        sales = int(clicks * self._conversion_rate + sale_luck)
        return HourOutcome(impressions, clicks, self._sales(hour, min(sales, clicks)))

    def _sales(self, hour: int, count: int) -> list[tuple[int, int]]:
        if count == 0:
            return []
        dice = random.Random(repr((*self._about, hour)))  # noqa: S311 - a repeatable simulation, not a secret
        lags = dice.choices(_LAG_DAYS, _LAG_WEIGHTS, k=count)
        return [
            (lag * 24 + dice.randrange(24), max(1, int(self._order_value * dice.uniform(0.4, 1.8)))) for lag in lags
        ]
