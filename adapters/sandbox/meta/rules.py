"""What Meta refuses in campaigns, ad sets, creatives, ads, audiences. Source of each row: platforms.md 3.2, 3.3."""

from typing import Any

from adapters.sandbox.meta.adset_rules import ADSET_RULES, GOALS_BY_OBJECTIVE
from adapters.sandbox.meta.audience_rules import AUDIENCE_RULES
from adapters.sandbox.meta.budget_schedule_rules import BUDGET_SCHEDULE_RULES
from adapters.sandbox.meta.money import min_daily_budget
from adapters.sandbox.meta.rule_conditions import BUDGETS, has_budget, missing, unreadable_time
from adapters.sandbox.rules import Draft, Rule

SPECIAL_AD_CATEGORIES = frozenset(
    {
        "NONE",
        "HOUSING",
        "EMPLOYMENT",
        "CREDIT",
        "FINANCIAL_PRODUCTS_SERVICES",
        "ISSUES_ELECTIONS_POLITICS",
        "ONLINE_GAMBLING_AND_GAMING",
    }
)
_LONGEST_NAME = 400


def _too_small(draft: Draft) -> bool:
    amount = draft.sent.get("daily_budget", draft.sent.get("lifetime_budget"))
    return amount is not None and amount < min_daily_budget(draft.account.currency)


# What an ad can show: a story, a post, assets to choose from; a page, a link or an app that is named by itself.
_STORIES = (
    *("object_story_spec", "object_story_id", "asset_feed_spec", "source_instagram_media_id"),
    *("object_id", "object_url", "link_url", "template_url"),
)


def _no_story(draft: Draft) -> bool:
    return not any(draft.get(name) for name in _STORIES)


def _text_of_link(draft: Draft) -> dict[str, Any] | None:
    data = draft.get("object_story_spec.link_data")
    return data if isinstance(data, dict) else None


RULES: tuple[Rule, ...] = (
    Rule(
        name="meta.every_object_needs_a_name",
        kinds=("campaign", "adset", "ad", "pixel", "conversion", "adrule"),
        field="name",
        broken_by=missing("name"),
        code=100,
        message="The parameter name is required",
        source="C",
    ),
    Rule(
        name="meta.a_name_has_at_most_400_characters",
        kinds=("campaign", "adset", "ad", "adcreative"),
        field="name",
        broken_by=lambda draft: len(draft.sent.get("name") or "") > _LONGEST_NAME,
        code=100,
        message=f"Param name must be at most {_LONGEST_NAME} characters long",
        source="K",
    ),
    Rule(
        name="meta.a_new_object_is_active_or_paused",
        kinds=("campaign", "adset", "ad"),
        field="status",
        broken_by=lambda draft: draft.creating and draft.get("status") not in ("ACTIVE", "PAUSED"),
        code=100,
        message="Param status must be ACTIVE or PAUSED on creation",
        source="D",
    ),
    Rule(
        name="meta.a_campaign_needs_an_objective",
        kinds=("campaign",),
        field="objective",
        broken_by=missing("objective"),
        code=100,
        message="The parameter objective is required",
        source="C",
    ),
    Rule(
        name="meta.an_objective_is_an_outcome",
        kinds=("campaign",),
        field="objective",
        broken_by=lambda draft: draft.creating and draft.get("objective") not in (None, "", *GOALS_BY_OBJECTIVE),
        code=100,
        message=f"Objective is invalid. Use one of: {', '.join(GOALS_BY_OBJECTIVE)}",
        source="K",
    ),
    Rule(
        name="meta.a_campaign_declares_its_special_ad_categories",
        kinds=("campaign",),
        field="special_ad_categories",
        broken_by=missing("special_ad_categories"),
        code=100,
        message="The parameter special_ad_categories is required",
        source="D",
    ),
    Rule(
        name="meta.special_ad_categories_are_known",
        kinds=("campaign",),
        field="special_ad_categories",
        broken_by=lambda draft: not SPECIAL_AD_CATEGORIES.issuperset(draft.get("special_ad_categories") or ()),
        code=100,
        message=f"Param special_ad_categories must be a list of {', '.join(sorted(SPECIAL_AD_CATEGORIES))}",
        source="C",
    ),
    Rule(
        name="meta.a_campaign_without_budget_says_whether_ad_sets_share",
        kinds=("campaign",),
        field="is_adset_budget_sharing_enabled",
        broken_by=lambda draft: (
            draft.creating and not has_budget(draft) and draft.get("is_adset_budget_sharing_enabled") is None
        ),
        code=100,
        message="Must specify True or False in is_adset_budget_sharing_enabled field",
        source="S",
    ),
    Rule(
        name="meta.one_kind_of_budget_at_a_time",
        kinds=("campaign", "adset"),
        field="lifetime_budget",
        broken_by=lambda draft: all(draft.fields.get(name) for name in BUDGETS),
        code=100,
        message="You can only set either a daily budget or a lifetime budget",
        source="K",
    ),
    Rule(
        name="meta.a_budget_reaches_the_minimum",
        kinds=("campaign", "adset"),
        field="daily_budget",
        broken_by=_too_small,
        code=100,
        subcode=1885272,
        message="Your budget is too low for this currency",
        source="S",
    ),
    Rule(
        name="meta.start_time_carries_its_zone",
        kinds=("campaign", "adset"),
        field="start_time",
        broken_by=unreadable_time("start_time"),
        code=100,
        message="Param start_time must be an ISO 8601 time with its offset from UTC",
        source="K",
    ),
    Rule(
        name="meta.a_creative_tells_a_story",
        kinds=("adcreative",),
        field="object_story_spec",
        broken_by=_no_story,
        code=100,
        message=f"A creative needs one of {', '.join(_STORIES)}",
        source="D",
    ),
    Rule(
        name="meta.a_story_is_told_by_a_page",
        kinds=("adcreative",),
        field="object_story_spec.page_id",
        broken_by=lambda draft: bool(draft.get("object_story_spec")) and not draft.get("object_story_spec.page_id"),
        code=100,
        subcode=1443226,
        message="The parameter object_story_spec.page_id is required",
        source="D",
    ),
    Rule(
        name="meta.a_link_story_has_a_link",
        kinds=("adcreative",),
        field="object_story_spec.link_data.link",
        broken_by=lambda draft: (
            (data := _text_of_link(draft)) is not None
            and not str(data.get("link", "")).startswith(("http://", "https://"))
        ),
        code=100,
        subcode=1487390,
        message="object_story_spec.link_data.link must be an http or https address",
        source="D",
    ),
    Rule(
        name="meta.an_ad_shows_a_creative",
        kinds=("ad",),
        field="creative",
        broken_by=lambda draft: not draft.get("creative.creative_id"),
        code=100,
        message="The parameter creative is required: {creative_id: ...}",
        source="D",
    ),
    Rule(
        name="meta.a_custom_conversion_has_a_rule",
        kinds=("conversion",),
        field="rule",
        broken_by=lambda draft: draft.creating and not (draft.get("rule") or draft.get("advanced_rule")),
        code=100,
        message="The parameter rule is required",
        source="D",
    ),
    Rule(
        name="meta.an_ad_rule_says_what_it_looks_at",
        kinds=("adrule",),
        field="evaluation_spec",
        broken_by=missing("evaluation_spec"),
        code=100,
        message="The parameter evaluation_spec is required",
        source="D",
    ),
    Rule(
        name="meta.an_ad_rule_says_what_it_does",
        kinds=("adrule",),
        field="execution_spec",
        broken_by=missing("execution_spec"),
        code=100,
        message="The parameter execution_spec is required",
        source="D",
    ),
    *ADSET_RULES,
    *AUDIENCE_RULES,
    *BUDGET_SCHEDULE_RULES,
)
