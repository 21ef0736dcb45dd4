"""The kinds around the tree of a campaign: what adjusts bids, fills ads, gathers audiences and groups assets.

Source of what is fixed and what is read-only: "Immutable" and "Output only" in the resource reference.
"""

from adapters.sandbox.google_ads.kind import Kind


def _customizer(root: str, collection: str, service: str, parent: str | None) -> Kind:
    tied = (parent, "customizer_attribute") if parent else ("customizer_attribute",)
    return Kind(
        root=root,
        collection=collection,
        method=f"{service}/Mutate{collection[0].upper()}{collection[1:]}",
        parent=parent,
        fixed=frozenset({*tied, "value"}),
        identified_by=tied,
        joined=("customizer_attribute",),
        read_only=frozenset({"status"}),
    )


CUSTOMIZERS = (
    _customizer("customer_customizer", "customerCustomizers", "CustomerCustomizerService", None),
    _customizer("campaign_customizer", "campaignCustomizers", "CampaignCustomizerService", "campaign"),
    _customizer("ad_group_customizer", "adGroupCustomizers", "AdGroupCustomizerService", "ad_group"),
    _customizer(
        "ad_group_criterion_customizer",
        "adGroupCriterionCustomizers",
        "AdGroupCriterionCustomizerService",
        "ad_group_criterion",
    ),
)

_BIDDING = (
    Kind(
        root="ad_group_bid_modifier",
        collection="adGroupBidModifiers",
        method="AdGroupBidModifierService/MutateAdGroupBidModifiers",
        parent="ad_group",
        fixed=frozenset(
            {"ad_group", "device", "user_set_dates", "advance_booking_window", "length_of_booking"}
            | {"start_day_of_week", "start_date_range"}
        ),
        named_under_parent=True,
        read_only=frozenset({"criterion_id", "base_ad_group", "bid_modifier_source"}),
        own_id="criterion_id",
    ),
    Kind(
        root="bidding_data_exclusion",
        collection="biddingDataExclusions",
        method="BiddingDataExclusionService/MutateBiddingDataExclusions",
        read_only=frozenset({"data_exclusion_id", "status"}),
        own_id="data_exclusion_id",
    ),
    Kind(
        root="bidding_seasonality_adjustment",
        collection="biddingSeasonalityAdjustments",
        method="BiddingSeasonalityAdjustmentService/MutateBiddingSeasonalityAdjustments",
        read_only=frozenset({"seasonality_adjustment_id", "status"}),
        own_id="seasonality_adjustment_id",
    ),
)

_IN_ADS = (
    Kind(
        root="ad_parameter",
        collection="adParameters",
        method="AdParameterService/MutateAdParameters",
        parent="ad_group_criterion",
        fixed=frozenset({"ad_group_criterion", "parameter_index"}),
        identified_by=("ad_group_criterion", "parameter_index"),
    ),
    Kind(
        root="customizer_attribute",
        collection="customizerAttributes",
        method="CustomizerAttributeService/MutateCustomizerAttributes",
        fixed=frozenset({"name", "type_"}),
        read_only=frozenset({"id", "status"}),
    ),
)

_AUDIENCES = (
    Kind(
        root="user_list",
        collection="userLists",
        method="UserListService/MutateUserLists",
        fixed=frozenset({"lookalike_user_list"}),
        read_only=frozenset(
            {"id", "read_only", "size_for_display", "size_range_for_display", "size_for_search"}
            | {"size_range_for_search", "type_", "access_reason", "eligible_for_display", "match_rate_percentage"}
            | {"similar_user_list"}
        ),
    ),
)

OF_ITS_OWN_SERVICE = (
    Kind(
        root="custom_audience",
        collection="customAudiences",
        method="CustomAudienceService/MutateCustomAudiences",
        fixed=frozenset({"status"}),
        read_only=frozenset({"id"}),
    ),
)
"""What GoogleAdsService.Mutate and batch jobs have no operation for."""

_ASSET_SETS = (
    Kind(
        root="asset_set",
        collection="assetSets",
        method="AssetSetService/MutateAssetSets",
        fixed=frozenset({"type_", "location_group_parent_asset_set_id"}),
        read_only=frozenset({"id", "status", "hotel_property_data", "travel_feed_data"}),
    ),
    Kind(
        root="asset_set_asset",
        collection="assetSetAssets",
        method="AssetSetAssetService/MutateAssetSetAssets",
        parent="asset_set",
        identified_by=("asset_set", "asset"),
        joined=("asset",),
        read_only=frozenset({"status"}),
    ),
    Kind(
        root="campaign_asset_set",
        collection="campaignAssetSets",
        method="CampaignAssetSetService/MutateCampaignAssetSets",
        parent="campaign",
        identified_by=("campaign", "asset_set"),
        joined=("asset_set",),
        read_only=frozenset({"status"}),
    ),
)

_ASSET_GROUPS = (
    Kind(
        root="asset_group",
        collection="assetGroups",
        method="AssetGroupService/MutateAssetGroups",
        parent="campaign",
        fixed=frozenset({"campaign"}),
        read_only=frozenset({"id", "primary_status", "primary_status_reasons", "ad_strength", "asset_coverage"}),
    ),
    Kind(
        root="asset_group_asset",
        collection="assetGroupAssets",
        method="AssetGroupAssetService/MutateAssetGroupAssets",
        parent="asset_group",
        fixed=frozenset({"asset_group", "asset", "field_type"}),
        identified_by=("asset_group", "asset", "field_type"),
        joined=("asset",),
        read_only=frozenset(
            {"primary_status", "primary_status_reasons", "primary_status_details", "policy_summary", "source"}
        ),
    ),
    Kind(
        root="asset_group_signal",
        collection="assetGroupSignals",
        method="AssetGroupSignalService/MutateAssetGroupSignals",
        parent="asset_group",
        fixed=frozenset({"asset_group", "audience", "search_theme"}),
        named_under_parent=True,
        read_only=frozenset({"approval_status", "disapproval_reasons"}),
    ),
    Kind(
        root="asset_group_listing_group_filter",
        collection="assetGroupListingGroupFilters",
        method="AssetGroupListingGroupFilterService/MutateAssetGroupListingGroupFilters",
        parent="asset_group",
        fixed=frozenset({"asset_group", "type_", "listing_source", "parent_listing_group_filter"}),
        named_under_parent=True,
        read_only=frozenset({"id", "path"}),
    ),
)

FURTHER_KINDS: tuple[Kind, ...] = (
    *_BIDDING,
    *_IN_ADS,
    *CUSTOMIZERS,
    *_AUDIENCES,
    *OF_ITS_OWN_SERVICE,
    *_ASSET_SETS,
    *_ASSET_GROUPS,
)
