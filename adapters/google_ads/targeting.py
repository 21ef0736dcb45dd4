"""Whom an ad group addresses, in Google's criteria.

Google Search targets places a campaign, so all ad groups of a channel must name the same countries. Ages are
excluded an ad group, in fixed ranges: those that lie wholly in the wanted ages stay, so that nobody outside of
them is addressed, nor anybody whose age Google does not know.
"""

from adapters.google_ads.countries import GEO_TARGETS
from application.platforms.errors import ValueRejectedError
from domain.campaigns.ad_group import Targeting
from domain.campaigns.channel import DesiredChannel
from domain.shared.platform import Platform

_AGE_RANGES = {
    "AGE_RANGE_18_24": (18, 24),
    "AGE_RANGE_25_34": (25, 34),
    "AGE_RANGE_35_44": (35, 44),
    "AGE_RANGE_45_54": (45, 54),
    "AGE_RANGE_55_64": (55, 64),
    "AGE_RANGE_65_UP": (65, 65),
}
_AGE_UNKNOWN = "AGE_RANGE_UNDETERMINED"


def geo_targets(desired: DesiredChannel) -> tuple[str, ...]:
    """Resource names of the countries' geo targets, in the order in which they were written.

    Raises `ValueRejectedError` for a country without one, and for ad groups that name different countries.
    """
    groups = desired.ad_groups
    if not groups:
        return ()
    first = groups[0].content.targeting.countries
    for index, group in enumerate(groups):
        if set(group.content.targeting.countries) != set(first):
            raise _rejected(
                f"ad_groups[{index}].targeting.countries",
                f"Google Search targets countries for a whole campaign; {group.content.name!r} names others than "
                f"{groups[0].content.name!r}.",
                "Give all ad groups of the Google channel the same countries, or draft one campaign each.",
            )
    return tuple(dict.fromkeys(_geo_target(country, index) for index, country in enumerate(first)))


def excluded_ages(targeting: Targeting, field: str) -> tuple[str, ...]:
    """Google's age ranges that must not be addressed; none where everybody may be.

    Raises `ValueRejectedError` where no range lies wholly in the wanted ages.
    """
    out = tuple(
        name for name, (low, high) in _AGE_RANGES.items() if low < targeting.age_min or high > targeting.age_max
    )
    if len(out) == len(_AGE_RANGES):
        raise _rejected(
            f"{field}.age_min",
            f"Google targets the ages 18-24, 25-34, 35-44, 45-54, 55-64 and 65 or more; "
            f"none lies wholly in {targeting.age_min} to {targeting.age_max}.",
            "Widen the ages so that they hold at least one of these ranges.",
        )
    return (*out, _AGE_UNKNOWN) if out else ()


def _geo_target(country: str, index: int) -> str:
    if country not in GEO_TARGETS:
        raise _rejected(
            f"ad_groups[0].targeting.countries[{index}]",
            f"Google has no country {country!r}.",
            'Use an ISO 3166 alpha-2 code, such as "US".',
        )
    return GEO_TARGETS[country]


def _rejected(field: str, message: str, advice: str) -> ValueRejectedError:
    return ValueRejectedError(message, platform=Platform.GOOGLE_ADS, field=field, advice=advice)
