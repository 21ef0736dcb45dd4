"""What is asked of a request as a whole, before its operations are looked at one by one: rows with a switch each.

What is not here cannot be relaxed, because there would be nothing to answer: a token and a customer it reaches, a
resource name that leads somewhere, an operation that says what it does, a value that the enumeration has, a field that
no caller writes, the state of a batch job, a page of fields or results, and a query whose fields, operators and values
there are.
"""

from dataclasses import dataclass

from adapters.sandbox.google_ads.refusals import PathElement, Refusal, RefusedError
from adapters.sandbox.rule_switches import RuleSwitches


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRule:
    """One row: its name, the error it answers with, and where it is written."""

    name: str
    code: str
    message: str
    source: str = "D: error reference"

    def refuse(self, switches: RuleSwitches, *path: PathElement, trigger: str = "", detail: str = "") -> None:
        """Say that it is broken at `path`, and by what (`detail`): raises RefusedError unless the rule is relaxed."""
        if switches.holds(self.name):
            message = f"{self.message} {detail}".rstrip()
            raise RefusedError(Refusal(code=self.code, message=message, path=path, trigger=trigger))


MOST_OPERATIONS = 10_000
MOST_UPLOADS = 2_000
MOST_NAMES = 25
MOST_ROWS = 10_000

NO_OPERATIONS = RequestRule(
    name="google_ads.request.operations.required_field_missing",
    code="request_error.REQUIRED_FIELD_MISSING",
    message="At least one operation is required.",
)
MANY_OPERATIONS = RequestRule(
    name="google_ads.request.operations.too_many_mutate_operations",
    code="request_error.TOO_MANY_MUTATE_OPERATIONS",
    message=f"At most {MOST_OPERATIONS} operations a request.",
    source="D: guide System limits",
)
SAME_RESOURCE_TWICE = RequestRule(
    name="google_ads.request.operations.id_exists_in_multiple_mutates",
    code="mutate_error.ID_EXISTS_IN_MULTIPLE_MUTATES",
    message="Several operations change the same resource.",
)
OF_MANAGER = RequestRule(
    name="google_ads.request.customer_id.cannot_be_executed_by_manager_account",
    code="request_error.CANNOT_BE_EXECUTED_BY_MANAGER_ACCOUNT",
    message="A manager account has no campaigns.",
)
SUSPENDED = RequestRule(
    name="google_ads.request.customer_id.action_not_permitted_for_suspended_account",
    code="authorization_error.ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT",
    message="The account is suspended: it only reads.",
)
FIXED_FIELD = RequestRule(
    name="google_ads.request.update_mask.immutable_field",
    code="field_error.IMMUTABLE_FIELD",
    message="The field cannot be changed.",
    source="D: resource reference",
)
PAGE_SIZE = RequestRule(
    name="google_ads.request.page_size.page_size_not_supported",
    code="request_error.PAGE_SIZE_NOT_SUPPORTED",
    message=f"The page size is always {MOST_ROWS}; do not send one.",
    source="D: guide Paging",
)
UNSEEN_FIELD = RequestRule(
    name="google_ads.query.select.expected_referenced_field_in_select_clause",
    code="query_error.EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE",
    message="A segment or metric that filters or orders must be in the SELECT clause as well:",
    source="D: guide Segmentation",
)
ENDLESS_DATES = RequestRule(
    name="google_ads.query.where.expected_filters_on_date_range",
    code="query_error.EXPECTED_FILTERS_ON_DATE_RANGE",
    message="A query that selects a date segment needs a finite date range in WHERE, "
    "as in: segments.date DURING LAST_30_DAYS.",
    source="D: guide Date ranges",
)
UNCOUNTED_SEGMENT = RequestRule(
    name="google_ads.query.select.prohibited_segment_with_metric_in_select_or_where_clause",
    code="query_error.PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
    message="Only what counts conversions can be divided by conversion action:",
    source="D: field reference",
)
ODD_PARAMETER = RequestRule(
    name="google_ads.query.parameters.bad_parameter_name",
    code="query_error.BAD_PARAMETER_NAME",
    message="There is no such parameter:",
    source="D: guide Query grammar",
)
ODD_PARAMETER_VALUE = RequestRule(
    name="google_ads.query.parameters.bad_parameter_value",
    code="query_error.BAD_PARAMETER_VALUE",
    message="A parameter is true or false:",
    source="D: guide Query grammar",
)
NOTHING_TO_SUM = RequestRule(
    name="google_ads.query.summary_row.cannot_return_summary_row_for_request_without_metrics",
    code="request_error.CANNOT_RETURN_SUMMARY_ROW_FOR_REQUEST_WITHOUT_METRICS",
    message="There is no metric to sum up.",
)
METRICS_OF_MANAGER = RequestRule(
    name="google_ads.query.customer_id.requested_metrics_for_manager",
    code="query_error.REQUESTED_METRICS_FOR_MANAGER",
    message="Metrics cannot be requested for a manager account. To retrieve metrics, issue separate requests "
    "against each client account under the manager account.",
)

NO_CONVERSIONS = RequestRule(
    name="google_ads.upload_click_conversions.conversions.required_field_missing",
    code="request_error.REQUIRED_FIELD_MISSING",
    message="At least one conversion is required.",
)
WHOLE_CONVERSIONS = RequestRule(
    name="google_ads.upload_click_conversions.partial_failure.partial_failure_mode_required",
    code="partial_failure_error.PARTIAL_FAILURE_MODE_REQUIRED",
    message="This request requires partial_failure to be true.",
    source="D: guide Manage offline conversions",
)
MANY_CONVERSIONS = RequestRule(
    name="google_ads.upload_click_conversions.conversions.too_many_conversions_in_request",
    code="conversion_upload_error.TOO_MANY_CONVERSIONS_IN_REQUEST",
    message=f"At most {MOST_UPLOADS} conversions a request.",
    source="D: guide Manage offline conversions",
)
NO_ADJUSTMENTS = RequestRule(
    name="google_ads.upload_conversion_adjustments.conversion_adjustments.required_field_missing",
    code="request_error.REQUIRED_FIELD_MISSING",
    message="At least one adjustment is required.",
)
WHOLE_ADJUSTMENTS = RequestRule(
    name="google_ads.upload_conversion_adjustments.partial_failure.partial_failure_mode_required",
    code="partial_failure_error.PARTIAL_FAILURE_MODE_REQUIRED",
    message="This request requires partial_failure to be true.",
    source="D: guide Upload conversion adjustments",
)
MANY_ADJUSTMENTS = RequestRule(
    name="google_ads.upload_conversion_adjustments.conversion_adjustments.too_many_adjustments_in_request",
    code="conversion_adjustment_upload_error.TOO_MANY_ADJUSTMENTS_IN_REQUEST",
    message=f"At most {MOST_UPLOADS} adjustments a request.",
    source="D: guide Upload conversion adjustments",
)

NO_PLACE = RequestRule(
    name="google_ads.suggest_geo_target_constants.request_parameters_unset",
    code="geo_target_constant_suggestion_error.REQUEST_PARAMETERS_UNSET",
    message="Name a place.",
)
MANY_PLACES = RequestRule(
    name="google_ads.suggest_geo_target_constants.location_names.location_name_limit",
    code="geo_target_constant_suggestion_error.LOCATION_NAME_LIMIT",
    message=f"At most {MOST_NAMES} names.",
)
ODD_COUNTRY = RequestRule(
    name="google_ads.suggest_geo_target_constants.country_code.invalid_country_code",
    code="geo_target_constant_suggestion_error.INVALID_COUNTRY_CODE",
    message="Two capital letters.",
)

NOTHING_TO_ADD = RequestRule(
    name="google_ads.add_batch_job_operations.mutate_operations.empty_operations",
    code="batch_job_error.EMPTY_OPERATIONS",
    message="There is no operation to add.",
)
ODD_SEQUENCE = RequestRule(
    name="google_ads.add_batch_job_operations.sequence_token.invalid_sequence_token",
    code="batch_job_error.INVALID_SEQUENCE_TOKEN",
    message="Expected the next_sequence_token of the call before, or none in the first.",
    source="D: guide Batch processing",
)
NOTHING_TO_RUN = RequestRule(
    name="google_ads.run_batch_job.resource_name.empty_operations",
    code="batch_job_error.EMPTY_OPERATIONS",
    message="The job has no operations.",
)
JOB_HAS_RUN = RequestRule(
    name="google_ads.mutate_batch_job.operation.can_only_remove_pending_job",
    code="batch_job_error.CAN_ONLY_REMOVE_PENDING_JOB",
    message="The job has run.",
)

REQUEST_RULES: tuple[RequestRule, ...] = (
    NO_OPERATIONS,
    MANY_OPERATIONS,
    SAME_RESOURCE_TWICE,
    OF_MANAGER,
    SUSPENDED,
    FIXED_FIELD,
    PAGE_SIZE,
    UNSEEN_FIELD,
    ENDLESS_DATES,
    UNCOUNTED_SEGMENT,
    ODD_PARAMETER,
    ODD_PARAMETER_VALUE,
    NOTHING_TO_SUM,
    METRICS_OF_MANAGER,
    NO_CONVERSIONS,
    WHOLE_CONVERSIONS,
    MANY_CONVERSIONS,
    NO_ADJUSTMENTS,
    WHOLE_ADJUSTMENTS,
    MANY_ADJUSTMENTS,
    NO_PLACE,
    MANY_PLACES,
    ODD_COUNTRY,
    NOTHING_TO_ADD,
    ODD_SEQUENCE,
    NOTHING_TO_RUN,
    JOB_HAS_RUN,
)
