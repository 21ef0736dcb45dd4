"""What can be asked of accounts: which there are, a change of one, a new one under the manager."""

from collections.abc import Iterator

from google.protobuf.json_format import MessageToDict, ParseDict

from adapters.sandbox.google_ads.accounts import CUSTOMER, new_account_id
from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.client_rules import broken_client_rules, is_currency, is_time_zone
from adapters.sandbox.google_ads.masks import lay_over, refuse_untouchable, touched_fields
from adapters.sandbox.google_ads.refusals import RefusedError, refused
from adapters.sandbox.google_ads.request_rules import NOT_A_MANAGER
from adapters.sandbox.google_ads.wire import Proto, Wire
from adapters.sandbox.mutations import Operation
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount

_FIXED = frozenset({"currency_code", "time_zone"})
_READ_ONLY = frozenset(
    {"id", "manager", "test_account", "status", "has_partners_badge", "optimization_score"}
    | {"optimization_score_weight", "call_reporting_setting", "remarketing_setting"}
)
"""Source: Customer in the resource reference, "Immutable" and "Output only"."""


def list_accessible_customers(call: Call) -> Iterator[Proto]:
    """Yield the accounts that the caller was invited to; those under a manager are reached through it."""
    yield call.method.response(resource_names=[f"customers/{account_id}" for account_id in call.token().account_ids])


def mutate_customer(call: Call) -> Iterator[Proto]:
    """Change an account; only its name, its tracking and its tagging can be."""
    account, operation = call.account(), call.request.operation
    name = f"customers/{account.id}"
    if operation.update.resource_name != name:
        raise refused(
            "request_error.RESOURCE_NAME_MALFORMED",
            f"The resource name must be that of the request's customer, {name}.",
            "operation",
            "update",
            "resource_name",
            trigger=operation.update.resource_name,
        )
    touched = touched_fields(operation.update, operation.update_mask.paths, call.sandbox.rules)
    refuse_untouchable(touched, call.sandbox.rules, fixed=_FIXED, read_only=_READ_ONLY)
    customer = customer_message(call.sandbox, call.wire, account)
    lay_over(customer, operation.update, touched)
    response = call.method.response()
    if not call.request.validate_only:
        _keep(call, account.id, _changeable(customer), "update")
        response.result.resource_name = name
        if call.wants_whole_resources():
            response.result.customer.CopyFrom(customer)
    yield response


def create_customer_client(call: Call) -> Iterator[Proto]:
    """Make an account under the manager that the request names."""
    account, client = call.account(), call.request.customer_client
    if not account.manager:
        NOT_A_MANAGER.refuse(call.sandbox.rules)
    if refusals := tuple(broken_client_rules(client, call.sandbox.rules)):
        raise RefusedError(*refusals)
    response = call.method.response()
    if not call.request.validate_only:
        account_id = new_account_id(call.sandbox)
        fields = {
            "descriptive_name": client.descriptive_name,
            "currency_code": client.currency_code if is_currency(client.currency_code) else account.currency,
            "time_zone": client.time_zone if is_time_zone(client.time_zone) else account.time_zone,
        }
        _keep(call, account_id, fields, "create")
        response.resource_name = f"customers/{account_id}"
    yield response


def _keep(call: Call, account_id: str, fields: dict[str, object], operation: Operation) -> None:
    store, now = call.sandbox.store, call.sandbox.clock.now()
    known = store.get(GOOGLE_ADS, CUSTOMER, account_id)
    if known is None:
        store.add(platform=GOOGLE_ADS, account_id=account_id, kind=CUSTOMER, id=account_id, fields=fields, at=now)
    else:
        store.change(known, fields, now)
    call.sandbox.mutations.record(
        platform=GOOGLE_ADS,
        account_id=account_id,
        operation=operation,
        kind=CUSTOMER,
        entity_id=account_id,
        name=str(fields.get("descriptive_name", "")) or None,
        fields=fields,
        request_id=call.request_id,
        at=now,
    )


def _changeable(customer: Proto) -> dict[str, object]:
    told = MessageToDict(customer, preserving_proto_field_name=True)
    return {field: value for field, value in told.items() if field not in _READ_ONLY}


def customer_message(sandbox: Sandbox, wire: Wire, account: ReadyAccount) -> Proto:
    """Return the account as `customer` resource."""
    message = wire.resource_type("customer")()
    kept = sandbox.store.get(GOOGLE_ADS, CUSTOMER, account.id)
    if kept is not None:
        ParseDict(kept.fields, message)
    message.resource_name = f"customers/{account.id}"
    describe(message, sandbox, account)
    return message


def describe(message: Proto, sandbox: Sandbox, account: ReadyAccount) -> None:
    """Fill what `customer` and `customer_client` both tell of an account."""
    message.id, message.descriptive_name, message.manager = int(account.id), account.name, account.manager
    message.currency_code, message.time_zone, message.test_account = account.currency, account.time_zone, False
    suspended = sandbox.standing.suspended(GOOGLE_ADS, account.id)
    values = message.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_name
    message.status = values["SUSPENDED" if suspended else "ENABLED"].number
