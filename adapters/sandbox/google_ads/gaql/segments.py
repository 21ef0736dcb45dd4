"""What figures can be divided by, and which metrics count conversions.

Source: Google Ads API fields reference, "Segments"; only what the sandbox tells apart.
"""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads.gaql.empty_resources import EMPTY_RESOURCES

CORE_DATES = frozenset({"date", "week", "month", "quarter", "year"})
CONVERSION_SEGMENTS = frozenset(
    {"conversion_action", "conversion_action_name", "conversion_action_category", "external_conversion_source"}
)
BUDGET_ASSOCIATION = "budget_campaign_association_status"
"""Divides a budget's figures by the campaigns that spend it."""

SEGMENTS = (
    CORE_DATES
    | CONVERSION_SEGMENTS
    | {"hour", "day_of_week", "month_of_year", "device", "ad_network_type", "click_type", "slot", "ad_destination_type"}
)

KEYWORD = "keyword"
"""Divides figures by the keyword that brought them; what came without one has no row."""
GEO_SEGMENTS = frozenset(
    f"geo_target_{place}"
    for place in (
        *("airport", "canton", "city", "county", "district", "metro", "most_specific_location", "postal_code"),
        *("province", "region", "state"),
    )
)
"""Where somebody was or what place they meant, as far as it is known: here that is the country."""

PARTICULAR_SEGMENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(("customer", "ad_group", "ad_group_ad"), frozenset({KEYWORD})),
        # Budgets are told by their campaigns as campaigns are.
        "campaign": frozenset({KEYWORD, BUDGET_ASSOCIATION}),
        **dict.fromkeys(("geographic_view", "user_location_view"), GEO_SEGMENTS),
        "search_term_view": frozenset({KEYWORD, "search_term_match_type"}),
        "campaign_budget": frozenset({BUDGET_ASSOCIATION}),
    }
)
"""By resource, what divides it besides `SEGMENTS`. Source: Google Ads API fields reference, "Segments"."""


def divides(resource: str, segment: str) -> bool:
    """Say whether the figures of a resource can be divided by a segment; those of an empty one by any."""
    return segment in SEGMENTS or segment in PARTICULAR_SEGMENTS.get(resource, ()) or resource in EMPTY_RESOURCES


_OF_CONVERSIONS = ("conversions", "all_conversions", "value_per_conversion", "value_per_all_conversions")


def counts_conversions(metric: str) -> bool:
    """Return whether a metric counts nothing but conversions, and so can be divided by their action."""
    return metric.startswith(_OF_CONVERSIONS)


SERVED_SEGMENTS = SEGMENTS.union(*PARTICULAR_SEGMENTS.values())
"""All that some resource with figures can be divided by."""
