"""Every rule of a whole request and of queries over changes, broken alone; each, relaxed by its name, lets it pass."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.gaql.change_checks import CHANGE_RULES, ChangeRule
from adapters.sandbox.google_ads.request_rules import (
    ENDLESS_DATES,
    MOST_NAMES,
    MOST_OPERATIONS,
    MOST_ROWS,
    MOST_UPLOADS,
    REQUEST_RULES,
    UNSEEN_FIELD,
    RequestRule,
)
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, MANAGER, Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import a_budget, a_keyword, a_removal, a_tree, an_update, temporary
from tests.adapters.sandbox.google_ads.rule_world import a_place, create

_MOMENTS = {"change_event": "change_event.change_date_time", "change_status": "change_status.last_change_date_time"}
Act = Callable[[Bench], object]


def _many_operations(bench: Bench) -> object:
    nobody = [a_removal("label", temporary("labels", number)) for number in range(1, MOST_OPERATIONS + 2)]
    return bench.mutate(*nobody, validate_only=True, partial_failure=True)


def _same_resource_twice(bench: Bench) -> object:
    campaign = bench.mutate(*a_tree())[1]
    return bench.mutate(an_update("campaign", campaign, name="One"), an_update("campaign", campaign, name="Two"))


def _of_suspended(bench: Bench) -> object:
    bench.sandbox.standing.suspend(GOOGLE_ADS, CUSTOMER, "Unpaid")
    return bench.mutate(a_budget())


def _fixed_field(bench: Bench) -> object:
    campaign = bench.mutate(*a_tree())[1]
    place = bench.mutate(create("campaign_criterion", **a_place(campaign)))[0]
    return bench.mutate(an_update("campaign_criterion", place, negative=True))


def _paged(bench: Bench) -> object:
    request = {"customer_id": CUSTOMER, "query": "SELECT customer.id FROM customer", "page_size": 5}
    return bench.service("GoogleAdsService").search(request=request)


def _unsummed(bench: Bench) -> object:
    query = "SELECT campaign.id FROM campaign"
    settings = {"return_summary_row": True}
    request = {"customer_id": CUSTOMER, "query": query, "search_settings": settings}
    return bench.service("GoogleAdsService").search(request=request)


def _asked(query: str, customer: str = CUSTOMER) -> Act:
    return lambda bench: bench.query(query, customer=customer)


def _conversions(number: int, *, partial: bool = True) -> Act:
    sent = {"customer_id": CUSTOMER, "conversions": [{}] * number, "partial_failure": partial, "validate_only": True}
    return lambda bench: bench.service("ConversionUploadService").upload_click_conversions(request=sent)


def _adjustments(number: int, *, partial: bool = True) -> Act:
    sent = {"customer_id": CUSTOMER, "conversion_adjustments": [{}] * number, "partial_failure": partial}
    return lambda bench: bench.service("ConversionAdjustmentUploadService").upload_conversion_adjustments(request=sent)


def _places(*names: str, country: str = "") -> Act:
    sent = {"location_names": {"names": list(names)}, "country_code": country}
    return lambda bench: bench.service("GeoTargetConstantService").suggest_geo_target_constants(request=sent)


def _job(bench: Bench, *operations: dict[str, Any]) -> tuple[Any, str]:
    service = bench.client().get_service("BatchJobService")
    made = service.mutate_batch_job(customer_id=CUSTOMER, operation={"create": {}}).result.resource_name
    if operations:
        service.add_batch_job_operations(request={"resource_name": made, "mutate_operations": operations})
    return service, made


def _added(operations: Sequence[dict[str, Any]], token: str) -> Act:
    def act(bench: Bench) -> object:
        service, job = _job(bench)
        sent = {"resource_name": job, "mutate_operations": operations, "sequence_token": token}
        return service.add_batch_job_operations(request=sent)

    return act


def _run_nothing(bench: Bench) -> object:
    service, job = _job(bench)
    return service.run_batch_job(resource_name=job)


def _remove_what_has_run(bench: Bench) -> object:
    service, job = _job(bench, a_budget())
    service.run_batch_job(resource_name=job)
    return service.mutate_batch_job(customer_id=CUSTOMER, operation={"remove": job})


_BREAKERS: Mapping[str, Act] = {
    "request.operations.required_field_missing": lambda bench: bench.mutate(),
    "request.operations.too_many_mutate_operations": _many_operations,
    "request.operations.id_exists_in_multiple_mutates": _same_resource_twice,
    "request.customer_id.cannot_be_executed_by_manager_account": lambda bench: bench.mutate(
        a_budget(resource_name=""), customer=MANAGER
    ),
    "request.customer_id.action_not_permitted_for_suspended_account": _of_suspended,
    "request.update_mask.immutable_field": _fixed_field,
    "request.page_size.page_size_not_supported": _paged,
    "query.select.expected_referenced_field_in_select_clause": _asked(
        "SELECT campaign.id FROM campaign ORDER BY metrics.clicks"
    ),
    "query.where.expected_filters_on_date_range": _asked("SELECT segments.date, metrics.clicks FROM campaign"),
    "query.select.prohibited_segment_with_metric_in_select_or_where_clause": _asked(
        "SELECT segments.conversion_action, metrics.clicks FROM campaign"
    ),
    "query.parameters.bad_parameter_name": _asked("SELECT campaign.id FROM campaign PARAMETERS speed = true"),
    "query.parameters.bad_parameter_value": _asked("SELECT campaign.id FROM campaign PARAMETERS include_drafts = 5"),
    "query.summary_row.cannot_return_summary_row_for_request_without_metrics": _unsummed,
    "query.customer_id.requested_metrics_for_manager": _asked(
        "SELECT customer.id, metrics.clicks FROM customer", MANAGER
    ),
    "upload_click_conversions.conversions.required_field_missing": _conversions(0),
    "upload_click_conversions.partial_failure.partial_failure_mode_required": _conversions(1, partial=False),
    "upload_click_conversions.conversions.too_many_conversions_in_request": _conversions(MOST_UPLOADS + 1),
    "upload_conversion_adjustments.conversion_adjustments.required_field_missing": _adjustments(0),
    "upload_conversion_adjustments.partial_failure.partial_failure_mode_required": _adjustments(1, partial=False),
    "upload_conversion_adjustments.conversion_adjustments.too_many_adjustments_in_request": _adjustments(
        MOST_UPLOADS + 1
    ),
    "suggest_geo_target_constants.request_parameters_unset": _places(),
    "suggest_geo_target_constants.location_names.location_name_limit": _places(*["Paris"] * (MOST_NAMES + 1)),
    "suggest_geo_target_constants.country_code.invalid_country_code": _places("Paris", country="fr"),
    "add_batch_job_operations.mutate_operations.empty_operations": _added([], ""),
    "add_batch_job_operations.sequence_token.invalid_sequence_token": _added([a_budget()], "another"),
    "run_batch_job.resource_name.empty_operations": _run_nothing,
    "mutate_batch_job.operation.can_only_remove_pending_job": _remove_what_has_run,
}
_SPANS = {
    "limit_not_specified": "BETWEEN '2026-09-20' AND '2026-10-02'",
    "invalid_limit_clause": f"BETWEEN '2026-09-20' AND '2026-10-02' LIMIT {MOST_ROWS + 1}",
    "change_date_range_infinite": ">= '2026-09-20' LIMIT 5",
    "change_date_range_negative": "BETWEEN '2026-10-02' AND '2026-09-20' LIMIT 5",
    "start_date_too_old": "BETWEEN '2026-06-01' AND '2026-10-02' LIMIT 5",
}


def _break(bench: Bench, rule: RequestRule | ChangeRule) -> object:
    if isinstance(rule, RequestRule):
        return _BREAKERS[rule.name.removeprefix("google_ads.")](bench)
    moment, span = _MOMENTS[rule.resource], _SPANS[rule.name.rpartition(".")[2]]
    return bench.query(gaql(moment, rule.resource, f"WHERE {moment} {span}"))


_EACH = pytest.mark.parametrize("rule", [*REQUEST_RULES, *CHANGE_RULES], ids=lambda rule: rule.name)


def test_every_request_rule_is_shown_broken() -> None:
    assert {f"google_ads.{name}" for name in _BREAKERS} == {rule.name for rule in REQUEST_RULES}


@_EACH
def test_a_broken_rule_of_a_request_gives_its_own_error(bench: Bench, rule: RequestRule | ChangeRule) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        _break(bench, rule)

    assert codes(refusal.value) == [rule.code]
    assert refusal.value.failure.errors[0].message.startswith(rule.message)


@_EACH
def test_a_relaxed_rule_of_a_request_lets_it_pass(bench: Bench, rule: RequestRule | ChangeRule) -> None:
    bench.sandbox.rules.relax([rule.name])

    assert _break(bench, rule) is not None


def test_relaxed_queries_are_answered_from_what_was_delivered(bench: Bench) -> None:
    bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    bench.sandbox.clock.advance(timedelta(days=3))
    bench.sandbox.rules.relax([UNSEEN_FIELD.name, ENDLESS_DATES.name])

    by_day = bench.query("SELECT segments.date, metrics.clicks FROM campaign")
    (whole,) = bench.query("SELECT metrics.clicks FROM campaign")
    noon = bench.query("SELECT metrics.clicks FROM campaign WHERE segments.hour = 12 ORDER BY metrics.impressions")

    assert sum(row.metrics.clicks for row in by_day) == whole.metrics.clicks > 0
    assert 0 < sum(row.metrics.clicks for row in noon) < whole.metrics.clicks
