"""The resources that can be changed, and how each is spelled in paths, messages and names."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`root` is the resource's name in rows, in the store and in the mutation log.

    `parent` is the field that names its parent resource, and the root of that; `fixed` lists what an update
    cannot touch; `named_under_parent` tells ids like `parent~own`. A link is `identified_by` the resources
    that it ties (and its field type), in that order; `joined` names those that a query can look at.
    """

    root: str
    collection: str
    method: str
    parent: str | None = None
    fixed: frozenset[str] = frozenset()
    named_under_parent: bool = False
    identified_by: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    @property
    def operation(self) -> str:
        """Return its field in a MutateOperation."""
        return f"{self.root}_operation"

    @property
    def result(self) -> str:
        """Return its field in a MutateOperationResponse."""
        return f"{self.root}_result"


_ASSET_DATA = frozenset({"text_asset", "image_asset"})


def _label_link(root: str, collection: str, service: str, parent: str) -> Kind:
    return Kind(
        root=root,
        collection=collection,
        method=f"{service}/Mutate{collection[0].upper()}{collection[1:]}",
        parent=parent,
        identified_by=(parent, "label"),
        joined=("label",),
    )


def _asset_link(root: str, collection: str, service: str, parent: str | None) -> Kind:
    tied = (parent, "asset", "field_type") if parent else ("asset", "field_type")
    return Kind(
        root=root,
        collection=collection,
        method=f"{service}/Mutate{collection[0].upper()}{collection[1:]}",
        parent=parent,
        fixed=frozenset(tied),
        identified_by=tied,
        joined=("asset",),
    )


_LABEL_LINKS = (
    _label_link("campaign_label", "campaignLabels", "CampaignLabelService", "campaign"),
    _label_link("ad_group_label", "adGroupLabels", "AdGroupLabelService", "ad_group"),
    _label_link("ad_group_ad_label", "adGroupAdLabels", "AdGroupAdLabelService", "ad_group_ad"),
    _label_link(
        "ad_group_criterion_label", "adGroupCriterionLabels", "AdGroupCriterionLabelService", "ad_group_criterion"
    ),
)
_ASSET_LINKS = (
    _asset_link("customer_asset", "customerAssets", "CustomerAssetService", None),
    _asset_link("campaign_asset", "campaignAssets", "CampaignAssetService", "campaign"),
    _asset_link("ad_group_asset", "adGroupAssets", "AdGroupAssetService", "ad_group"),
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
                fixed=frozenset({"advertising_channel_type", "advertising_channel_sub_type"}),
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
        )
    }
)
"""Source of what is fixed: "Immutable" in the Google Ads API resource reference."""

READ_ONLY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "campaign_budget": frozenset({"id", "status", "reference_count", "has_recommended_budget"}),
        "campaign": frozenset(
            {"id", "serving_status", "primary_status", "primary_status_reasons", "bidding_strategy_type"}
            | {"experiment_type", "base_campaign", "missing_eu_political_advertising_declaration", "labels"}
        ),
        "ad_group": frozenset({"id", "base_ad_group", "effective_cpc_bid_micros", "primary_status", "labels"}),
        "ad_group_ad": frozenset({"ad_strength", "policy_summary", "primary_status", "action_items", "labels"}),
        "campaign_criterion": frozenset({"type_", "display_name"}),
        "ad_group_criterion": frozenset({"type_", "display_name", "quality_info", "primary_status", "labels"}),
        "label": frozenset({"id", "status"}),
        "asset": frozenset({"id", "type_", "source", "policy_summary", "field_type_policy_summaries", "orientation"}),
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
    }
)
"""Source: "Output only" in the same reference; of what the sandbox fills in itself."""


def resource_name(customer_id: str, root: str, entity_id: str) -> str:
    """Return as in `customers/1/campaigns/2`."""
    return f"customers/{customer_id}/{KINDS[root].collection}/{entity_id}"
