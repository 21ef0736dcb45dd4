"""What Meta refuses in questions about delivery: insights and the runs that answer them."""

from adapters.sandbox.meta.check_rows import Check

INSIGHT_CHECKS: tuple[Check, ...] = (
    Check(
        name="meta.a_figure_that_is_asked_for_exists",
        message="{name} is not valid for fields param",
        source="C; the words S",
    ),
    Check(
        name="meta.a_level_is_one_of_those_listed",
        message="Param level must be one of {listed}",
        source="C",
    ),
    Check(
        name="meta.a_level_is_not_above_its_node",
        message="The level is above the object that was asked",
        source="K",
    ),
    Check(
        name="meta.a_date_preset_is_one_of_those_listed",
        message="Param date_preset must be one of {listed}",
        source="C",
    ),
    Check(
        name="meta.a_range_is_of_two_days",
        message="Param {field} must be {{since, until}} as YYYY-MM-DD, or a list of them",
        source="D",
    ),
    Check(
        name="meta.a_range_does_not_end_before_it_starts",
        message="since must not be after until",
        source="D",
    ),
    Check(
        name="meta.insights_reach_back_37_months",
        message="The start date of the time range cannot be beyond 37 months",
        source="D",
    ),
    Check(
        name="meta.an_increment_counts_days",
        message="Param time_increment must be all_days, monthly or a number of days",
        source="D",
    ),
    Check(
        name="meta.an_increment_is_of_at_most_90_days",
        message="Param time_increment must be all_days, monthly or a number from 1 to 90",
        source="D",
    ),
    Check(
        name="meta.a_breakdown_is_one_of_those_listed",
        message="breakdowns[{place}] must be one of the following values: {listed}",
        source="C",
    ),
    Check(
        name="meta.a_breakdown_is_one_that_the_sandbox_serves",
        code=3,
        message="Application does not have the capability to make this API call: "
        "the sandbox does not break down by {name}, only by {listed}",
        source="what Graph answers to an app without a capability",
    ),
    Check(
        name="meta.breakdowns_combine_as_documented",
        message="The combination of breakdowns {names} is invalid",
        source="D",
    ),
    Check(
        name="meta.the_dma_breakdown_has_ended",
        message="The breakdown dma has ended on 2026-06-22: use comscore_market",
        source="S: two connectors of late 2026, after the vendor's help page 709868688063859; the code K",
    ),
    Check(
        name="meta.an_action_breakdown_is_one_of_those_listed",
        message="action_breakdowns[{place}] must be one of the following values: {listed}",
        source="C",
    ),
    Check(
        name="meta.an_attribution_window_is_one_of_those_listed",
        message="action_attribution_windows[{place}] must be one of the following values: {listed}",
        source="C",
    ),
    Check(
        name="meta.rows_are_sorted_up_or_down",
        message="Param sort must be a list of {{field}}_ascending or {{field}}_descending",
        source="D",
    ),
    Check(
        name="meta.a_report_is_read_once_its_run_is_complete",
        code=2601,
        message="Error loading the report run: it is not complete. Poll async_status until it is Job Completed.",
        source="S",
    ),
)
