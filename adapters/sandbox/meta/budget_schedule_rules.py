"""What Meta refuses in budget schedules: periods in which a campaign or an ad set may spend more a day."""

from adapters.sandbox.meta.rule_conditions import missing, moment
from adapters.sandbox.rules import Draft, Rule

KIND = "budget_schedule"


def _ends_too_soon(draft: Draft) -> bool:
    start, end = moment(draft.get("time_start")), moment(draft.get("time_end"))
    return start is not None and end is not None and end <= start


def _raises_nothing(draft: Draft) -> bool:
    return draft.creating and not draft.parent_has("daily_budget")


BUDGET_SCHEDULE_RULES: tuple[Rule, ...] = (
    Rule(
        name="meta.a_budget_schedule_has_a_value",
        kinds=(KIND,),
        field="budget_value",
        broken_by=missing("budget_value"),
        code=100,
        message="The parameter budget_value is required",
        source="D",
    ),
    Rule(
        name="meta.a_budget_schedule_has_a_kind_of_value",
        kinds=(KIND,),
        field="budget_value_type",
        broken_by=missing("budget_value_type"),
        code=100,
        message="The parameter budget_value_type is required",
        source="D",
    ),
    Rule(
        name="meta.a_budget_schedule_has_a_start",
        kinds=(KIND,),
        field="time_start",
        broken_by=missing("time_start"),
        code=100,
        message="The parameter time_start is required",
        source="D",
    ),
    Rule(
        name="meta.a_budget_schedule_has_an_end",
        kinds=(KIND,),
        field="time_end",
        broken_by=missing("time_end"),
        code=100,
        message="The parameter time_end is required",
        source="D",
    ),
    Rule(
        name="meta.a_budget_schedule_ends_after_it_starts",
        kinds=(KIND,),
        field="time_end",
        broken_by=_ends_too_soon,
        code=100,
        message="Param time_end must be after time_start",
        source="K",
    ),
    Rule(
        name="meta.a_budget_schedule_raises_a_daily_budget",
        kinds=(KIND,),
        field="budget_value",
        broken_by=_raises_nothing,
        code=100,
        message="Budgets are scheduled for campaigns and ad sets with a daily budget",
        source="D",
    ),
)
