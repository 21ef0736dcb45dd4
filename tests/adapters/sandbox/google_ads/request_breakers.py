"""For every rule of whole requests, of operations, of new accounts and of queries, a call that breaks it alone."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from adapters.sandbox.google_ads.request_rules import MOST_NAMES, MOST_OPERATIONS, MOST_RESULTS, MOST_ROWS, MOST_UPLOADS
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, MANAGER, Bench
from tests.adapters.sandbox.google_ads.builders import a_budget, a_removal, a_tree, an_update, temporary
from tests.adapters.sandbox.google_ads.further_world import create
from tests.adapters.sandbox.google_ads.rule_world import a_place

MOMENTS = {"change_event": "change_event.change_date_time", "change_status": "change_status.last_change_date_time"}
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


def _budget(bench: Bench) -> str:
    return bench.mutate(a_budget())[0]


def _masked(budget: str, *paths: str) -> dict[str, Any]:
    sent = {"resource_name": budget, "name": "Renamed"}
    return {"campaign_budget_operation": {"update": sent, "update_mask": {"paths": list(paths)}}}


def _broad_mask(bench: Bench) -> object:
    campaign = bench.mutate(*a_tree())[1]
    return bench.mutate(an_update("campaign", campaign, network_settings={"target_google_search": True}))


def _changed_removed_ad(bench: Bench) -> object:
    ad = bench.mutate(*a_tree())[3]
    bench.mutate(a_removal("ad_group_ad", ad))
    return bench.mutate(a_removal("ad_group_ad", ad))


def _changed_removed_label(bench: Bench) -> object:
    label = bench.mutate(create("label", name="Old"))[0]
    bench.mutate(a_removal("label", label))
    return bench.mutate(an_update("label", label, name="New"))


def _new_account(bench: Bench, manager: str = MANAGER, **changes: str) -> object:
    whole = {"descriptive_name": "Third shop", "currency_code": "GBP", "time_zone": "Europe/London"}
    request = {"customer_id": manager, "customer_client": whole | changes}
    return bench.service("CustomerService").create_customer_client(request=request)


def _without(field: str) -> Act:
    return lambda bench: _new_account(bench, **{field: ""})


def _add_to_what_has_run(bench: Bench) -> object:
    service, job = _job(bench, a_budget())
    service.run_batch_job(resource_name=job)
    return service.add_batch_job_operations(request={"resource_name": job, "mutate_operations": [a_budget(name="New")]})


def _results_of_waiting(bench: Bench) -> object:
    service, job = _job(bench)
    return service.list_batch_job_results(resource_name=job)


def _results_by_many(bench: Bench) -> object:
    service, job = _job(bench, a_budget())
    service.run_batch_job(resource_name=job)
    return service.list_batch_job_results(request={"resource_name": job, "page_size": MOST_RESULTS + 1})


REQUEST_BREAKERS: Mapping[str, Act] = {
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
    "query.where.expected_filters_on_date_range": _asked(
        "SELECT segments.date, metrics.clicks FROM campaign WHERE segments.date >= '2026-10-01'"
    ),
    "query.where.date_range_too_narrow": _asked(
        "SELECT metrics.clicks FROM campaign WHERE segments.date BETWEEN '2026-10-02' AND '2026-10-01'"
    ),
    "query.where.misaligned_date_for_filter": _asked(
        "SELECT metrics.clicks FROM campaign WHERE segments.month = '2026-10-02'"
    ),
    "query.where.one_day_of_clicks": _asked(
        "SELECT click_view.gclid FROM click_view WHERE segments.date DURING LAST_7_DAYS"
    ),
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
    "request.update_mask.read_only_field": lambda bench: bench.mutate(
        an_update("campaign_budget", _budget(bench), reference_count=3)
    ),
    "request.create.value_must_be_unset": lambda bench: bench.mutate(a_budget(reference_count=3)),
    "request.operation.invalid_enum_value": lambda bench: bench.mutate(a_budget(delivery_method=77)),
    "request.update_mask.field_mask_missing": lambda bench: bench.mutate(_masked(_budget(bench))),
    "request.update_mask.field_not_found": lambda bench: bench.mutate(_masked(_budget(bench), "name", "speed")),
    "request.update_mask.field_has_subfields": _broad_mask,
    "request.resource_name.cannot_set_id_for_create": lambda bench: bench.mutate(
        a_budget(resource_name=temporary("campaignBudgets", 5))
    ),
    "request.resource_name.duplicate_temp_ids": lambda bench: bench.mutate(a_budget(), a_budget(name="Another")),
    "request.resource_name.cannot_operate_on_removed_adgroupad": _changed_removed_ad,
    "request.resource_name.operation_not_permitted_for_removed_resource": _changed_removed_label,
    "search_google_ads_fields.page_size.invalid_page_size": lambda bench: bench.service(
        "GoogleAdsFieldService"
    ).search_google_ads_fields(request={"query": "SELECT name LIMIT 5", "page_size": MOST_ROWS + 1}),
    "create_customer_client.customer_id.access_denied_for_account_type": lambda bench: _new_account(
        bench, manager=CUSTOMER
    ),
    **{
        f"customer_client.{field}.required": _without(field)
        for field in ("descriptive_name", "currency_code", "time_zone")
    },
    "customer_client.currency_code.unsupported": partial(_new_account, currency_code="pounds"),
    "customer_client.time_zone.invalid_time_zone": partial(_new_account, time_zone="Mars/Crater"),
    "batch_job.resource_name.cannot_modify_job_after_job_starts_running": _add_to_what_has_run,
    "list_batch_job_results.resource_name.results_not_ready": _results_of_waiting,
    "list_batch_job_results.page_size.invalid_page_size": _results_by_many,
    "query.select.prohibited_metric_in_select_or_where_clause": _asked("SELECT metrics.clicks FROM asset"),
    "query.select.prohibited_segment_in_select_or_where_clause": _asked(
        "SELECT segments.product_item_id FROM campaign"
    ),
    "query.select.prohibited_resource_type_in_select_clause": _asked("SELECT ad_group.id FROM campaign"),
    "query.where.operator_field_mismatch": _asked("SELECT campaign.id FROM campaign WHERE campaign.status > 'PAUSED'"),
    "query.where.bad_enum_constant": _asked("SELECT campaign.id FROM campaign WHERE campaign.status = 'SLEEPING'"),
}
SPANS = {
    "limit_not_specified": "BETWEEN '2026-09-20' AND '2026-10-02'",
    "invalid_limit_clause": f"BETWEEN '2026-09-20' AND '2026-10-02' LIMIT {MOST_ROWS + 1}",
    "change_date_range_infinite": ">= '2026-09-20' LIMIT 5",
    "change_date_range_negative": "BETWEEN '2026-10-02' AND '2026-09-20' LIMIT 5",
    "start_date_too_old": "BETWEEN '2026-06-01' AND '2026-10-02' LIMIT 5",
}
