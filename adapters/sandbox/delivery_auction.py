"""One ad on one day in the auction: what it could win hour by hour, and what a given spend buys it."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from adapters.sandbox.delivery_draws import fractions
from adapters.sandbox.delivery_history import History, fatigue, learning, learning_cost, saturation
from adapters.sandbox.delivery_rates import (
    LAG_DAYS,
    LAG_WEIGHTS,
    LATEST_HOUR,
    RATES,
    WITHDRAWN_SHARE,
    minor_digits,
    minor_per_dollar,
    season,
)

_SELLING_WORDS = ("SALES", "CONVERSION", "CONVERT", "LEAD", "PURCHASE", "VALUE", "APP")
_MOST_OF_THE_AUDIENCE = 0.85
_HARDEST_PRESSURE = 2.0
_DRAWS_AN_HOUR = 5
_STEEPNESS = 3


class Conversion(NamedTuple):
    """One conversion of a click in local `hour`, in minor units; it shows, and may be withdrawn, at an epoch hour."""

    hour: int
    shows_at: int
    gone_at: int | None
    value: int
    draw: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an hour brought: `spend` may be below what was offered, where the audience or the bid ends."""

    spend: int = 0
    impressions: int = 0
    clicks: int = 0
    sales: int = 0


_NOTHING = Outcome()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What decides an ad's day apart from luck: money in major units, `audience` in persons."""

    key: tuple[str, ...]
    objective: str
    currency: str
    bid: Decimal | None
    cost_cap: Decimal | None
    audience: float


class AdDay:
    """Steady quality of the ad, wear of its past days, luck of the day and of each hour."""

    def __init__(self, *, seed: int, terms: Terms, day: date, ad: History, group: History) -> None:
        rates = RATES[terms.key[0]]
        quality, appeal, luck = (0.75 + 0.5 * part for part in fractions(seed, *terms.key, count=3))
        minor = minor_per_dollar(terms.currency)
        cost, readiness = season(day)
        self._ahead = learning(group, rates.learning)
        self._click_rate = rates.click_rate * appeal * fatigue(ad, terms.audience, rates.fatigue)
        # The market prices what is seen, not what is clicked: whoever gets fewer clicks a sighting pays more for each.
        market = rates.cost_per_click * rates.click_rate * appeal * quality * minor
        self._price = market * cost * learning_cost(self._ahead)
        sells = any(word in terms.objective.upper() for word in _SELLING_WORDS)
        self._conversion_rate = (
            rates.conversion_rate
            * appeal
            * readiness
            * saturation(group, terms.audience, rates.saturation)
            * (1.0 if sells else rates.browsing)
        )
        self._order_value = rates.order_value * minor
        self._reach = [terms.audience * rates.sightings * share / sum(rates.hours) for share in rates.hours]
        self._worth = self._worth_of_a_sighting(terms)
        self._luck = fractions(seed, *terms.key, day, count=24 * _DRAWS_AN_HOUR)
        self._about = (seed, *terms.key, day)
        self.weight = luck * (self._click_rate / rates.click_rate) ** 2

    def _worth_of_a_sighting(self, terms: Terms) -> float | None:
        """Return the most that is bid for a sighting, in minor units, or None where the platform bids by itself."""
        scale = 10.0 ** minor_digits(terms.currency)
        if terms.bid is not None:
            return float(terms.bid) * scale * self._click_rate
        if terms.cost_cap is not None:
            return float(terms.cost_cap) * scale * self._click_rate * self._conversion_rate
        return None

    def hour(self, hour: int, offered: int) -> Outcome:
        """Turn an hour's offer (minor units) into figures."""
        if offered <= 0:
            return _NOTHING
        start = _DRAWS_AN_HOUR * hour
        swing, click_swing, show_luck, click_luck, sale_luck = self._luck[start : start + _DRAWS_AN_HOUR]
        price, reach = self._bought(
            self._price * (0.85 + 0.3 * swing + 0.3 * self._ahead * (swing - 0.5)), hour, offered
        )
        spend = min(offered, int(reach * price))
        if spend <= 0:
            return _NOTHING
        shown = spend / price
        impressions = max(1, int(shown + show_luck))
        clicks = min(impressions, int(shown * self._click_rate * (0.85 + 0.3 * click_swing) + click_luck))
        sales = min(clicks, int(clicks * self._conversion_rate + sale_luck))
        return Outcome(spend, impressions, clicks, sales)

    def _bought(self, price: float, hour: int, offered: int) -> tuple[float, float]:
        """Return the price of a sighting and how many can be won at it."""
        reach = self._reach[hour]
        if self._worth is None:
            # To be everywhere an ad must outbid more and more others.
            pressure = min(offered / (price * reach), _HARDEST_PRESSURE)
            return price * (1 + pressure), reach * _MOST_OF_THE_AUDIENCE
        worth = self._worth**_STEEPNESS
        won = worth / (worth + price**_STEEPNESS)
        return min(price, self._worth), reach * won

    def conversions(self, hour: int, epoch: int, sales: int) -> list[Conversion]:
        """Return the conversions of an hour's clicks; `epoch` is the hour since 1970 in which they happened."""
        if sales == 0:
            return []
        dice = random.Random(repr((*self._about, hour)))  # noqa: S311 - a repeatable simulation, not a secret
        found = []
        for lag in dice.choices(LAG_DAYS, LAG_WEIGHTS, k=sales):
            late = min(lag * 24 + dice.randrange(24), LATEST_HOUR)
            value = max(1, int(self._order_value * dice.uniform(0.4, 1.8)))
            gone = epoch + 1 + dice.randint(late, LATEST_HOUR) + 1 if dice.random() < WITHDRAWN_SHARE else None
            found.append(Conversion(hour, epoch + 1 + late, gone, value, dice.random()))
        return found
