"""The resources that can be changed, and how each is spelled in paths, messages and names."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`root` is the resource's name in rows, in the store and in the mutation log.

    `parent` is the field that names its parent resource, and the root of that; `fixed` lists what an update
    cannot touch; `named_under_parent` tells ids like `parent~own`.
    """

    root: str
    collection: str
    method: str
    parent: str | None = None
    fixed: frozenset[str] = frozenset()
    named_under_parent: bool = False

    @property
    def operation(self) -> str:
        """Return its field in a MutateOperation."""
        return f"{self.root}_operation"

    @property
    def result(self) -> str:
        """Return its field in a MutateOperationResponse."""
        return f"{self.root}_result"


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
                fixed=frozenset({"campaign", "negative", "criterion_id", "keyword", "location", "language"}),
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
        )
    }
)
"""Source of what is fixed: "Immutable" in the Google Ads API resource reference."""

READ_ONLY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "campaign_budget": frozenset({"id", "status", "reference_count", "has_recommended_budget"}),
        "campaign": frozenset(
            {"id", "serving_status", "primary_status", "primary_status_reasons", "bidding_strategy_type"}
            | {"experiment_type", "base_campaign", "missing_eu_political_advertising_declaration"}
        ),
        "ad_group": frozenset({"id", "base_ad_group", "effective_cpc_bid_micros", "primary_status"}),
        "ad_group_ad": frozenset({"ad_strength", "policy_summary", "primary_status", "action_items"}),
        "campaign_criterion": frozenset({"type_", "display_name"}),
        "ad_group_criterion": frozenset({"type_", "display_name", "quality_info", "primary_status"}),
    }
)
"""Source: "Output only" in the same reference; of what the sandbox fills in itself."""


def resource_name(customer_id: str, root: str, entity_id: str) -> str:
    """Return as in `customers/1/campaigns/2`."""
    return f"customers/{customer_id}/{KINDS[root].collection}/{entity_id}"
