"""For every check of insights, a question that breaks it and no other."""

from typing import Any

from facebook_business.adobjects.adaccount import AdAccount

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.call_breakers import Break, called
from tests.adapters.sandbox.meta.drafts import a_campaign


def asked(**params: Any) -> Break:  # noqa: ANN401 - parameters of any type
    return called("act", "insights", **params)


def ask_a_campaign_for_its_account(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_campaign(params=a_campaign()).get_insights(params={"level": "account"})


def read_a_report_before_it_is_made(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_insights(is_async=True).get_result()


INSIGHT_BREAKS: dict[str, Break] = {
    "meta.a_figure_that_is_asked_for_exists": asked(fields="spend,colour"),
    "meta.a_level_is_one_of_those_listed": asked(level="creative"),
    "meta.a_level_is_not_above_its_node": ask_a_campaign_for_its_account,
    "meta.a_date_preset_is_one_of_those_listed": asked(date_preset="lately"),
    "meta.a_range_is_of_two_days": asked(time_range={"since": "2026-11-01"}),
    "meta.a_range_does_not_end_before_it_starts": asked(time_range={"since": "2026-11-02", "until": "2026-11-01"}),
    "meta.insights_reach_back_37_months": asked(time_range={"since": "2019-01-01", "until": "2019-01-02"}),
    "meta.an_increment_counts_days": asked(time_increment="weekly"),
    "meta.an_increment_is_of_at_most_90_days": asked(time_increment=91),
    "meta.a_breakdown_is_one_of_those_listed": asked(breakdowns=["age", "mood"]),
    "meta.a_breakdown_is_one_that_the_sandbox_serves": asked(breakdowns=["zip"]),
    "meta.breakdowns_combine_as_documented": asked(breakdowns=["age", "country"]),
    "meta.the_dma_breakdown_has_ended": asked(breakdowns=["dma"]),
    "meta.an_action_breakdown_is_one_of_those_listed": asked(action_breakdowns=["action_mood"]),
    "meta.an_attribution_window_is_one_of_those_listed": asked(action_attribution_windows=["9d_click"]),
    "meta.rows_are_sorted_up_or_down": asked(sort=["spend"]),
    "meta.a_report_is_read_once_its_run_is_complete": read_a_report_before_it_is_made,
}
