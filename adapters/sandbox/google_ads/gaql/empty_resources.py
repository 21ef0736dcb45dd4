"""The resources that a query may ask for and that accounts of the sandbox have none of.

Whoever asks, as a data connector does for all it knows, is told of an account without such things, not of an error.
Source: Google Ads API fields reference, "attributed resources".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource of a FROM clause: the others it can be joined with, and whether it has metrics."""

    attributed: tuple[str, ...] = ()
    measured: bool = True


UNDER_AD_GROUPS = ("ad_group", "campaign", "customer")

_VIEWS_OF_CRITERIA = "managed_placement_view product_group_view topic_view webpage_view hotel_group_view"
_VIEWS_OF_AD_GROUPS = (
    "ad_group_ad_asset_combination_view detail_placement_view dynamic_search_ads_search_term_view "
    "group_placement_view hotel_performance_view paid_organic_search_term_view "
    "shopping_performance_view travel_activity_performance_view video cart_data_sales_view per_store_view"
)
_VIEWS_OF_CAMPAIGNS = (
    "ad_schedule_view asset_field_type_view campaign_aggregate_asset_view "
    "campaign_search_term_insight campaign_search_term_view channel_aggregate_asset_view content_criterion_view "
    "distance_view performance_max_placement_view smart_campaign_search_term_view"
)
_KEPT_BY_AD_GROUPS = "ad_group_asset_set ad_group_criterion_simulation ad_group_simulation "
_KEPT_BY_CAMPAIGNS = (
    "asset_group_product_group_view "
    "asset_group_top_combination_view call_view campaign_bid_modifier campaign_conversion_goal "
    "campaign_draft campaign_simulation experiment_arm recommendation smart_campaign_setting"
)
_KEPT_BY_CUSTOMERS = (
    "account_budget account_budget_proposal account_link audience "
    "bidding_strategy_simulation billing_setup combined_audience "
    "conversion_custom_variable conversion_goal_campaign_config conversion_value_rule conversion_value_rule_set "
    "custom_conversion_goal customer_asset_set customer_client_link customer_conversion_goal "
    "customer_label customer_manager_link customer_search_term_insight customer_user_access "
    "customer_user_access_invitation data_link hotel_reconciliation keyword_plan "
    "keyword_plan_ad_group keyword_plan_ad_group_keyword keyword_plan_campaign keyword_plan_campaign_keyword "
    "lead_form_submission_data local_services_employee local_services_lead local_services_lead_conversation "
    "local_services_verification_artifact media_file multi_party_auth_review product_link "
    "product_link_invitation qualifying_question recommendation_subscription remarketing_action shopping_product "
    "third_party_app_analytics_link "
)
_CONSTANTS = (
    "carrier_constant currency_constant custom_interest detailed_demographic domain_category keyword_theme_constant "
    "life_event mobile_app_category_constant mobile_device_constant operating_system_version_constant "
    "product_category_constant topic_constant user_interest"
)


def _tables() -> Iterator[tuple[str, Resource]]:
    for names, attributed, measured in (
        (_VIEWS_OF_CRITERIA, ("ad_group_criterion", *UNDER_AD_GROUPS), True),
        (_VIEWS_OF_AD_GROUPS, ("ad_group_ad", *UNDER_AD_GROUPS), True),
        (_VIEWS_OF_CAMPAIGNS, ("campaign_criterion", "campaign", "customer"), True),
        (_KEPT_BY_AD_GROUPS, UNDER_AD_GROUPS, False),
        (_KEPT_BY_CAMPAIGNS, ("campaign", "customer"), False),
        (_KEPT_BY_CUSTOMERS, ("customer",), False),
        (_CONSTANTS, (), False),
    ):
        for name in names.split():
            yield name, Resource(attributed=attributed, measured=measured)


EMPTY_RESOURCES: Mapping[str, Resource] = MappingProxyType(
    {
        **dict(_tables()),
        "ad_group_ad_asset_view": Resource(attributed=("ad_group_ad", "asset", *UNDER_AD_GROUPS)),
        "campaign_group": Resource(attributed=("customer",)),
        "experiment": Resource(attributed=("customer",)),
    }
)
"""By name; `bidding_strategy` and shared sets are kept and so stand elsewhere."""
