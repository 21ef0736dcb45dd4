"""What each advertising channel takes and where it shows: the types of its ad groups, their ads, its networks.

Source: Google Ads API, guides on the campaign types; the shares of the networks are made up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`ad_groups` are the types it takes, the first by default, each with its types of ads as Ad names them.

    `networks` are shares in percent by AdNetworkType; `by_keyword` says whether only keywords bring it to show.
    """

    ad_groups: Mapping[str, frozenset[str]]
    networks: Mapping[str, int]
    by_keyword: bool = False


_SEARCH = Channel(
    ad_groups={
        "SEARCH_STANDARD": frozenset({"responsive_search_ad"}),
        "SEARCH_DYNAMIC_ADS": frozenset({"expanded_dynamic_search_ad"}),
    },
    networks={"SEARCH": 88, "SEARCH_PARTNERS": 12},
    by_keyword=True,
)

CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        "SEARCH": _SEARCH,
        "DISPLAY": Channel(
            ad_groups={"DISPLAY_STANDARD": frozenset({"responsive_display_ad", "image_ad", "display_upload_ad"})},
            networks={"CONTENT": 100},
        ),
        "SHOPPING": Channel(
            ad_groups={
                "SHOPPING_PRODUCT_ADS": frozenset({"shopping_product_ad"}),
                "SHOPPING_COMPARISON_LISTING_ADS": frozenset({"shopping_comparison_listing_ad"}),
            },
            networks={"SEARCH": 91, "SEARCH_PARTNERS": 9},
        ),
        "HOTEL": Channel(ad_groups={"HOTEL_ADS": frozenset({"hotel_ad"})}, networks={"SEARCH": 100}),
        "TRAVEL": Channel(ad_groups={"TRAVEL_ADS": frozenset({"travel_ad"})}, networks={"SEARCH": 100}),
        "MULTI_CHANNEL": Channel(
            ad_groups={"UNSPECIFIED": frozenset({"app_ad", "app_engagement_ad", "app_pre_registration_ad"})},
            networks={"SEARCH": 40, "CONTENT": 35, "YOUTUBE": 25},
        ),
        "DEMAND_GEN": Channel(
            ad_groups={
                "UNSPECIFIED": frozenset(
                    {"demand_gen_multi_asset_ad", "demand_gen_carousel_ad", "demand_gen_video_responsive_ad"}
                    | {"demand_gen_product_ad"}
                )
            },
            networks={"YOUTUBE": 60, "DISCOVER": 30, "GMAIL": 10},
        ),
        "PERFORMANCE_MAX": Channel(
            ad_groups={}, networks={"SEARCH": 45, "CONTENT": 25, "YOUTUBE": 20, "DISCOVER": 6, "GMAIL": 4}
        ),
    }
)
"""By AdvertisingChannelType, those in which accounts of the sandbox can make campaigns."""


def channel_of(name: str) -> Channel:
    """Return the channel of this name; of one that accounts do not have, let pass, what Search is."""
    return CHANNELS.get(name, _SEARCH)


WITHOUT_FINAL_URLS = frozenset(
    {"expanded_dynamic_search_ad", "shopping_product_ad", "shopping_comparison_listing_ad", "hotel_ad", "travel_ad"}
    | {"app_ad", "app_engagement_ad", "app_pre_registration_ad", "demand_gen_product_ad"}
)
"""The types of ads that lead where their campaign says."""
