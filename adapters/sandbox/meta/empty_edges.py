"""Edges whose lists are empty here: connectors ask for all of them, and an empty list is an honest answer."""

from collections.abc import Mapping

# kind of node -> what those of the sandbox have none of: whoever asks finds nothing.
NOTHING: Mapping[str, tuple[str, ...]] = {
    "account": (
        *("saved_audiences", "instagram_accounts", "connected_instagram_accounts", "publisher_block_lists"),
        *("ad_studies", "impacting_ad_studies", "reachfrequencypredictions", "adrules_history", "recommendations"),
        *("advertisable_applications", "applications", "subscribed_apps", "adplayables", "adcloudplayables"),
        *("agencies", "businessprojects", "onbehalf_requests", "affectedadsets", "deprecatedtargetingadsets"),
        *("async_requests", "asyncadrequestsets", "asyncadcreatives", "ad_place_page_sets", "video_ads"),
    ),
    "campaign": ("ad_studies", "adrules_governed"),
    "adset": ("ad_studies", "adrules_governed", "asyncadrequests"),
    "ad": ("adrules_governed", "leads"),
    "business": (
        *("client_ad_accounts", "client_pages", "client_pixels", "client_product_catalogs", "client_apps"),
        *("owned_product_catalogs", "owned_instagram_accounts", "owned_apps", "owned_businesses", "agencies"),
        *("clients", "ad_studies", "system_users", "pending_users", "business_asset_groups", "extendedcredits"),
        *("instagram_accounts", "instagram_business_accounts"),
    ),
    "user": ("ad_studies", "assigned_business_asset_groups", "assigned_product_catalogs", "personal_ad_accounts"),
    "adrule": ("history",),
    "page": ("posts", "published_posts", "ads_posts", "feed", "videos", "photos", "product_catalogs", "locations"),
    "pixel": ("agencies", "shared_agencies", "da_checks"),
}
