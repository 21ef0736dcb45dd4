"""Conversions that advertisers upload, and what they take back of them.

They are kept and checked for repetition; what reports make of them stands in `uploaded`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from google.protobuf.json_format import MessageToDict

from adapters.sandbox.google_ads.call_rules import CALL, CALL_RULES
from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.failures import partial_failure_of
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.request_rules import (
    MANY_ADJUSTMENTS,
    MANY_CONVERSIONS,
    MOST_UPLOADS,
    NO_ADJUSTMENTS,
    NO_CONVERSIONS,
    WHOLE_ADJUSTMENTS,
    WHOLE_CONVERSIONS,
)
from adapters.sandbox.google_ads.upload_rules import (
    ADJUSTMENT_RULES,
    CLICK_RULES,
    CONVERSION,
    Upload,
    UploadRule,
    first_refusal,
    identity_of,
    uploaded_to,
)
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.mutations import Operation
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.store import Entity

_Keeper = Callable[[Call, Upload], None]


def upload_click_conversions(call: Call) -> Iterator[Proto]:
    """Answer ConversionUploadService.UploadClickConversions."""
    yield _uploaded(call, "conversions", CLICK_RULES, _keep_conversion)


def upload_call_conversions(call: Call) -> Iterator[Proto]:
    """Answer ConversionUploadService.UploadCallConversions."""
    yield _uploaded(call, "conversions", CALL_RULES, _keep_call)


def upload_adjustments(call: Call) -> Iterator[Proto]:
    """Answer ConversionAdjustmentUploadService.UploadConversionAdjustments."""
    yield _uploaded(call, "conversion_adjustments", ADJUSTMENT_RULES, _keep_adjustment)


def _uploaded(call: Call, field: str, rules: Iterable[UploadRule], keep: _Keeper) -> Proto:
    workspace = Workspace(call.sandbox, call.wire, call.account())
    known, messages = uploaded_to(workspace), list(getattr(call.request, field))
    _check_whole(call, messages, field)
    response = call.method.response()
    refusals: list[Refusal] = []
    for index, message in enumerate(messages):
        upload = Upload(message=message, workspace=workspace, known=known, earlier=messages[:index])
        refusal = first_refusal(rules, upload)
        result = None if call.request.validate_only else response.results.add()
        if refusal is not None:
            refusals.append(refusal.within((field, index)))
        elif result is not None:
            keep(call, upload)
            _tell(result, message)
    if refusals:
        response.partial_failure_error.CopyFrom(partial_failure_of(refusals, call.wire, call.request_id))
    return response


_WHOLE = {
    "conversions": (NO_CONVERSIONS, WHOLE_CONVERSIONS, MANY_CONVERSIONS),
    "conversion_adjustments": (NO_ADJUSTMENTS, WHOLE_ADJUSTMENTS, MANY_ADJUSTMENTS),
}
"""By field: what refuses none of them, a request without partial failure, and too many of them."""


def _check_whole(call: Call, messages: list[Proto], field: str) -> None:
    none, whole, many = _WHOLE[field]
    if not messages:
        none.refuse(call.sandbox.rules, (field, None))
    if not call.request.partial_failure:
        whole.refuse(call.sandbox.rules, ("partial_failure", None))
    if len(messages) > MOST_UPLOADS:
        many.refuse(call.sandbox.rules, (field, None))


def _tell(result: Proto, message: Proto) -> None:
    """Copy into the result what it has in common with what was uploaded."""
    for descriptor, value in message.ListFields():
        known = result.DESCRIPTOR.fields_by_name.get(descriptor.name)
        if known is None or known.is_repeated:
            continue
        if known.message_type is not None:
            getattr(result, descriptor.name).CopyFrom(value)
        else:
            setattr(result, descriptor.name, value)


def _keep_conversion(call: Call, upload: Upload) -> None:
    _keep(call, upload, CONVERSION, {"_identity": identity_of(upload.message)})


def _keep_call(call: Call, upload: Upload) -> None:
    _keep(call, upload, CALL, {})


def _keep(call: Call, upload: Upload, kind: str, beside: dict[str, Any]) -> None:
    fields: dict[str, Any] = MessageToDict(upload.message, preserving_proto_field_name=True)
    entity = call.sandbox.store.add(
        platform=GOOGLE_ADS,
        account_id=upload.workspace.account.id,
        kind=kind,
        fields={**fields, **beside},
        at=call.sandbox.clock.now(),
    )
    _log(call, "create", entity, fields)


def _keep_adjustment(call: Call, upload: Upload) -> None:
    conversion = upload.adjusted()
    if conversion is None:
        return
    kind = enum_name(upload.message, "adjustment_type")
    kept: dict[str, Any] = {"_retracted": kind == "RETRACTION"}
    if kind == "RESTATEMENT":
        kept["_restated"] = upload.message.restatement_value.adjusted_value
    call.sandbox.store.change(conversion, kept, call.sandbox.clock.now())
    fields: dict[str, Any] = MessageToDict(upload.message, preserving_proto_field_name=True)
    _log(call, "update", conversion, fields)


def _log(call: Call, operation: Operation, entity: Entity, fields: dict[str, Any]) -> None:
    call.sandbox.mutations.record(
        platform=GOOGLE_ADS,
        account_id=entity.account_id,
        operation=operation,
        kind=entity.kind,
        entity_id=entity.id,
        name=None,
        fields=fields,
        request_id=call.request_id,
        at=call.sandbox.clock.now(),
    )
