"""The numbers behind the delivery model, by platform: made up, but of the size the trade sees. See delivery.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a platform's average ad does: money in US dollars, ratios as fractions, people in persons.

    `browsing` is what is left of the conversion rate where the objective is not to sell. `audience` is who can be
    reached in one country without any targeting, `sightings` how often a day each of them can be shown one
    advertiser's ads at most, `fatigue` and `saturation` the sightings a person after which an ad, or an audience,
    has lost most of its pull, `learning` the conversions after which an ad group has learned.
    """

    cost_per_click: float
    click_rate: float
    conversion_rate: float
    browsing: float
    order_value: float
    audience: int
    sightings: float
    fatigue: float
    saturation: float
    learning: int
    hours: tuple[int, ...]
    weekdays: tuple[float, ...]


# Shares of a day by local hour: searches follow the working day, TikTok the evening.
_SEARCH_HOURS = (1, 1, 1, 1, 1, 2, 3, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 4, 2)
_FEED_HOURS = (2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 6, 6, 5, 5, 5, 6, 7, 8, 8, 7, 5, 3)
_VIDEO_HOURS = (3, 2, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 7, 8, 9, 9, 7, 5)

RATES: Mapping[str, Rates] = {
    "google_ads": Rates(
        cost_per_click=0.95,
        click_rate=0.035,
        conversion_rate=0.045,
        browsing=0.8,
        order_value=62.0,
        audience=3_000_000,
        sightings=0.35,
        fatigue=8.0,
        saturation=12.0,
        learning=30,
        hours=_SEARCH_HOURS,
        weekdays=(1.00, 1.00, 0.99, 0.98, 0.94, 0.88, 0.90),
    ),
    "meta": Rates(
        cost_per_click=0.70,
        click_rate=0.012,
        conversion_rate=0.026,
        browsing=0.35,
        order_value=54.0,
        audience=2_000_000,
        sightings=4.0,
        fatigue=2.5,
        saturation=5.0,
        learning=50,
        hours=_FEED_HOURS,
        weekdays=(0.95, 0.96, 0.97, 0.97, 0.94, 0.90, 0.92),
    ),
    "tiktok": Rates(
        cost_per_click=0.45,
        click_rate=0.009,
        conversion_rate=0.014,
        browsing=0.35,
        order_value=41.0,
        audience=1_200_000,
        sightings=5.0,
        fatigue=1.2,
        saturation=4.0,
        learning=50,
        hours=_VIDEO_HOURS,
        weekdays=(0.93, 0.93, 0.94, 0.95, 0.97, 0.99, 0.98),
    ),
}

UNITS_PER_DOLLAR: Mapping[str, float] = {
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

# Days to wait for the conversion of a click, and how often it takes so long.
LAG_DAYS, LAG_WEIGHTS = (0, 1, 2, 3, 4, 5, 6), (48, 20, 12, 8, 5, 4, 3)
WITHDRAWN_SHARE = 0.03
LATEST_HOUR = 7 * 24 - 1

# (month, day) from which a season holds: what advertising costs, and how readily people buy, against the average.
_SEASONS = (
    ((1, 1), 0.82, 0.90),
    ((2, 1), 0.90, 0.96),
    ((3, 1), 1.00, 1.00),
    ((7, 1), 0.96, 0.95),
    ((9, 1), 1.02, 1.00),
    ((11, 1), 1.12, 1.04),
    ((11, 22), 1.45, 1.40),
    ((12, 3), 1.25, 1.18),
    ((12, 20), 0.95, 0.98),
    ((12, 27), 0.80, 0.92),
)


def season(day: date) -> tuple[float, float]:
    """Return what the time of year does to costs and to the conversion rate."""
    _, cost, readiness = [row for row in _SEASONS if row[0] <= (day.month, day.day)][-1]
    return cost, readiness


def minor_digits(currency: str) -> int:
    """Return how many decimals the model spends in this currency with."""
    return 0 if currency in _NO_MINOR_UNIT else 2


def minor_per_dollar(currency: str) -> float:
    """Return how many minor units of a currency a US dollar buys in this model."""
    return UNITS_PER_DOLLAR.get(currency, 1.0) * 10.0 ** minor_digits(currency)


HOURS_LEFT: Mapping[str, tuple[int, ...]] = {
    platform: (*reversed(tuple(accumulate(reversed(rates.hours)))),) for platform, rates in RATES.items()
}
