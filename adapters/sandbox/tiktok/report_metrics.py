"""What a report can tell about a row: figures of the delivery model, and attributes of the object.

The names are those that reporting tools ask for (S); a figure that the model does not have is 0, a missing attribute
is "-". Every value is a string.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches

from adapters.sandbox.delivery import MetricsRow
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.tiktok.event_metrics import events_not_measured
from adapters.sandbox.tiktok.request_rules import A_METRIC_IS_KNOWN, refuse

AUTOMATION = "campaign_automation_type"
ATTRIBUTES = (
    *("campaign_id", "campaign_name", "adgroup_id", "adgroup_name", "ad_name", "ad_text", "objective_type"),
    *("placement_type", "promotion_type", "tt_app_id", "tt_app_name", "mobile_app_id", "dpa_target_audience_type"),
    *("currency", AUTOMATION),
    *("advertiser_name", "ad_id", "campaign_budget", "budget", "bid", "bid_strategy", "billing_event", "opt_status"),
    *("app_promotion_type", "smart_target", "pricing_category", "aeo_type", "split_test", "is_aco"),
    *("is_smart_creative", "call_to_action", "ad_profile_image", "ad_url", "image_mode"),
)


def _ratio(above: Decimal | int, below: Decimal | int, places: str = "0.01") -> str:
    return str((Decimal(above) / Decimal(below)).quantize(Decimal(places), ROUND_HALF_UP)) if below else "0.00"


def _reach(row: MetricsRow) -> int:
    return row.impressions * 4 // 5


_CONVERSIONS = (
    *("conversion", "real_time_conversion", "cta_conversion", "result", "real_time_result"),
    *("complete_payment", "purchase", "cta_purchase"),
)
_COSTS = (
    *("cost_per_conversion", "real_time_cost_per_conversion", "cost_per_result", "real_time_cost_per_result"),
    *("cost_per_purchase", "cost_per_complete_payment"),
)
_RATES = (
    *("conversion_rate", "conversion_rate_v2", "real_time_conversion_rate", "real_time_conversion_rate_v2"),
    *("result_rate", "real_time_result_rate", "purchase_rate", "complete_payment_rate"),
)
_NOT_MODELLED = (
    *("video_watched_2s", "video_watched_6s", "average_video_play", "average_video_play_per_user"),
    *("video_views_p25", "video_views_p50", "video_views_p75", "video_views_p100"),
    *("profile_visits", "likes", "comments", "shares", "follows", "clicks_on_music_disc"),
    *("profile_visits_rate", "total_pageview", "engagements", "engaged_view", "engaged_view_15s"),
    *("paid_engaged_view", "paid_engaged_view_15s", "paid_engagement_engaged_view", "paid_engagement_engaged_view_15s"),
    *("engaged_view_through_conversions", "vta_conversion", "vta_purchase"),
    *("app_install", "real_time_app_install", "real_time_app_install_cost", "cost_per_app_install"),
    *("total_app_event_add_to_cart", "cost_per_total_app_event_add_to_cart"),
    *("registration", "registration_rate", "cost_per_registration"),
    *("sales_lead", "sales_lead_rate", "cost_per_sales_lead", "cost_per_total_sales_lead"),
    *("onsite_shopping", "total_onsite_shopping_value"),
    *("secondary_goal_result", "cost_per_secondary_goal_result", "secondary_goal_result_rate", "voucher_spend"),
)
FIGURES: Mapping[str, Callable[[MetricsRow], str]] = {
    **dict.fromkeys((*_NOT_MODELLED, *events_not_measured()), lambda _row: "0"),
    "spend": lambda row: str(row.spend),
    "cash_spend": lambda row: str(row.spend),
    "billed_cost": lambda row: str(row.spend),
    "gross_impressions": lambda row: str(row.impressions),
    "impressions": lambda row: str(row.impressions),
    "video_play_actions": lambda row: str(row.impressions),
    "clicks": lambda row: str(row.clicks),
    "reach": lambda row: str(_reach(row)),
    "frequency": lambda row: _ratio(row.impressions, _reach(row)),
    "cost_per_1000_reached": lambda row: _ratio(row.spend * 1000, _reach(row)),
    "ctr": lambda row: _ratio(row.clicks * 100, row.impressions),
    "cpc": lambda row: _ratio(row.spend, row.clicks),
    "cpm": lambda row: _ratio(row.spend * 1000, row.impressions),
    **dict.fromkeys(_CONVERSIONS, lambda row: str(row.conversions)),
    **dict.fromkeys(_COSTS, lambda row: _ratio(row.spend, row.conversions)),
    **dict.fromkeys(_RATES, lambda row: _ratio(row.conversions * 100, row.clicks)),
    "total_complete_payment_rate": lambda row: str(row.conversion_value),
    "total_purchase_value": lambda row: str(row.conversion_value),
    "value_per_complete_payment": lambda row: _ratio(row.conversion_value, row.conversions),
    "complete_payment_roas": lambda row: _ratio(row.conversion_value, row.spend),
}


def check_metrics(names: Sequence[str], switches: RuleSwitches) -> None:
    """Refuse a metric that is neither a figure nor an attribute."""
    known = {*FIGURES, *ATTRIBUTES}
    for name in names:
        if name not in known:
            near = get_close_matches(name, sorted(known), cutoff=0)
            refuse(switches, A_METRIC_IS_KNOWN, "metrics", f"{name} is unknown; like it are {', '.join(near)}")
