"""Who saw an ad and where: a split of each hour's whole units, so that every segment adds up to its total exactly.

Age and gender are one split, so that either alone is the sum of both together. A conversion belongs to one segment
for good, one that had the clicks.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, product
from math import prod
from typing import Literal, NamedTuple, TypeAlias

from adapters.sandbox.delivery_draws import fractions, split

Dimension = Literal["age", "gender", "country", "device", "placement"]
Segment: TypeAlias = tuple[str, ...]
_DEMOGRAPHY: tuple[Dimension, ...] = ("age", "gender")

_SHARES: Mapping[str, Mapping[Dimension, Mapping[str, float]]] = {
    "google_ads": {
        "age": {"18-24": 12, "25-34": 24, "35-44": 22, "45-54": 17, "55-64": 13, "65+": 12},
        "gender": {"female": 46, "male": 49, "unknown": 5},
        "device": {"mobile": 61, "desktop": 33, "tablet": 6},
        "placement": {"search": 86, "search_partners": 14},
    },
    "meta": {
        "age": {"18-24": 17, "25-34": 28, "35-44": 22, "45-54": 15, "55-64": 11, "65+": 7},
        "gender": {"female": 53, "male": 45, "unknown": 2},
        "device": {"mobile_app": 82, "mobile_web": 6, "desktop": 12},
        "placement": {"facebook": 52, "instagram": 38, "audience_network": 7, "messenger": 3},
    },
    "tiktok": {
        "age": {"13-17": 4, "18-24": 36, "25-34": 31, "35-44": 16, "45-54": 8, "55+": 5},
        "gender": {"female": 57, "male": 41, "unknown": 2},
        "device": {"ANDROID": 52, "IOS": 47, "OTHERS": 1},
        "placement": {"TikTok": 91, "Pangle": 6, "Global App Bundle": 3},
    },
}


class Audience(NamedTuple):
    """Whom an ad group aims at; an empty tuple means everyone. The words are those of `values`."""

    ages: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    countries: tuple[str, ...] = ("US",)


EVERYONE = Audience()


def values(platform: str, dimension: Dimension) -> tuple[str, ...]:
    """Return the values of a dimension, countries excepted: those are the ad groups' own."""
    return tuple(_SHARES[platform].get(dimension, {}))


def size(platform: str, audience: Audience, everyone: int) -> float:
    """Return how many persons an audience has where a country has `everyone`."""
    ages = _wanted(_SHARES[platform]["age"], audience.ages)
    genders = _wanted(_SHARES[platform]["gender"], audience.genders)
    return everyone * max(1, len(audience.countries)) * sum(ages.values()) * sum(genders.values()) / 10_000


def _wanted(shares: Mapping[str, float], wanted: Sequence[str]) -> Mapping[str, float]:
    found = {name: share for name, share in shares.items() if name in wanted}
    return found or shares


@lru_cache(maxsize=8192)
def _weights(
    seed: int, key: tuple[str, ...], audience: Audience, by: tuple[Dimension, ...]
) -> tuple[tuple[Segment, ...], tuple[float, ...]]:
    tables = [_tilted(seed, key, audience, dimension) for dimension in by]
    segments = tuple(product(*tables))
    weights = tuple(prod(table[name] for table, name in zip(tables, names, strict=True)) for names in segments)
    return segments, weights


def _tilted(seed: int, key: tuple[str, ...], audience: Audience, dimension: Dimension) -> dict[str, float]:
    """Return the shares of one dimension for one ad: each ad appeals to some more than to others."""
    if dimension == "country":
        shares: Mapping[str, float] = {
            name: 1.0 / (place + 1) for place, name in enumerate(audience.countries or ("US",))
        }
    else:
        wanted = {"age": audience.ages, "gender": audience.genders}.get(dimension, ())
        shares = _wanted(_SHARES[key[0]][dimension], wanted)
    tilts = fractions(seed, *key, dimension, count=len(shares))
    return {name: share * (0.6 + 0.8 * tilt) for (name, share), tilt in zip(shares.items(), tilts, strict=True)}


class Parts:
    """The split of one ad's day; asked for age alone it still splits by age and gender, and adds up."""

    def __init__(
        self, *, seed: int, key: tuple[str, ...], audience: Audience, by: tuple[Dimension, ...], day: object
    ) -> None:
        demography = set(by) & set(_DEMOGRAPHY)
        full = (*_DEMOGRAPHY, *(d for d in by if d not in _DEMOGRAPHY)) if demography else by
        segments, self._weights = _weights(seed, key, audience, full)
        kept = [full.index(dimension) for dimension in by]
        self.segments = [tuple(segment[place] for place in kept) for segment in segments]
        self._lucks = fractions(seed, *key, day, "split", count=3 * 24)
        self._marks: dict[int, list[int]] = {}

    def of_hour(self, hour: int, impressions: int, clicks: int, spend: int) -> tuple[list[int], list[int], list[int]]:
        """Return impressions, clicks and spend of an hour in the order of `segments`, in which names can repeat."""
        click_luck, show_luck, spend_luck = self._lucks[3 * hour : 3 * hour + 3]
        clicked = split(clicks, self._weights, click_luck)
        unclicked = split(impressions - clicks, self._weights, show_luck)
        self._marks[hour] = list(accumulate(clicked))
        shown = [a + b for a, b in zip(clicked, unclicked, strict=True)]
        return shown, clicked, split(spend, shown if impressions else self._weights, spend_luck)

    def of_conversion(self, hour: int, draw: float) -> Segment:
        """Return the segment of a conversion of an hour that `of_hour` has split: one that clicked."""
        marks = self._marks[hour]
        return self.segments[bisect_right(marks, int(draw * marks[-1]))]
