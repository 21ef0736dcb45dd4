"""What is asked of a request as a whole, before its operations are looked at one by one: rows with a switch each.

What has no row there, in `operation_rules`, in `query_rules` or in the tables of `rules` cannot be relaxed, because
there would be nothing to answer: a token and a customer it reaches, a resource name that leads somewhere, an operation
that says what it does and refers to nothing that was refused, a page token that was given out, and a query that the
grammar allows, about a resource, fields and values that there are.
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
            raise RefusedError(self.refusal(*path, trigger=trigger, detail=detail))

    def refusal(self, *path: PathElement, trigger: str = "", detail: str = "") -> Refusal:
        """Return what it says, for a caller that gathers several refusals and asks the switches itself."""
        return Refusal(code=self.code, message=f"{self.message} {detail}".rstrip(), path=path, trigger=trigger)


MOST_OPERATIONS = 10_000
MOST_UPLOADS = 2_000
MOST_NAMES = 25
MOST_ROWS = 10_000
MOST_RESULTS = 1_000

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
PAGE_SIZE = RequestRule(
    name="google_ads.request.page_size.page_size_not_supported",
    code="request_error.PAGE_SIZE_NOT_SUPPORTED",
    message=f"The page size is always {MOST_ROWS}; do not send one.",
    source="D: guide Paging",
)
FIELDS_PAGE_SIZE = RequestRule(
    name="google_ads.search_google_ads_fields.page_size.invalid_page_size",
    code="request_error.INVALID_PAGE_SIZE",
    message=f"At most {MOST_ROWS} fields a page.",
    source="D: reference of SearchGoogleAdsFieldsRequest",
)
NOT_A_MANAGER = RequestRule(
    name="google_ads.create_customer_client.customer_id.access_denied_for_account_type",
    code="authorization_error.ACCESS_DENIED_FOR_ACCOUNT_TYPE",
    message="Only a manager makes accounts.",
    source="D: guide Create customer accounts",
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
JOB_HAS_STARTED = RequestRule(
    name="google_ads.batch_job.resource_name.cannot_modify_job_after_job_starts_running",
    code="batch_job_error.CANNOT_MODIFY_JOB_AFTER_JOB_STARTS_RUNNING",
    message="The job has run.",
)
NO_RESULTS_YET = RequestRule(
    name="google_ads.list_batch_job_results.resource_name.results_not_ready",
    code="batch_job_error.RESULTS_NOT_READY",
    message="The job has not run yet.",
)
RESULTS_PAGE_SIZE = RequestRule(
    name="google_ads.list_batch_job_results.page_size.invalid_page_size",
    code="batch_job_error.INVALID_PAGE_SIZE",
    message=f"At most {MOST_RESULTS} results a page.",
    source="D: reference of ListBatchJobResultsRequest",
)

REQUEST_RULES: tuple[RequestRule, ...] = (
    NO_OPERATIONS,
    MANY_OPERATIONS,
    SAME_RESOURCE_TWICE,
    OF_MANAGER,
    SUSPENDED,
    PAGE_SIZE,
    FIELDS_PAGE_SIZE,
    NOT_A_MANAGER,
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
    JOB_HAS_STARTED,
    NO_RESULTS_YET,
    RESULTS_PAGE_SIZE,
)
