"""What TikTok refuses in campaigns."""

from datetime import UTC, datetime

from adapters.sandbox.rules import Draft, Rule
from adapters.sandbox.tiktok.budgets import CAMPAIGN_BASE, minimum
from adapters.sandbox.tiktok.errors import NOT_ON_ALLOW_LIST
from adapters.sandbox.tiktok.rule_rows import (
    BOTH_CAMPAIGNS,
    budgets_fit,
    names_are_short_and_plain,
    refuses,
    request_ids_are_integers,
    requires,
)

MANUAL, SMART = ("campaign",), ("smart_plus_campaign",)
MANUAL_FLOW_CLOSES = datetime(2027, 1, 1, tzinfo=UTC)
CLOSING_OBJECTIVES = frozenset({"WEB_CONVERSIONS", "PRODUCT_SALES", "APP_PROMOTION", "LEAD_GENERATION"})
SMART_OBJECTIVES = frozenset({"APP_PROMOTION", "WEB_CONVERSIONS", "LEAD_GENERATION"})
_SPECIAL_INDUSTRIES = frozenset({"HOUSING", "EMPLOYMENT", "CREDIT"})
_OPTIMIZED_MODES = frozenset({"BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "BUDGET_MODE_TOTAL"})
_CAP_MODES = frozenset({"BUDGET_MODE_INFINITE", "BUDGET_MODE_DAY", "BUDGET_MODE_TOTAL"})


def _budget_missing(draft: Draft) -> bool:
    return draft.get("budget_mode") != "BUDGET_MODE_INFINITE" and draft.get("budget") is None


def _mode_misfits(draft: Draft) -> bool:
    allowed = _OPTIMIZED_MODES if draft.get("budget_optimize_on") else _CAP_MODES
    return draft.get("budget_mode") not in allowed


CAMPAIGN_RULES: tuple[Rule, ...] = (
    *requires(BOTH_CAMPAIGNS, "campaign_name", "objective_type"),
    *requires(SMART, "request_id", source="D"),
    *names_are_short_and_plain(BOTH_CAMPAIGNS, "campaign_name"),
    request_ids_are_integers(BOTH_CAMPAIGNS),
    refuses(
        "product_sales_is_for_the_allow_list",
        MANUAL,
        "objective_type",
        lambda draft: draft.creating and draft.get("objective_type") == "PRODUCT_SALES",
        "PRODUCT_SALES is open to advertisers on the allow list only",
        code=NOT_ON_ALLOW_LIST,
    ),
    refuses(
        "the_manual_flow_closes_for_sales_leads_and_apps_in_2027",
        MANUAL,
        "objective_type",
        lambda draft: (
            draft.creating and draft.get("objective_type") in CLOSING_OBJECTIVES and draft.now >= MANUAL_FLOW_CLOSES
        ),
        "can no longer be created here since 2027-01-01: use /smart_plus/campaign/create/",
        source="S",
    ),
    refuses(
        "smart_plus_is_for_sales_leads_and_apps",
        SMART,
        "objective_type",
        lambda draft: draft.get("objective_type") not in SMART_OBJECTIVES,
        f"must be one of {', '.join(sorted(SMART_OBJECTIVES))}",
    ),
    refuses(
        "smart_plus_web_sales_name_their_destination",
        SMART,
        "sales_destination",
        lambda draft: (
            draft.get("objective_type") == "WEB_CONVERSIONS"
            and draft.get("sales_destination") not in ("WEBSITE", "APP", "WEB_AND_APP")
        ),
        "is required with WEB_CONVERSIONS: WEBSITE, APP or WEB_AND_APP",
    ),
    refuses(
        "app_promotion_names_its_type",
        BOTH_CAMPAIGNS,
        "app_promotion_type",
        lambda draft: draft.get("objective_type") == "APP_PROMOTION" and not draft.get("app_promotion_type"),
        "is required with APP_PROMOTION",
    ),
    refuses(
        "special_industries_are_known",
        BOTH_CAMPAIGNS,
        "special_industries",
        lambda draft: not _SPECIAL_INDUSTRIES.issuperset(draft.get("special_industries") or ()),
        f"must be a list of {', '.join(sorted(_SPECIAL_INDUSTRIES))}",
    ),
    refuses(
        "a_campaign_with_a_budget_mode_has_a_budget",
        BOTH_CAMPAIGNS,
        "budget",
        _budget_missing,
        "is required unless budget_mode is BUDGET_MODE_INFINITE",
    ),
    refuses(
        "an_unlimited_campaign_cannot_optimize_its_budget",
        MANUAL,
        "budget_mode",
        lambda draft: bool(draft.get("budget_optimize_on")) and draft.get("budget_mode") == "BUDGET_MODE_INFINITE",
        "BUDGET_MODE_INFINITE does not go with budget_optimize_on",
        source="K",
    ),
    refuses(
        "the_smart_plus_mode_fits_budget_optimization",
        SMART,
        "budget_mode",
        _mode_misfits,
        "with budget_optimize_on: DYNAMIC_DAILY_BUDGET or TOTAL; without: INFINITE, DAY or TOTAL",
    ),
    *budgets_fit(BOTH_CAMPAIGNS, lambda draft: minimum(CAMPAIGN_BASE, draft.account.currency)),
)
