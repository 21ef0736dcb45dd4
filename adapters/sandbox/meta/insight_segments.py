"""Who saw an ad, where and on what: the segments that insights break down by.

Ages, genders, countries, platforms and devices are the delivery model's own; regions, positions and kinds of phone
divide them further here. A chain is always divided in its own order, so that platforms add up to the same whether
or not positions are asked for with them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from adapters.sandbox.delivery_segments import Dimension
from adapters.sandbox.meta.insight_tallies import Tally, divided, luck
from adapters.sandbox.meta.schema import values_of
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

# The same here: the sandbox's audiences live by the clock of the account.
HOURLY = "hourly_stats_aggregated_by_advertiser_time_zone"
HOURLY_OF_AUDIENCE = "hourly_stats_aggregated_by_audience_time_zone"
# A breakdown of actions that divides the figures as a breakdown of rows does.
ACTION_DEVICE = "action_device"
# breakdown -> the delivery model's own dimension
_OWN: Mapping[str, Dimension] = {
    "age": "age",
    "gender": "gender",
    "country": "country",
    "publisher_platform": "placement",
    "device_platform": "device",
}
# breakdown -> the one that it divides
_FINER = {
    "region": "country",
    "dma": "country",
    "comscore_market": "country",
    "platform_position": "publisher_platform",
    "impression_device": "device_platform",
    ACTION_DEVICE: "device_platform",
}
# Divided together if either is asked for, so that each alone is the sum of both.
_PAIRS = (frozenset({"age", "gender"}), frozenset({"publisher_platform", "device_platform"}))
# What needs a catalogue of products, an app, a shop with places or a bought frequency, which accounts of the sandbox
# have none of: there is nothing to tell.
EMPTY = frozenset(
    {
        *("product_id", "place_page_id", "frequency_value", "app_id"),
        *("skan_campaign_id", "skan_conversion_id", "skan_version", "hsid", "fidelity_type"),
        *("postback_sequence_index", "redownload", "coarse_conversion_value", "is_conversion_id_modeled"),
    }
)
SERVED = frozenset({*_OWN, *_FINER, *EMPTY, HOURLY, HOURLY_OF_AUDIENCE}) - {ACTION_DEVICE}
# Which breakdowns may stand together. Source: vendor's documentation of combining breakdowns.
_TOGETHER = frozenset(
    frozenset(names.split())
    for names in (
        "age gender",
        "app_id skan_conversion_id",
        "publisher_platform impression_device",
        "publisher_platform platform_position",
        "publisher_platform platform_position impression_device",
        "publisher_platform device_platform",
        "publisher_platform platform_position device_platform",
    )
)
_NEVER_ALONE = frozenset({"platform_position"})

_POSITIONS = {
    "facebook": {
        "feed": 0.6,
        "facebook_reels": 0.2,
        "facebook_stories": 0.08,
        "marketplace": 0.07,
        "instream_video": 0.05,
    },
    "instagram": {"feed": 0.4, "instagram_stories": 0.3, "instagram_reels": 0.3},
    "audience_network": {"an_classic": 0.8, "rewarded_video": 0.2},
    "messenger": {"messenger_stories": 1.0},
}
_PHONES = {"iphone": 0.44, "android_smartphone": 0.5, "ipad": 0.04, "android_tablet": 0.02}
_DEVICES = {"desktop": {"desktop": 1.0}, "mobile_app": _PHONES, "mobile_web": _PHONES}
# Who saw an ad on a phone may buy on a computer.
_ACTED_ON_PHONES = {**_PHONES, "desktop": 0.12}
_ACTED_ON = {
    "desktop": {"desktop": 0.9, "iphone": 0.05, "android_smartphone": 0.05},
    "mobile_app": _ACTED_ON_PHONES,
    "mobile_web": _ACTED_ON_PHONES,
}
_REGIONS = {
    "US": {"California": 0.31, "New York": 0.23, "Texas": 0.27, "Florida": 0.19},
    "DE": {"Bayern": 0.3, "Berlin": 0.3, "Nordrhein-Westfalen": 0.4},
    "TW": {"Taipei City": 0.5, "Kaohsiung City": 0.3, "Taichung City": 0.2},
}
_MARKETS = {
    "US": {
        "New York": 0.31,
        "Los Angeles": 0.27,
        "Chicago": 0.17,
        "Dallas-Ft. Worth": 0.14,
        "Miami-Ft. Lauderdale": 0.11,
    }
}
_PARTS: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "dma": _MARKETS,
    "comscore_market": _MARKETS,
    "region": _REGIONS,
    "platform_position": _POSITIONS,
    "impression_device": _DEVICES,
    ACTION_DEVICE: _ACTED_ON,
}

Segment = tuple[str, ...]


def checked(names: Sequence[str], served: Collection[str], switches: RuleSwitches) -> list[str]:
    """Return the breakdowns asked for, all of them among those that are `served`.

    Unknown ones and undocumented combinations are refused; relaxed, those are left out and these are made.
    """
    field, listed = "breakdowns", ", ".join(sorted(served))
    for place, name in enumerate(names):
        if name not in values_of(field):
            refuse(switches, "meta.a_breakdown_is_one_of_those_listed", field, place=place, listed=listed)
        elif name not in served:
            refuse(switches, "meta.a_breakdown_is_one_that_the_sandbox_serves", field, name=name, listed=listed)
    found = [name for name in dict.fromkeys(names) if name in served]
    alone = len(found) == 1 and found[0] not in _NEVER_ALONE
    if found and not alone and frozenset(found) not in _TOGETHER:
        refuse(switches, "meta.breakdowns_combine_as_documented", field, names=", ".join(found))
    return found


def checked_of_actions(names: Sequence[str], switches: RuleSwitches) -> list[str]:
    """Return the breakdowns of actions asked for; unknown ones are refused, or left out once that is relaxed."""
    field, known = "action_breakdowns", values_of("action_breakdowns")
    for place, name in enumerate(names):
        if name not in known:
            rule, listed = "meta.an_action_breakdown_is_one_of_those_listed", ", ".join(sorted(known))
            refuse(switches, rule, field, place=place, listed=listed)
    return [name for name in dict.fromkeys(names) if name in known]


def dimensions(names: Sequence[str]) -> tuple[tuple[Dimension, ...], tuple[str, ...]]:
    """Return what the delivery model is to divide by, and what is divided further here, each in its order."""
    roots = {_FINER.get(name, name) for name in names}
    for pair in _PAIRS:
        roots |= pair if roots & pair else frozenset()
    own = tuple(_OWN[name] for name in _OWN if name in roots)
    return own, tuple(name for name in _FINER if name in names)


def columns(own: Sequence[Dimension], finer: Sequence[str]) -> list[str]:
    """Return the breakdowns that the values of a full segment belong to."""
    return [*(name for name in _OWN if _OWN[name] in own), *finer]


def segments(
    tally: Tally, path: Segment, ad_id: str, known: Sequence[str], finer: Sequence[str]
) -> Iterator[tuple[Segment, Tally]]:
    """Divide one of the model's segments further; what nobody is in is left out. `known` names the values of `path`."""
    parts: list[tuple[Segment, Tally]] = [(path, tally)]
    for name in finer:
        root = known.index(_FINER[name])
        parts = [
            ((*at, value), part) for at, whole in parts for value, part in _divided(whole, name, at[root], ad_id, at)
        ]
    return iter(parts)


def _divided(whole: Tally, name: str, root: str, ad_id: str, path: Segment) -> Iterator[tuple[str, Tally]]:
    options = _PARTS[name].get(root, {"unknown": 1.0})
    weights = [share * (0.7 + 0.6 * luck(ad_id, name, value)) for value, share in options.items()]
    for value, part in zip(options, divided(whole, weights, ad_id, *path), strict=True):
        if part.impressions or part.clicks or part.spend:
            yield value, part


def shown(known: Sequence[str], path: Segment, asked: Sequence[str]) -> dict[str, str]:
    """Return the columns of a segment that were asked for."""
    values = dict(zip(known, path, strict=True))
    return {name: values[name] for name in asked}
