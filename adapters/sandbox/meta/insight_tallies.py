"""Whole numbers that add up: what one ad did on one day, and its exact division into parts.

The delivery model knows impressions, clicks, spend and conversions of a day. What else Graph tells (link clicks,
conversions within a day of the click, or after a view) is worked out here once per ad and day, and then only ever
divided and added, so that every cut through the figures comes to the same totals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise

_SOON = 0.58
_CONVERSIONS_PER_VIEW = 8
_CONVERSIONS_PER_ENGAGED_VIEW = 20
_FINE = 1000


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts, and money in minor units; `soon` is within one day of the click, `seen` after a view alone."""

    impressions: int = 0
    clicks: int = 0
    link_clicks: int = 0
    landings: int = 0
    spend: int = 0
    conversions: int = 0
    value: int = 0
    soon: int = 0
    soon_value: int = 0
    seen: int = 0
    seen_value: int = 0
    engaged: int = 0
    engaged_value: int = 0

    def add(self, other: "Tally") -> None:
        """Take the other's counts in."""
        # Spelled out, because this is most of what a report does.
        self.impressions += other.impressions
        self.clicks += other.clicks
        self.link_clicks += other.link_clicks
        self.landings += other.landings
        self.spend += other.spend
        self.conversions += other.conversions
        self.value += other.value
        self.soon += other.soon
        self.soon_value += other.soon_value
        self.seen += other.seen
        self.seen_value += other.seen_value
        self.engaged += other.engaged
        self.engaged_value += other.engaged_value


_BY_CLICK = ("link_clicks", "landings")
_BY_CONVERSION = ("soon", "soon_value", "seen", "seen_value", "engaged", "engaged_value")


@lru_cache(maxsize=65536)
def luck(*about: object) -> float:
    """Return a number from 0 up to 1 that is always the same for the same words."""
    drawn = blake2b("|".join(map(str, about)).encode(), digest_size=4).digest()
    return int.from_bytes(drawn) / 2**32


def completed(tally: Tally, *about: object) -> Tally:
    """Work out what the delivery model does not tell of an ad's day."""
    tally.link_clicks = tally.clicks * 9 // 10
    tally.landings = tally.link_clicks * 8 // 10
    count = tally.conversions
    if count:
        tally.soon = sum(luck(*about, unit) < _SOON for unit in range(count))
        tally.seen = int(count / _CONVERSIONS_PER_VIEW + luck(*about, "seen"))
        tally.engaged = int(count / _CONVERSIONS_PER_ENGAGED_VIEW + luck(*about, "engaged"))
        tally.soon_value = tally.value * tally.soon // count
        tally.seen_value = tally.value * tally.seen // count
        tally.engaged_value = tally.value * tally.engaged // count
    return tally


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide a whole number by weight so that the parts add up to it."""
    if amount == 0:
        return [0] * len(weights)
    total = sum(weights)
    if total == 0:
        return [amount, *(0 for _ in weights[1:])]
    marks = [amount * reached // total for reached in accumulate(weights, initial=0)]
    return [after - before for before, after in pairwise(marks)]


def divided(tally: Tally, weights: Sequence[float], *about: object) -> list[Tally]:
    """Divide an ad's figures into segments: each has a rate of clicks of its own, none has more than the whole."""
    if len(weights) == 1:
        return [tally]
    impressions = shares(tally.impressions, [int(weight * _FINE) for weight in weights])
    appeal = [int(_FINE * (0.6 + 0.8 * luck(*about, place))) for place in range(len(weights))]
    clicks = shares(tally.clicks, [seen * rate for seen, rate in zip(impressions, appeal, strict=True)])
    return _filled(tally, impressions, clicks, shares(tally.spend, impressions), shares(tally.conversions, clicks))


def spread(tally: Tally, hours: Sequence[Tally]) -> None:
    """Give each hour its part of what was worked out for the day."""
    for names, weights in (
        (_BY_CLICK, [hour.clicks for hour in hours]),
        (_BY_CONVERSION, [hour.conversions for hour in hours]),
    ):
        for name in names:
            if amount := getattr(tally, name):
                for hour, part in zip(hours, shares(amount, weights), strict=True):
                    setattr(hour, name, part)


def _filled(
    tally: Tally,
    impressions: Sequence[int],
    clicks: Sequence[int],
    spend: Sequence[int],
    conversions: Sequence[int],
) -> list[Tally]:
    values = shares(tally.value, conversions)
    parts = [
        Tally(impressions=shown, clicks=clicked, spend=spent, conversions=count, value=worth)
        for shown, clicked, spent, count, worth in zip(impressions, clicks, spend, conversions, values, strict=True)
    ]
    spread(tally, parts)
    return parts
