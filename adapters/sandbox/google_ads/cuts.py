"""How an ad's figures divide over its keywords, devices, networks and conversion actions.

The delivery model tells figures by ad and day (or hour). Each is divided once, over every keyword, device and
network together, and only then added up, so that whatever a query segments by, at whatever level, its rows add
up to the same totals. Days and hours are divided each for itself: device figures of a day and of its hours may
differ by single clicks.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from types import MappingProxyType

from adapters.sandbox.google_ads.gaql.figures import Figures

DEVICES: Mapping[str, int] = MappingProxyType({"MOBILE": 62, "DESKTOP": 31, "TABLET": 7})
"""Shares in percent; made up, after what search campaigns commonly show."""

CUT_SEGMENTS = frozenset({"device", "ad_network_type", "keyword", "search_term_match_type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part of an ad's figures; `keyword` is the id of its criterion, None where the ad group has none."""

    keyword: str | None
    device: str
    network: str
    figures: Figures


def cut(figures: Figures, keywords: Sequence[str], networks: Mapping[str, int]) -> Iterator[Cut]:
    """Yield the parts of `figures` that are not nothing; `networks` are the shares of those that show the ad."""
    of_keywords: Sequence[str | None] = keywords or [None]
    places = list(product(of_keywords, DEVICES, networks))
    weights = [_weight(keyword) * DEVICES[device] * networks[network] for keyword, device, network in places]
    for (keyword, device, network), part in zip(places, divided_figures(figures, weights), strict=True):
        if part:
            yield Cut(keyword=keyword, device=device, network=network, figures=part)


def _weight(keyword: str | None) -> int:
    return 1 + hashlib.sha256((keyword or "").encode()).digest()[0] % 9


def divided_figures(figures: Figures, weights: Sequence[int]) -> Iterator[Figures]:
    """Divide every count; who sees without clicking is divided apart, so that no part has more clicks than views."""
    clicks = _divided(figures.clicks, weights)
    unclicked = _divided(figures.impressions - figures.clicks, weights)
    columns = (clicks, unclicked, *(_money(amount, weights) for amount in _amounts(figures)))
    for click, miss, spend, conversions, value in zip(*columns, strict=True):
        yield Figures(
            impressions=int(click + miss),
            clicks=int(click),
            spend=Decimal(spend),
            conversions=Decimal(conversions),
            value=Decimal(value),
        )


def _amounts(figures: Figures) -> tuple[Decimal, Decimal, Decimal]:
    return figures.spend, figures.conversions, figures.value


def _money(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Divide an amount into parts of its own smallest step."""
    exponent = amount.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    return [Decimal(part).scaleb(-digits) for part in _divided(int(amount.scaleb(digits)), weights)]


def _divided(total: int, weights: Sequence[int]) -> list[int]:
    """Divide by the running sum of the weights, so that the parts add up exactly."""
    whole, running, bounds = sum(weights), 0, [0]
    for weight in weights:
        running += weight
        bounds.append(total * running // whole)
    return [upper - lower for lower, upper in pairwise(bounds)]
