"""How a budget is spent over a day, and when nothing is: pacing, weekdays, outages."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from math import ceil

from adapters.sandbox.delivery_draws import fractions
from adapters.sandbox.delivery_rates import HOURS_LEFT, RATES

# An edit of the budget by more than this makes the ad groups under it learn anew.
SIGNIFICANT_EDIT = 0.20
_FASTEST = 2
_OUTAGES_A_DAY = 0.008
_LONGEST_OUTAGE = 4


class Pacing:
    """A day of one budget, in minor units: even over the hours that people are there, caught up at double speed."""

    def __init__(self, *, seed: int, platform: str, budget_id: str, day: date, budget: int) -> None:
        rates = RATES[platform]
        luck, *self.lucks = fractions(seed, budget_id, day, count=25)
        self.of_day = int(budget * min(1.0, rates.weekdays[day.weekday()] * (0.94 + 0.06 * luck)))
        self._hours, self._left = rates.hours, HOURS_LEFT[platform]

    def target(self, hour: int, spent: int) -> int:
        """Return what to spend in this local hour after so much was spent today."""
        left = self.of_day - spent
        if left <= 0:
            return 0
        normal = self.of_day * self._hours[hour] / self._left[0]
        due = left * self._hours[hour] / self._left[hour]
        return min(left, ceil(_FASTEST * normal), int(due + self.lucks[hour]))


@lru_cache(maxsize=4096)
def outage_hours(seed: int, platform: str, day: date) -> frozenset[int]:
    """Return the hours (UTC) of a day in which a platform delivers nothing: a few hours in a hundred days or so."""
    happens, start, length = fractions(seed, platform, day, "outage", count=3)
    if happens >= _OUTAGES_A_DAY:
        return frozenset()
    first = int(start * 24)
    return frozenset(range(first, min(24, first + 1 + int(length * _LONGEST_OUTAGE))))


def edited_significantly(before: Mapping[str, float], budget_id: str, now: float) -> bool:
    """Say whether a budget differs so much from what it was that learning starts anew."""
    was = before.get(budget_id)
    return was is not None and was > 0 and abs(now - was) > SIGNIFICANT_EDIT * was
