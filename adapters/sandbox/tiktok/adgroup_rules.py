"""What TikTok refuses in ad groups."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from adapters.sandbox.rules import Draft, Rule
from adapters.sandbox.tiktok.budgets import ADGROUP_BASE, DAILY_MODES, minimum
from adapters.sandbox.tiktok.rule_rows import (
    BOTH_ADGROUPS,
    budgets_fit,
    counts,
    names_are_short_and_plain,
    refuses,
    request_ids_are_integers,
    requires,
)

MANUAL, SMART = ("adgroup",), ("smart_plus_adgroup",)
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
BILLING_BY_GOAL = {
    "CLICK": "CPC",
    "CONVERT": "OCPM",
    "VALUE": "OCPM",
    "TRAFFIC_LANDING_PAGE_VIEW": "OCPM",
    "REACH": "CPM",
    "SHOW": "CPM",
    "ENGAGED_VIEW": "CPV",
    "ENGAGED_VIEW_FIFTEEN": "CPV",
    "INSTALL": "OCPM",
    "IN_APP_EVENT": "OCPM",
    "LEAD_GENERATION": "OCPM",
    "CONVERSATION": "OCPM",
}
_OLDEST_START = timedelta(hours=12)
_SMART_MODES = frozenset({"BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "BUDGET_MODE_TOTAL"})
_VALUE_BIDS = frozenset({"VO_HIGHEST_VALUE", "VO_MIN_ROAS"})
_MEASURED_GOALS = ("CONVERT", "VALUE")


def moment(raw: object) -> datetime | None:
    """Return the UTC moment that TikTok's time format shows, or None."""
    try:
        return datetime.strptime(str(raw), TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _starts_too_long_ago(draft: Draft) -> bool:
    start = moment(draft.sent.get("schedule_start_time"))
    return start is not None and start < draft.now - _OLDEST_START


def _ends_too_early(draft: Draft) -> bool:
    start, end = moment(draft.get("schedule_start_time")), moment(draft.get("schedule_end_time"))
    return start is not None and end is not None and end <= start


def _days(draft: Draft) -> int:
    start, end = moment(draft.get("schedule_start_time")), moment(draft.get("schedule_end_time"))
    return max(1, -(-(end - start) // timedelta(days=1))) if start and end else 1


def _smallest(draft: Draft) -> Decimal:
    daily = minimum(ADGROUP_BASE, draft.account.currency)
    return daily if draft.get("budget_mode") in DAILY_MODES else daily * _days(draft)


def _wrong_billing(draft: Draft) -> bool:
    fitting: str | None = BILLING_BY_GOAL.get(str(draft.get("optimization_goal")))
    return fitting is not None and str(draft.get("billing_event") or fitting) != fitting


def _unmeasured(draft: Draft) -> bool:
    return draft.get("optimization_goal") in _MEASURED_GOALS and not draft.get("app_id")


def _custom(draft: Draft, goal: str) -> bool:
    return (draft.get("bid_type"), draft.get("optimization_goal")) == ("BID_TYPE_CUSTOM", goal)


ADGROUP_RULES: tuple[Rule, ...] = (
    *requires(
        BOTH_ADGROUPS,
        "adgroup_name",
        "billing_event",
        "optimization_goal",
        "schedule_type",
        "schedule_start_time",
    ),
    *requires(MANUAL, "pacing"),
    *requires(MANUAL, "location_ids", source="K"),
    *requires(BOTH_ADGROUPS, "promotion_type", source="K"),
    *requires(SMART, "request_id", source="D"),
    *requires(SMART, "targeting_spec.location_ids", source="D"),
    *names_are_short_and_plain(BOTH_ADGROUPS, "adgroup_name"),
    request_ids_are_integers(BOTH_ADGROUPS),
    refuses(
        "the_goal_decides_the_billing_event",
        BOTH_ADGROUPS,
        "billing_event",
        _wrong_billing,
        "does not go with this optimization_goal",
    ),
    refuses(
        "conversions_are_measured_by_a_pixel",
        BOTH_ADGROUPS,
        "pixel_id",
        lambda draft: _unmeasured(draft) and not draft.get("pixel_id"),
        "is required with CONVERT and VALUE",
    ),
    refuses(
        "conversions_name_their_event",
        BOTH_ADGROUPS,
        "optimization_event",
        lambda draft: _unmeasured(draft) and not draft.get("optimization_event"),
        "is required with CONVERT and VALUE",
    ),
    refuses(
        "value_is_measured_by_shopping",
        BOTH_ADGROUPS,
        "optimization_event",
        lambda draft: (
            draft.get("optimization_goal") == "VALUE"
            and _unmeasured(draft)
            and draft.get("optimization_event") != "SHOPPING"
        ),
        "must be SHOPPING with VALUE",
    ),
    refuses(
        "value_takes_no_custom_bid",
        BOTH_ADGROUPS,
        "bid_type",
        lambda draft: _custom(draft, "VALUE"),
        "must be BID_TYPE_NO_BID with VALUE",
    ),
    refuses(
        "value_names_its_deep_bid",
        BOTH_ADGROUPS,
        "deep_bid_type",
        lambda draft: draft.get("optimization_goal") == "VALUE" and draft.get("deep_bid_type") not in _VALUE_BIDS,
        f"must be one of {', '.join(sorted(_VALUE_BIDS))} with VALUE",
    ),
    refuses(
        "a_roas_floor_has_a_bid",
        BOTH_ADGROUPS,
        "roas_bid",
        lambda draft: draft.get("deep_bid_type") == "VO_MIN_ROAS" and not draft.get("roas_bid"),
        "is required with VO_MIN_ROAS",
    ),
    refuses(
        "a_custom_click_bid_has_a_price",
        BOTH_ADGROUPS,
        "bid_price",
        lambda draft: _custom(draft, "CLICK") and not draft.get("bid_price"),
        "is required with BID_TYPE_CUSTOM and CLICK",
    ),
    refuses(
        "a_custom_conversion_bid_has_a_price",
        BOTH_ADGROUPS,
        "conversion_bid_price",
        lambda draft: _custom(draft, "CONVERT") and not draft.get("conversion_bid_price"),
        "is required with BID_TYPE_CUSTOM and CONVERT",
    ),
    refuses(
        "chosen_placements_are_named",
        BOTH_ADGROUPS,
        "placements",
        lambda draft: draft.get("placement_type") == "PLACEMENT_TYPE_NORMAL" and not draft.get("placements"),
        "is required with PLACEMENT_TYPE_NORMAL",
        source="K",
    ),
    refuses(
        "schedule_start_is_a_time",
        BOTH_ADGROUPS,
        "schedule_start_time",
        lambda draft: (
            draft.sent.get("schedule_start_time") is not None and moment(draft.sent["schedule_start_time"]) is None
        ),
        "must look like 2026-11-20 09:00:00 (UTC)",
    ),
    refuses(
        "schedule_end_is_a_time",
        BOTH_ADGROUPS,
        "schedule_end_time",
        lambda draft: (
            draft.sent.get("schedule_end_time") is not None and moment(draft.sent["schedule_end_time"]) is None
        ),
        "must look like 2026-11-20 09:00:00 (UTC)",
    ),
    refuses(
        "a_schedule_starts_at_most_12_hours_ago",
        BOTH_ADGROUPS,
        "schedule_start_time",
        _starts_too_long_ago,
        "must be at most 12 hours in the past",
    ),
    refuses(
        "a_schedule_with_an_end_names_it",
        BOTH_ADGROUPS,
        "schedule_end_time",
        lambda draft: draft.get("schedule_type") == "SCHEDULE_START_END" and not draft.get("schedule_end_time"),
        "is required with SCHEDULE_START_END",
    ),
    refuses(
        "a_schedule_ends_after_its_start",
        BOTH_ADGROUPS,
        "schedule_end_time",
        _ends_too_early,
        "must be after schedule_start_time",
    ),
    refuses(
        "an_ad_group_has_a_budget_mode_unless_its_campaign_optimizes",
        BOTH_ADGROUPS,
        "budget_mode",
        lambda draft: counts(draft) and not draft.get("budget_mode"),
        "Missing data for required field.",
    ),
    refuses(
        "an_ad_group_has_a_budget_unless_its_campaign_optimizes",
        BOTH_ADGROUPS,
        "budget",
        lambda draft: counts(draft) and draft.get("budget") is None,
        "Missing data for required field.",
    ),
    refuses(
        "an_ad_group_budget_is_not_unlimited",
        MANUAL,
        "budget_mode",
        lambda draft: draft.get("budget_mode") == "BUDGET_MODE_INFINITE" and not draft.parent_has("budget_optimize_on"),
        "BUDGET_MODE_INFINITE is for campaigns",
        source="K",
    ),
    refuses(
        "a_smart_plus_ad_group_budget_is_dynamic_or_total",
        SMART,
        "budget_mode",
        lambda draft: not draft.parent_has("budget_optimize_on") and draft.get("budget_mode") not in _SMART_MODES,
        "must be BUDGET_MODE_DYNAMIC_DAILY_BUDGET or BUDGET_MODE_TOTAL",
    ),
    refuses(
        "a_daily_campaign_excludes_a_total_ad_group",
        BOTH_ADGROUPS,
        "budget_mode",
        lambda draft: (
            draft.get("budget_mode") == "BUDGET_MODE_TOTAL"
            and draft.parent is not None
            and draft.parent.fields.get("budget_mode") == "BUDGET_MODE_DAY"
        ),
        "BUDGET_MODE_TOTAL does not go with a campaign on BUDGET_MODE_DAY",
    ),
    refuses(
        "an_open_schedule_needs_a_daily_budget",
        BOTH_ADGROUPS,
        "schedule_type",
        lambda draft: (
            draft.get("schedule_type") == "SCHEDULE_FROM_NOW"
            and counts(draft)
            and draft.get("budget_mode") == "BUDGET_MODE_TOTAL"
        ),
        "SCHEDULE_FROM_NOW needs a daily budget mode",
    ),
    *budgets_fit(BOTH_ADGROUPS, _smallest),
)
