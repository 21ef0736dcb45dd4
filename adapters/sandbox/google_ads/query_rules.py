"""What is asked of a query that the grammar allows: rows with a switch each; see `gaql.change_checks` for changes."""

from adapters.sandbox.google_ads.request_rules import RequestRule

UNMEASURED = RequestRule(
    name="google_ads.query.select.prohibited_metric_in_select_or_where_clause",
    code="query_error.PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
    message="Cannot select metrics with a resource that has none:",
    source="D: field reference",
)
UNDIVIDED = RequestRule(
    name="google_ads.query.select.prohibited_segment_in_select_or_where_clause",
    code="query_error.PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE",
    message="The resource cannot be segmented by this:",
    source='D: field reference, "Segments"; fewer here',
)
UNJOINED = RequestRule(
    name="google_ads.query.select.prohibited_resource_type_in_select_clause",
    code="query_error.PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE",
    message="The resource cannot be joined with that of the FROM clause:",
    source='D: field reference, "Attributed resources"',
)
ODD_OPERATOR = RequestRule(
    name="google_ads.query.where.operator_field_mismatch",
    code="query_error.OPERATOR_FIELD_MISMATCH",
    message="The operator cannot be used with the field:",
    source="D: guide Query grammar",
)
ODD_CONSTANT = RequestRule(
    name="google_ads.query.where.bad_enum_constant",
    code="query_error.BAD_ENUM_CONSTANT",
    message="Invalid enum value:",
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
BACKWARD_DATES = RequestRule(
    name="google_ads.query.where.date_range_too_narrow",
    code="query_error.DATE_RANGE_TOO_NARROW",
    message="The filters on the date end before they start.",
)
MISALIGNED_DATE = RequestRule(
    name="google_ads.query.where.misaligned_date_for_filter",
    code="query_error.MISALIGNED_DATE_FOR_FILTER",
    message="A week, a month or a quarter is named by its first day:",
    source="D: guide Date ranges",
)
SEVERAL_DAYS = RequestRule(
    name="google_ads.query.where.one_day_of_clicks",
    code="query_error.EXPECTED_FILTERS_ON_DATE_RANGE",
    message="Clicks are told of one day, as in: segments.date = '2026-11-20'.",
    source="D: reference of click_view; K: the code",
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

QUERY_RULES: tuple[RequestRule, ...] = (
    UNMEASURED,
    UNDIVIDED,
    UNJOINED,
    ODD_OPERATOR,
    ODD_CONSTANT,
    UNSEEN_FIELD,
    ENDLESS_DATES,
    BACKWARD_DATES,
    MISALIGNED_DATE,
    SEVERAL_DAYS,
    UNCOUNTED_SEGMENT,
    ODD_PARAMETER,
    ODD_PARAMETER_VALUE,
    NOTHING_TO_SUM,
    METRICS_OF_MANAGER,
)
