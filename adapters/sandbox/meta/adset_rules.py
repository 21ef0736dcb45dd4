"""What Meta refuses in ad sets. Source of each row: platforms.md 3.2 and 3.3."""

from typing import Any

from adapters.sandbox.meta.rule_conditions import BUDGETS, has_budget, missing, moment, unreadable_time
from adapters.sandbox.rules import Draft, Rule

_RESTRICTED = frozenset({"HOUSING", "EMPLOYMENT", "CREDIT", "FINANCIAL_PRODUCTS_SERVICES"})
_EUROPEAN_UNION = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())

GOALS_BY_OBJECTIVE = {
    "OUTCOME_AWARENESS": {"REACH", "IMPRESSIONS", "AD_RECALL_LIFT", "THRUPLAY"},
    "OUTCOME_TRAFFIC": {"LINK_CLICKS", "LANDING_PAGE_VIEWS", "REACH", "IMPRESSIONS", "CONVERSATIONS", "QUALITY_CALL"},
    "OUTCOME_ENGAGEMENT": {
        "POST_ENGAGEMENT",
        "PAGE_LIKES",
        "THRUPLAY",
        "EVENT_RESPONSES",
        "CONVERSATIONS",
        "LINK_CLICKS",
        "LANDING_PAGE_VIEWS",
        "OFFSITE_CONVERSIONS",
        "REACH",
        "IMPRESSIONS",
    },
    "OUTCOME_LEADS": {
        "LEAD_GENERATION",
        "QUALITY_LEAD",
        "OFFSITE_CONVERSIONS",
        "CONVERSATIONS",
        "LINK_CLICKS",
        "LANDING_PAGE_VIEWS",
        "QUALITY_CALL",
        "REACH",
        "IMPRESSIONS",
    },
    "OUTCOME_APP_PROMOTION": {"APP_INSTALLS", "LINK_CLICKS", "OFFSITE_CONVERSIONS", "VALUE"},
    "OUTCOME_SALES": {
        "OFFSITE_CONVERSIONS",
        "VALUE",
        "LINK_CLICKS",
        "LANDING_PAGE_VIEWS",
        "CONVERSATIONS",
        "REACH",
        "IMPRESSIONS",
    },
}

_BID_CAPS = ("LOWEST_COST_WITH_BID_CAP", "COST_CAP")


_GENDERS = (1, 2)
_YOUNGEST, _OLDEST = 13, 65


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _odd_ages(draft: Draft) -> bool:
    low, high = draft.get("targeting.age_min"), draft.get("targeting.age_max")
    if not all(age is None or isinstance(age, int) for age in (low, high)):
        return True
    return not _YOUNGEST <= (low or _YOUNGEST) <= (high or _OLDEST) <= _OLDEST


def _goal_misfits(draft: Draft) -> bool:
    objective = draft.parent.fields.get("objective") if draft.parent else None
    goal = draft.get("optimization_goal")
    goals = GOALS_BY_OBJECTIVE.get(str(objective))
    return bool(goals and goal) and goal not in (goals or ())


def _restricted(draft: Draft) -> bool:
    categories = draft.parent.fields.get("special_ad_categories", []) if draft.parent else []
    return bool(_RESTRICTED.intersection(categories))


def _advantage_unsaid(draft: Draft) -> bool:
    return draft.creating and draft.get("targeting.targeting_automation.advantage_audience") not in (0, 1)


def _reaches_eu(draft: Draft) -> bool:
    countries = draft.get("targeting.geo_locations.countries")
    return bool(_EUROPEAN_UNION.intersection(map(str, _listed(countries))))


def _ended(draft: Draft) -> bool:
    end = moment(draft.sent.get("end_time"))
    return end is not None and end <= draft.now


ADSET_RULES: tuple[Rule, ...] = (
    Rule(
        name="meta.budget_sits_on_one_level",
        kinds=("adset",),
        field="daily_budget",
        broken_by=lambda draft: has_budget(draft) and draft.parent_has(*BUDGETS),
        code=100,
        subcode=1885621,
        message="You can only set an ad set budget or a campaign budget, not both",
        source="S",
    ),
    Rule(
        name="meta.an_ad_set_needs_a_budget_unless_its_campaign_has_one",
        kinds=("adset",),
        field="daily_budget",
        broken_by=lambda draft: draft.creating and not has_budget(draft) and not draft.parent_has(*BUDGETS),
        code=100,
        subcode=1885183,
        message="Must provide a daily budget or a lifetime budget on the ad set or on its campaign",
        source="K",
    ),
    Rule(
        name="meta.a_lifetime_budget_needs_an_end",
        kinds=("adset",),
        field="end_time",
        broken_by=lambda draft: bool(draft.get("lifetime_budget")) and not draft.get("end_time"),
        code=100,
        message="The parameter end_time is required with lifetime_budget",
        source="D",
    ),
    Rule(
        name="meta.end_time_carries_its_zone",
        kinds=("adset",),
        field="end_time",
        broken_by=unreadable_time("end_time"),
        code=100,
        message="Param end_time must be an ISO 8601 time with its offset from UTC",
        source="K",
    ),
    Rule(
        name="meta.an_end_lies_ahead",
        kinds=("adset",),
        field="end_time",
        broken_by=_ended,
        code=100,
        subcode=1487033,
        message="The end time must be in the future",
        source="K",
    ),
    Rule(
        name="meta.an_ad_set_needs_a_billing_event",
        kinds=("adset",),
        field="billing_event",
        broken_by=missing("billing_event"),
        code=100,
        message="The parameter billing_event is required",
        source="D",
    ),
    Rule(
        name="meta.an_ad_set_needs_an_optimization_goal",
        kinds=("adset",),
        field="optimization_goal",
        broken_by=missing("optimization_goal"),
        code=100,
        message="The parameter optimization_goal is required",
        source="D",
    ),
    Rule(
        name="meta.the_goal_fits_the_objective",
        kinds=("adset",),
        field="optimization_goal",
        broken_by=_goal_misfits,
        code=100,
        subcode=2490408,
        message="The optimization goal is not available for the campaign's objective",
        source="S",
    ),
    Rule(
        name="meta.a_capped_bid_names_its_amount",
        kinds=("adset",),
        field="bid_amount",
        broken_by=lambda draft: draft.get("bid_strategy") in _BID_CAPS and not draft.get("bid_amount"),
        code=100,
        subcode=1815857,
        message="Bid amount required: a bid cap or cost cap needs bid_amount",
        source="D",
    ),
    Rule(
        name="meta.a_roas_floor_names_its_floor",
        kinds=("adset",),
        field="bid_constraints",
        broken_by=lambda draft: (
            draft.get("bid_strategy") == "LOWEST_COST_WITH_MIN_ROAS"
            and not draft.get("bid_constraints.roas_average_floor")
        ),
        code=100,
        message="LOWEST_COST_WITH_MIN_ROAS needs bid_constraints.roas_average_floor",
        source="K",
    ),
    Rule(
        name="meta.an_ad_set_needs_a_place",
        kinds=("adset",),
        field="targeting",
        broken_by=lambda draft: (
            not isinstance(draft.get("targeting.geo_locations"), dict) or not draft.get("targeting.geo_locations")
        ),
        code=100,
        subcode=1885364,
        message="Targeting needs at least one location: set targeting.geo_locations",
        source="D",
    ),
    Rule(
        name="meta.an_ad_set_decides_on_advantage_audience",
        kinds=("adset",),
        field="targeting.targeting_automation.advantage_audience",
        broken_by=_advantage_unsaid,
        code=100,
        subcode=1870227,
        message="Advantage audience flag required: set targeting.targeting_automation.advantage_audience to 0 or 1",
        source="S",
    ),
    Rule(
        name="meta.ages_are_targeted_from_13_to_65",
        kinds=("adset",),
        field="targeting",
        broken_by=_odd_ages,
        code=100,
        subcode=1487079,
        message="targeting.age_min and targeting.age_max must be whole years from 13 to 65, age_min not above age_max",
        source="K",
    ),
    Rule(
        name="meta.genders_are_one_for_men_and_two_for_women",
        kinds=("adset",),
        field="targeting",
        broken_by=lambda draft: any(code not in _GENDERS for code in _listed(draft.get("targeting.genders"))),
        code=100,
        subcode=1487079,
        message="targeting.genders must be a list of 1 (men) and 2 (women)",
        source="K",
    ),
    Rule(
        name="meta.a_restricted_category_leaves_age_and_gender_open",
        kinds=("adset",),
        field="targeting",
        broken_by=lambda draft: (
            _restricted(draft) and bool(draft.get("targeting.genders") or draft.get("targeting.age_max"))
        ),
        code=100,
        subcode=1885097,
        message="Age and gender cannot be targeted under this special ad category",
        source="K",
    ),
    Rule(
        name="meta.ads_in_the_eu_name_beneficiary_and_payor",
        kinds=("adset",),
        field="dsa_beneficiary",
        broken_by=lambda draft: _reaches_eu(draft) and not (draft.get("dsa_beneficiary") and draft.get("dsa_payor")),
        code=100,
        subcode=3858082,
        message="Ads shown in the EU need dsa_beneficiary and dsa_payor",
        source="D",
    ),
    Rule(
        name="meta.conversions_are_measured_by_something",
        kinds=("adset",),
        field="promoted_object",
        broken_by=lambda draft: (
            draft.get("optimization_goal") in ("OFFSITE_CONVERSIONS", "VALUE")
            and not (draft.get("promoted_object.pixel_id") or draft.get("promoted_object.application_id"))
        ),
        code=100,
        subcode=1885024,
        message="Optimizing for conversions needs promoted_object.pixel_id and custom_event_type",
        source="D",
    ),
)
