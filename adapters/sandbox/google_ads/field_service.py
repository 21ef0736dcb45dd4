"""GoogleAdsFieldService: one field, or those that a query without FROM finds."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.field_metadata import (
    FieldInfo,
    field_infos,
    goes_with,
    resources_seen_from,
    resources_that_see,
    segments_of,
)
from adapters.sandbox.google_ads.gaql.catalogue import RESOURCES, Field
from adapters.sandbox.google_ads.gaql.conditions import Test, test_of
from adapters.sandbox.google_ads.gaql.parser import parse_fields
from adapters.sandbox.google_ads.gaql.syntax import Query
from adapters.sandbox.google_ads.pages import next_page_token, page_end, page_start
from adapters.sandbox.google_ads.refusals import refused
from adapters.sandbox.google_ads.request_rules import FIELDS_PAGE_SIZE, MOST_ROWS
from adapters.sandbox.google_ads.wire import Proto

_PREFIX = "googleAdsFields/"
_TOGETHER = frozenset({"selectable_with", "attribute_resources", "metrics", "segments"})


def get_field(call: Call) -> Iterator[Proto]:
    """Yield one field or resource with all that is known of it."""
    call.token()
    name = call.request.resource_name
    info = field_infos(call.wire.row_fields).get(name.removeprefix(_PREFIX))
    if info is None or not name.startswith(_PREFIX):
        raise refused("request_error.RESOURCE_NOT_FOUND", "There is no such field.", "resource_name", trigger=name)
    yield _told(call, info, _TOGETHER)


def search_fields(call: Call) -> Iterator[Proto]:
    """Yield one page of the fields that a query finds, with what it selects."""
    call.token()
    request = call.request
    if not 0 <= request.page_size <= MOST_ROWS:
        FIELDS_PAGE_SIZE.refuse(call.sandbox.rules, ("page_size", None))
    query = parse_fields(request.query)
    found = list(_found(call, query))
    start = page_start(request.page_token, len(found))
    end = page_end(start, request.page_size, MOST_ROWS)
    yield call.method.response(
        results=[_only(query, field) for field in found[start:end]],
        next_page_token=next_page_token(end, len(found)),
        total_results_count=len(found),
    )


def _found(call: Call, query: Query) -> list[Proto]:
    row = call.wire.service_type("google_ads_field_service", "SearchGoogleAdsFieldsResponse")().results.add()
    fields = {name: _column(row, name) for name in query.fields}
    tests = [
        (fields[where.field], test_of(fields[where.field], where, date.min, call.sandbox.rules))
        for where in query.where
    ]
    asked = _TOGETHER & {where.field for where in query.where}
    kept = [info for info in field_infos(call.wire.row_fields).values() if _holds(tests, _told(call, info, asked))]
    found = [_told(call, info, _TOGETHER & set(query.fields)) for info in kept]
    for ordering in reversed(query.order_by):
        column = fields[ordering.field]
        found.sort(key=lambda field, column=column: str(column.value(field)), reverse=ordering.descending)  # type: ignore[misc]  # a default binds the loop's column
    return found[: query.limit]


def _holds(tests: Iterable[tuple[Field, Test]], told: Proto) -> bool:
    return all(test(column.value(told)) for column, test in tests)


def _column(row: Proto, name: str) -> Field:
    descriptor = row.DESCRIPTOR.fields_by_name.get(name)
    if descriptor is None:
        raise refused("query_error.UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{name}'.", trigger=name)
    return Field(name=name, root="google_ads_field", path=(name,), descriptor=descriptor)


def _only(query: Query, field: Proto) -> Proto:
    """Return only what was selected, and the resource name."""
    shown = type(field)(resource_name=field.resource_name)
    for name in query.select:
        column = field.DESCRIPTOR.fields_by_name[name]
        if column.is_repeated:
            getattr(shown, name).extend(getattr(field, name))
        else:
            setattr(shown, name, getattr(field, name))
    return shown


def _told(call: Call, info: FieldInfo, together: Collection[str]) -> Proto:
    """Return all about a field; what it goes together with, a list of hundreds, only where `together` asks for it."""
    response = call.wire.service_type("google_ads_field_service", "SearchGoogleAdsFieldsResponse")()
    field = response.results.add(
        resource_name=f"{_PREFIX}{info.name}",
        name=info.name,
        category=info.category,
        data_type=info.data_type,
        selectable=info.descriptor is not None,
        filterable=info.is_comparable,
        sortable=info.is_comparable and not info.is_repeated,
        is_repeated=info.is_repeated,
        enum_values=info.enum_values,
        type_url=info.type_url,
    )
    if together and info.category == "RESOURCE":
        _tell_resource(call, field, info.name)
    elif together:
        field.selectable_with.extend([*resources_that_see(info), *_measures_beside(call, info)])
    return field


def _measures_beside(call: Call, info: FieldInfo) -> Iterator[str]:
    """Yield the segments, and for what is no metric itself the metrics, that can be selected together with a field."""
    if info.category == "ATTRIBUTE" and not RESOURCES[info.root].measured:
        return
    sought = {"SEGMENT"} if info.category == "METRIC" else {"SEGMENT", "METRIC"}
    for other in field_infos(call.wire.row_fields).values():
        if other.category in sought and other.name != info.name and goes_with(info, other):
            yield other.name


def _tell_resource(call: Call, field: Proto, root: str) -> None:
    infos = field_infos(call.wire.row_fields).values()
    if RESOURCES[root].measured:
        field.metrics.extend(info.name for info in infos if info.category == "METRIC")
        field.segments.extend(sorted(segments_of(root, call.wire.row_fields)))
    seen = resources_seen_from(root)[1:]
    field.attribute_resources.extend(seen)
    field.selectable_with.extend([*seen, *field.segments, *field.metrics])
