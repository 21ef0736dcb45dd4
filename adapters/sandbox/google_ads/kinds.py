"""The resources that can be changed, and how each is spelled in paths, messages and names."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads.further_kinds import FURTHER_KINDS
from adapters.sandbox.google_ads.kind import Kind, asset_link, label_link

_ASSET_DATA = frozenset({"type_", "text_asset", "image_asset"})


_LABEL_LINKS = (
    label_link("campaign_label", "campaignLabels", "CampaignLabelService", "campaign"),
    label_link("ad_group_label", "adGroupLabels", "AdGroupLabelService", "ad_group"),
    label_link("ad_group_ad_label", "adGroupAdLabels", "AdGroupAdLabelService", "ad_group_ad"),
    label_link(
        "ad_group_criterion_label", "adGroupCriterionLabels", "AdGroupCriterionLabelService", "ad_group_criterion"
    ),
)
_ASSET_LINKS = (
    asset_link("customer_asset", "customerAssets", "CustomerAssetService", None),
    asset_link("campaign_asset", "campaignAssets", "CampaignAssetService", "campaign"),
    asset_link("ad_group_asset", "adGroupAssets", "AdGroupAssetService", "ad_group"),
)
LABEL_LINKS = tuple(kind.root for kind in _LABEL_LINKS)
ASSET_LINKS = tuple(kind.root for kind in _ASSET_LINKS)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.root: kind
        for kind in (
            Kind(
                root="campaign_budget",
                collection="campaignBudgets",
                method="CampaignBudgetService/MutateCampaignBudgets",
                fixed=frozenset({"period", "type_"}),
            ),
            Kind(
                root="campaign",
                collection="campaigns",
                method="CampaignService/MutateCampaigns",
                fixed=frozenset({"advertising_channel_type", "advertising_channel_sub_type", "bidding_strategy_type"}),
            ),
            Kind(
                root="ad_group",
                collection="adGroups",
                method="AdGroupService/MutateAdGroups",
                parent="campaign",
                fixed=frozenset({"campaign", "type_"}),
            ),
            Kind(
                root="ad_group_ad",
                collection="adGroupAds",
                method="AdGroupAdService/MutateAdGroupAds",
                parent="ad_group",
                fixed=frozenset({"ad_group", "ad"}),
                named_under_parent=True,
            ),
            Kind(
                root="campaign_criterion",
                collection="campaignCriteria",
                method="CampaignCriterionService/MutateCampaignCriteria",
                parent="campaign",
                fixed=frozenset({"campaign", "negative", "criterion_id", "keyword", "location", "language", "device"}),
                named_under_parent=True,
            ),
            Kind(
                root="ad_group_criterion",
                collection="adGroupCriteria",
                method="AdGroupCriterionService/MutateAdGroupCriteria",
                parent="ad_group",
                fixed=frozenset({"ad_group", "negative", "criterion_id", "keyword", "age_range", "gender"}),
                named_under_parent=True,
            ),
            Kind(root="label", collection="labels", method="LabelService/MutateLabels"),
            Kind(root="asset", collection="assets", method="AssetService/MutateAssets", fixed=_ASSET_DATA),
            Kind(
                root="conversion_action",
                collection="conversionActions",
                method="ConversionActionService/MutateConversionActions",
                fixed=frozenset({"type_"}),
            ),
            Kind(
                root="bidding_strategy",
                collection="biddingStrategies",
                method="BiddingStrategyService/MutateBiddingStrategies",
            ),
            Kind(
                root="shared_set",
                collection="sharedSets",
                method="SharedSetService/MutateSharedSets",
                fixed=frozenset({"type_"}),
            ),
            Kind(
                root="shared_criterion",
                collection="sharedCriteria",
                method="SharedCriterionService/MutateSharedCriteria",
                parent="shared_set",
                named_under_parent=True,
            ),
            Kind(
                root="campaign_shared_set",
                collection="campaignSharedSets",
                method="CampaignSharedSetService/MutateCampaignSharedSets",
                parent="campaign",
                identified_by=("campaign", "shared_set"),
                joined=("shared_set",),
            ),
            Kind(
                root="customer_negative_criterion",
                collection="customerNegativeCriteria",
                method="CustomerNegativeCriterionService/MutateCustomerNegativeCriteria",
            ),
            *_LABEL_LINKS,
            *_ASSET_LINKS,
            *FURTHER_KINDS,
        )
    }
)
"""Source of what is fixed: "Immutable" in the Google Ads API resource reference.

An asset's type and the type of a campaign's strategy are "Output only" there, and still the client's own examples send
them with a new resource: such a value is let pass and settled by the data.
"""

MANAGED = frozenset({"bidding_strategy", "conversion_action", "label", "shared_set", "shared_criterion", "user_list"})
"""What a manager can have itself. Source: guides "Cross-account bidding strategies", "Labels" and "Shared sets"."""

READ_ONLY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "campaign_budget": frozenset({"id", "status", "reference_count", "has_recommended_budget"}),
        "campaign": frozenset(
            {"id", "serving_status", "primary_status", "primary_status_reasons"}
            | {"experiment_type", "base_campaign", "missing_eu_political_advertising_declaration", "labels"}
            | {"accessible_bidding_strategy"}
        ),
        "ad_group": frozenset({"id", "base_ad_group", "effective_cpc_bid_micros", "primary_status", "labels"}),
        "ad_group_ad": frozenset({"ad_strength", "policy_summary", "primary_status", "action_items", "labels"}),
        "campaign_criterion": frozenset({"type_", "display_name"}),
        "ad_group_criterion": frozenset({"type_", "display_name", "quality_info", "primary_status", "labels"}),
        "label": frozenset({"id", "status"}),
        "asset": frozenset({"id", "source", "policy_summary", "field_type_policy_summaries", "orientation"}),
        "conversion_action": frozenset(
            {"id", "owner_customer", "origin", "tag_snippets", "include_in_conversions_metric"}
        ),
        "bidding_strategy": frozenset(
            {"id", "status", "type_", "campaign_count", "non_removed_campaign_count", "effective_currency_code"}
        ),
        "shared_set": frozenset({"id", "status", "member_count", "reference_count"}),
        "shared_criterion": frozenset({"type_", "criterion_id"}),
        "campaign_shared_set": frozenset({"status"}),
        "customer_negative_criterion": frozenset({"id", "type_"}),
        **dict.fromkeys(LABEL_LINKS, frozenset[str]()),
        **dict.fromkeys(ASSET_LINKS, frozenset({"source", "primary_status", "primary_status_reasons"})),
        **{kind.root: kind.read_only for kind in FURTHER_KINDS},
    }
)
"""Source: "Output only" in the same reference; of what the sandbox fills in itself."""


def resource_name(customer_id: str, root: str, entity_id: str) -> str:
    """Return as in `customers/1/campaigns/2`."""
    return f"customers/{customer_id}/{KINDS[root].collection}/{entity_id}"
