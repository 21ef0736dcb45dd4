"""What each method does, given a caller who may call it: request message in, response message out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from adapters.sandbox.google_ads.access import account_for, caller
from adapters.sandbox.google_ads.account_data import AccountData
from adapters.sandbox.google_ads.failures import partial_failure_of
from adapters.sandbox.google_ads.gaql.catalogue import find_field
from adapters.sandbox.google_ads.gaql.evaluate import Answer, evaluate
from adapters.sandbox.google_ads.gaql.parser import parse
from adapters.sandbox.google_ads.kinds import KINDS
from adapters.sandbox.google_ads.mutate import MutateCall, mutate
from adapters.sandbox.google_ads.operations import Operation
from adapters.sandbox.google_ads.refusals import RefusedError, refused
from adapters.sandbox.google_ads.wire import Method, Proto, Wire
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import ReadyAccount
from adapters.sandbox.tokens import Token

_PAGE_ROWS = 10_000
_MUTABLE_RESOURCE = "MUTABLE_RESOURCE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it came in; `metadata` by lower-case name."""

    sandbox: Sandbox
    wire: Wire
    method: Method
    request: Proto
    metadata: Mapping[str, str]
    request_id: str

    def token(self) -> Token:
        """Return the caller's access token; raises RefusedError when it is not good."""
        return caller(self.sandbox, self.metadata)

    def account(self) -> ReadyAccount:
        """Return the account that the request names; raises RefusedError when the caller cannot act on it."""
        return account_for(self.sandbox, self.token(), self.metadata, self.request.customer_id)


def answer(call: Call) -> Iterator[Proto]:
    """Yield the messages that answer a call: one, or the batches of a stream; raises RefusedError."""
    with call.sandbox.lock:
        call.sandbox.delivery.accrue()
        messages = list(_METHODS[call.method.route](call))
    yield from messages


def is_served(method: Method) -> bool:
    """Return whether the sandbox knows what to do for a method of the API."""
    return method.route in _METHODS


def _list_accessible_customers(call: Call) -> Iterator[Proto]:
    names = [f"customers/{account_id}" for account_id in call.token().account_ids]
    yield call.method.response(resource_names=names)


def _search(call: Call) -> Iterator[Proto]:
    request = call.request
    if request.page_size:
        raise refused(
            "request_error.PAGE_SIZE_NOT_SUPPORTED", f"The page size is always {_PAGE_ROWS}; do not send one."
        )
    found = _found(call)
    start = _page_start(request.page_token, len(found.rows))
    end = start + _PAGE_ROWS
    settings = request.search_settings
    response = call.method.response(
        results=[] if settings.omit_results or request.validate_only else found.rows[start:end],
        next_page_token=str(end) if end < len(found.rows) else "",
        total_results_count=len(found.rows) if settings.return_total_results_count else 0,
        query_resource_consumption=len(found.rows),
    )
    response.field_mask.paths.extend(found.fields)
    if settings.return_summary_row:
        response.summary_row.CopyFrom(_summary(found))
    yield response


def _page_start(token: str, rows: int) -> int:
    if not token:
        return 0
    if not token.isdigit() or not 0 < int(token) <= rows:
        raise refused("request_error.INVALID_PAGE_TOKEN", "The page token is not one of this query.", trigger=token)
    return int(token)


def _search_stream(call: Call) -> Iterator[Proto]:
    found = _found(call)
    setting = _enum_name(call.request, "summary_row_setting")
    rows = [] if setting == "SUMMARY_ROW_ONLY" else found.rows
    for start in range(0, max(len(rows), 1), _PAGE_ROWS):
        batch = call.method.response(results=rows[start : start + _PAGE_ROWS], request_id=call.request_id)
        batch.field_mask.paths.extend(found.fields)
        if start + _PAGE_ROWS >= len(rows):
            batch.query_resource_consumption = len(found.rows)
            if setting.startswith("SUMMARY_ROW"):
                batch.summary_row.CopyFrom(_summary(found))
        yield batch


def _summary(found: Answer) -> Proto:
    if not found.measured:
        raise refused(
            "request_error.CANNOT_RETURN_SUMMARY_ROW_FOR_REQUEST_WITHOUT_METRICS", "There is no metric to sum up."
        )
    return found.summary


def _found(call: Call) -> Answer:
    account = call.account()
    query = parse(call.request.query)
    for name in query.fields:
        find_field(call.wire.row_fields, name)
    return evaluate(query, call.wire.row, AccountData(call.sandbox, call.wire, account))


def _mutate_one_kind(call: Call) -> Iterator[Proto]:
    root = next(kind.root for kind in KINDS.values() if kind.method == call.method.route)
    operations = [
        Operation(root=root, message=operation, path=(("operations", index),))
        for index, operation in enumerate(call.request.operations)
    ]
    response = call.method.response()
    for name, held in _applied(call, operations, response):
        result = response.results.add(resource_name=name)
        if held is not None:
            getattr(result, root).CopyFrom(held)
    yield response


def _mutate_any_kind(call: Call) -> Iterator[Proto]:
    operations = [_unwrapped(index, wrapped) for index, wrapped in enumerate(call.request.mutate_operations)]
    response = call.method.response()
    for operation, (name, held) in zip(operations, _applied(call, operations, response), strict=False):
        slot = response.mutate_operation_responses.add()
        if name:
            result = getattr(slot, KINDS[operation.root].result)
            result.resource_name = name
            if held is not None:
                getattr(result, operation.root).CopyFrom(held)
    yield response


def _unwrapped(index: int, wrapped: Proto) -> Operation:
    field = wrapped.WhichOneof("operation")
    root = str(field).removesuffix("_operation")
    if root not in KINDS:
        what = f"'{field}' is not served by the sandbox" if field else "no operation is set"
        error = refused("request_error.OPERATION_REQUIRED", f"Mutate operation {index}: {what}.")
        raise RefusedError(*(refusal.within(("mutate_operations", index)) for refusal in error.refusals))
    return Operation(root=root, message=getattr(wrapped, field), path=(("mutate_operations", index), (field, None)))


def _applied(call: Call, operations: list[Operation], response: Proto) -> list[tuple[str, Proto | None]]:
    """Return (resource name, the resource when asked for) by operation; empty names where it was refused."""
    request = call.request
    outcome = mutate(
        call.sandbox,
        call.wire,
        MutateCall(
            account=call.account(),
            operations=operations,
            partial_failure=request.partial_failure,
            validate_only=request.validate_only,
            request_id=call.request_id,
        ),
    )
    if outcome.refusals:
        response.partial_failure_error.CopyFrom(partial_failure_of(outcome.refusals, call.wire, call.request_id))
    if request.validate_only:
        return []
    whole = _enum_name(request, "response_content_type") == _MUTABLE_RESOURCE
    return [(held.name, held.message if whole else None) if held else ("", None) for held in outcome.held]


def _enum_name(message: Proto, field: str) -> str:
    values = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    number = getattr(message, field)
    return str(values[number].name) if number in values else "UNKNOWN"


_METHODS: Mapping[str, Callable[[Call], Iterator[Proto]]] = MappingProxyType(
    {
        "CustomerService/ListAccessibleCustomers": _list_accessible_customers,
        "GoogleAdsService/Search": _search,
        "GoogleAdsService/SearchStream": _search_stream,
        "GoogleAdsService/Mutate": _mutate_any_kind,
        **{kind.method: _mutate_one_kind for kind in KINDS.values()},
    }
)
