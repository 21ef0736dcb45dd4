"""What can be asked of accounts: which there are, a change of one, a new one under the manager."""

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from google.protobuf.json_format import MessageToDict, ParseDict

from adapters.sandbox.google_ads.accounts import CUSTOMER, new_account_id
from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.masks import lay_over, touched_fields
from adapters.sandbox.google_ads.refusals import Refusal, RefusedError, refused
from adapters.sandbox.google_ads.wire import Proto, Wire
from adapters.sandbox.mutations import Operation
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount

_FIXED = frozenset(
    {"id", "currency_code", "time_zone", "manager", "test_account", "status", "has_partners_badge"}
    | {"optimization_score", "optimization_score_weight", "call_reporting_setting", "remarketing_setting"}
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
    touched = touched_fields(_FIXED, operation.update.DESCRIPTOR, operation.update_mask.paths)
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
        raise refused("authorization_error.ACCESS_DENIED_FOR_ACCOUNT_TYPE", "Only a manager makes accounts.")
    refusals = list(_broken(client))
    if refusals:
        raise RefusedError(*(refusal.within(("customer_client", None)) for refusal in refusals))
    response = call.method.response()
    if not call.request.validate_only:
        account_id = new_account_id(call.sandbox)
        fields = {
            "descriptive_name": client.descriptive_name,
            "currency_code": client.currency_code,
            "time_zone": client.time_zone,
        }
        _keep(call, account_id, fields, "create")
        response.resource_name = f"customers/{account_id}"
    yield response


def _broken(client: Proto) -> Iterator[Refusal]:
    for field in ("descriptive_name", "currency_code", "time_zone"):
        if not getattr(client, field):
            yield Refusal(code="field_error.REQUIRED", message=f"{field} is required.", path=((field, None),))
    if client.currency_code and not re.fullmatch("[A-Z]{3}", client.currency_code):
        yield Refusal(
            code="currency_code_error.UNSUPPORTED",
            message="Expected a currency code of ISO 4217.",
            path=(("currency_code", None),),
            trigger=client.currency_code,
        )
    if client.time_zone and client.time_zone not in available_timezones():
        yield Refusal(
            code="time_zone_error.INVALID_TIME_ZONE",
            message="Expected a time zone as America/New_York.",
            path=(("time_zone", None),),
            trigger=client.time_zone,
        )


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
    return {field: value for field, value in told.items() if field not in _FIXED - {"currency_code", "time_zone"}}


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
