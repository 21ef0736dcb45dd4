"""What the past does to an ad: people tire of it, an audience is used up, and an ad group learns."""

from dataclasses import dataclass
from datetime import date
from math import exp

_FORGOTTEN_A_DAY = 0.93
_FATIGUE_FLOOR, _SATURATION_FLOOR = 0.35, 0.5
_LEARNING_PENALTY = 0.25


@dataclass(slots=True)
class History:
    """Sightings still remembered and conversions won, of one ad or one ad group.

    Only whole past days count, so that a day's figures do not depend on the steps in which it is delivered.
    """

    day: date
    remembered: float = 0.0
    conversions: int = 0
    shown_today: int = 0
    converted_today: int = 0

    def begin(self, day: date) -> None:
        """Close the days before `day`; people forget a little each day."""
        if day <= self.day:
            return
        self.remembered = (self.remembered + self.shown_today) * _FORGOTTEN_A_DAY ** (day - self.day).days
        self.conversions += self.converted_today
        self.shown_today = self.converted_today = 0
        self.day = day

    def add(self, impressions: int, conversions: int) -> None:
        """Count an hour of today."""
        self.shown_today += impressions
        self.converted_today += conversions

    def learn_anew(self) -> None:
        """Forget what was learned: the ad group was edited beyond recognition."""
        self.conversions = self.converted_today = 0


def wear(history: History, audience: float, endurance: float, floor: float) -> float:
    """Return what is left of the pull, from 1 down to `floor`, after so many sightings a person."""
    return floor + (1 - floor) * exp(-history.remembered / audience / endurance)


def fatigue(ad: History, audience: float, endurance: float) -> float:
    """Return what is left of an ad's click rate: a new ad starts at 1."""
    return wear(ad, audience, endurance, _FATIGUE_FLOOR)


def saturation(group: History, audience: float, endurance: float) -> float:
    """Return what is left of an audience's conversion rate: new ads do not bring it back."""
    return wear(group, audience, endurance, _SATURATION_FLOOR)


def learning(group: History, needed: int) -> float:
    """Return how much of the learning phase lies ahead, from 1 to 0."""
    return max(0.0, 1 - group.conversions / needed)


def learning_cost(ahead: float) -> float:
    """Return the factor on costs while an ad group learns."""
    return 1 + _LEARNING_PENALTY * ahead
