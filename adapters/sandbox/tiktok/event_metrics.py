"""The metrics of events, which come in families: how many, what each cost, at which rate, and what they were worth.

The delivery model counts purchases on a website alone; all other events are answered with 0. Source: Business API
v1.3, "Supported metrics" of basic reports, by the names that public connectors ask for (S).
"""

from collections.abc import Iterator

_ON_PAGES = (
    *("page_browse_view", "button_click", "online_consult", "user_registration", "product_details_page_browse"),
    *("web_event_add_to_cart", "on_web_order", "initiate_checkout", "add_billing", "page_event_search", "form"),
    *("download_start", "page_content_view_events", "form_detail", "form_button"),
)
_ON_PAGES_PER_CLICK = ("on_web_add_to_wishlist", "on_web_subscribe")
_ON_TIKTOK = (
    *("onsite_shopping", "onsite_initiate_checkout_count", "onsite_on_web_detail", "onsite_on_web_cart"),
    *("onsite_add_to_wishlist", "onsite_add_billing", "onsite_form", "onsite_download_start"),
)
_IN_APPS = (
    *("registration", "view_content", "add_to_cart", "add_to_wishlist", "app_event_add_to_cart", "checkout"),
    *(
        "subscribe",
        "launch_app",
        "complete_tutorial",
        "search",
        "login",
        "loan_apply",
        "loan_credit",
        "loan_disbursement",
    ),
    *("add_payment_info", "achieve_level", "unlock_achievement", "create_group", "join_group", "create_gamerole"),
    *(
        "loan_disbursement",
        "spend_credits",
        "generate_lead",
        "in_app_ad_click",
        "in_app_ad_impr",
        "start_trial",
        "sales_lead",
    ),
)
_SINGLE = (
    *("onsite_shopping_roas", "onsite_destination_visits", "cost_per_onsite_destination_visit"),
    *("onsite_destination_visit_rate", "custom_page_events", "value_per_custom_page_event", "custom_page_events_value"),
    *("ix_page_view_count", "ix_button_click_count", "ix_product_click_count", "ix_page_duration_avg"),
    *("ix_page_viewrate_avg", "total_landing_page_view", "cost_per_landing_page_view", "landing_page_view_rate"),
    *("engagement_rate", "interactive_add_on_impressions", "interactive_add_on_destination_clicks"),
    *("interactive_add_on_activity_clicks", "live_views", "live_unique_views", "live_effective_views"),
    *("live_product_clicks", "anchor_clicks", "anchor_click_rate", "skan_conversion", "cost_per_skan_conversion"),
    *("skan_conversion_rate", "paid_likes", "paid_comments", "paid_shares", "paid_follows", "paid_profile_visits"),
)


def events_not_measured() -> Iterator[str]:
    """Yield the name of every metric of an event that the delivery model does not have."""
    yield from _SINGLE
    for event in (*_ON_PAGES, *_ON_TIKTOK):
        yield from (event, f"cost_per_{event}", f"{event}_rate", f"value_per_{event}", f"total_{event}_value")
    for event in _ON_PAGES_PER_CLICK:
        yield from (event, f"cost_per_{event}", f"{event}_per_click", f"value_per_{event}", f"total_{event}_value")
    for event in _IN_APPS:
        yield from (event, f"cost_per_{event}", f"{event}_rate", f"total_{event}", f"cost_per_total_{event}")
        yield from (f"value_per_total_{event}", f"total_{event}_value")
