"""What a query may ask for: every rule of the language that needs to know the fields."""

from collections.abc import Iterable

from google.protobuf.descriptor import Descriptor

from adapters.sandbox.google_ads.gaql.catalogue import RESOURCES, Field, find_field
from adapters.sandbox.google_ads.gaql.change_checks import MOMENTS
from adapters.sandbox.google_ads.gaql.dates import NAMED_RANGES
from adapters.sandbox.google_ads.gaql.segments import (
    CONVERSION_SEGMENTS,
    CORE_DATES,
    SEGMENTS,
    counts_conversions,
    divides,
)
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator, Query
from adapters.sandbox.google_ads.query_rules import (
    ODD_OPERATOR,
    ODD_PARAMETER,
    ODD_PARAMETER_VALUE,
    UNCOUNTED_SEGMENT,
    UNDIVIDED,
    UNJOINED,
    UNMEASURED,
    UNSEEN_FIELD,
)
from adapters.sandbox.google_ads.refusals import refused
from adapters.sandbox.rule_switches import RuleSwitches

_PARAMETERS = {"include_drafts", "omit_unselected_resource_names"}
_ORDERED = {Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST, Operator.BETWEEN}
_TEXTUAL = {Operator.LIKE, Operator.NOT_LIKE, Operator.REGEXP_MATCH, Operator.NOT_REGEXP_MATCH}
_OF_LISTS = {Operator.CONTAINS_ANY, Operator.CONTAINS_ALL, Operator.CONTAINS_NONE}
_OF_ANYTHING = {Operator.IS_NULL, Operator.IS_NOT_NULL}


def check(query: Query, row: Descriptor, switches: RuleSwitches) -> None:
    """Refuse (RefusedError, query_error) a query that asks for what does not exist or does not go together.

    Only what could be answered all the same is relaxed by `switches`.
    """
    if query.resource not in RESOURCES:
        raise refused(
            "query_error.BAD_RESOURCE_TYPE_IN_FROM_CLAUSE",
            f"Error in FROM clause: '{query.resource}' is not served here; one of {', '.join(RESOURCES)} is.",
            trigger=query.resource,
        )
    fields = [find_field(row, name) for name in query.fields]
    for field in fields:
        _check_field_goes_with(query.resource, field, switches)
    for condition in query.where:
        _check_condition(find_field(row, condition.field), condition, switches)
    _check_conversion_segments(fields, switches)
    _check_selected(query, row, switches)
    for name, value in query.parameters:
        _check_parameter(name, value, switches)


def _check_field_goes_with(resource: str, field: Field, switches: RuleSwitches) -> None:
    served = RESOURCES[resource]
    if field.is_metric and not served.measured:
        UNMEASURED.refuse(switches, trigger=field.name, detail=f"'{field.name}' with '{resource}'.")
    if field.is_segment and not (served.measured and divides(resource, field.path[0])):
        detail = f"'{resource}' by '{field.name}'; here it can by {', '.join(sorted(SEGMENTS))}."
        UNDIVIDED.refuse(switches, trigger=field.name, detail=detail)
    if not (field.is_metric or field.is_segment or field.root in {resource, *served.attributed}):
        UNJOINED.refuse(switches, trigger=field.name, detail=f"'{field.name}' with '{resource}'.")


def _check_conversion_segments(fields: Iterable[Field], switches: RuleSwitches) -> None:
    """Views and clicks belong to no conversion action: only what counts conversions can be divided by it."""
    cuts = [field for field in fields if field.is_segment and field.path[0] in CONVERSION_SEGMENTS]
    others = [field for field in fields if field.is_metric and not counts_conversions(field.path[0])]
    if cuts and others:
        detail = f"cannot select '{others[0].name}' with the segment '{cuts[0].name}'."
        UNCOUNTED_SEGMENT.refuse(switches, trigger=cuts[0].name, detail=detail)


def _check_condition(field: Field, condition: Condition, switches: RuleSwitches) -> None:
    if not _operator_fits(field, condition.operator):
        detail = f"{condition.operator} with '{field.name}'."
        ODD_OPERATOR.refuse(switches, trigger=condition.operator, detail=detail)
    if condition.operator is Operator.DURING and condition.values[0].upper() not in NAMED_RANGES:
        raise refused(
            "query_error.INVALID_VALUE_WITH_DURING_OPERATOR",
            f"DURING takes one of {', '.join(NAMED_RANGES)}, not '{condition.values[0]}'.",
            trigger=condition.values[0],
        )


def _operator_fits(field: Field, operator: Operator) -> bool:
    if operator in _OF_ANYTHING:
        return True
    if field.descriptor.is_repeated or operator in _OF_LISTS:
        return bool(field.descriptor.is_repeated) and operator in _OF_LISTS
    is_text = field.descriptor.cpp_type == field.descriptor.CPPTYPE_STRING
    if operator is Operator.DURING:
        return field.name == "segments.date" or field.name in MOMENTS
    if operator in _TEXTUAL:
        return is_text and not field.is_segment
    if operator in _ORDERED:
        return not field.is_enum and field.descriptor.cpp_type != field.descriptor.CPPTYPE_BOOL
    return True


def _check_selected(query: Query, row: Descriptor, switches: RuleSwitches) -> None:
    """Segments and metrics that filter or order must be selected too; only the core dates may filter unseen."""
    unseen_dates = {f"segments.{date}" for date in CORE_DATES}
    filters = (condition.field for condition in query.where if condition.field not in unseen_dates)
    for field in _measured((*filters, *(ordering.field for ordering in query.order_by)), row):
        if field.name not in query.select and (field.is_segment or _orders(query, field)):
            UNSEEN_FIELD.refuse(switches, trigger=field.name, detail=f"'{field.name}'.")


def _orders(query: Query, field: Field) -> bool:
    return any(ordering.field == field.name for ordering in query.order_by)


def _measured(names: Iterable[str], row: Descriptor) -> list[Field]:
    fields = [find_field(row, name) for name in names]
    return [field for field in fields if field.is_segment or field.is_metric]


def _check_parameter(name: str, value: str, switches: RuleSwitches) -> None:
    if name not in _PARAMETERS:
        ODD_PARAMETER.refuse(switches, trigger=name, detail=f"'{name}'.")
    elif value.lower() not in {"true", "false"}:
        ODD_PARAMETER_VALUE.refuse(switches, trigger=value, detail=f"'{name}' cannot be '{value}'.")
