"""Conversions that advertisers upload, and what they take back of them.

They are kept and checked for repetition; the figures of reports stay those of the delivery model.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from google.protobuf.json_format import MessageToDict

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.failures import partial_failure_of
from adapters.sandbox.google_ads.refusals import Refusal, RefusedError, refused
from adapters.sandbox.google_ads.upload_rules import (
    ADJUSTMENT_RULES,
    CLICK_RULES,
    CONVERSION,
    Upload,
    UploadRule,
    first_refusal,
    identity_of,
)
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.mutations import Operation
from adapters.sandbox.seed import GOOGLE_ADS

_MOST = 2000
_Keep = Callable[[Call, Upload], None]


def upload_click_conversions(call: Call) -> Iterator[Proto]:
    """Answer ConversionUploadService.UploadClickConversions."""
    yield _uploaded(call, "conversions", CLICK_RULES, _keep_conversion)


def upload_adjustments(call: Call) -> Iterator[Proto]:
    """Answer ConversionAdjustmentUploadService.UploadConversionAdjustments."""
    yield _uploaded(call, "conversion_adjustments", ADJUSTMENT_RULES, _keep_adjustment)


def _uploaded(call: Call, field: str, rules: Iterable[UploadRule], keep: _Keep) -> Proto:
    workspace = Workspace(call.sandbox, call.wire, call.account())
    messages = list(getattr(call.request, field))
    _check_whole(call, messages, field)
    response = call.method.response()
    refusals: list[Refusal] = []
    for index, message in enumerate(messages):
        upload = Upload(message=message, workspace=workspace, earlier=messages[:index])
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


def _check_whole(call: Call, messages: list[Proto], field: str) -> None:
    if not messages:
        raise refused("request_error.REQUIRED_FIELD_MISSING", "At least one is required.", field)
    if not call.request.partial_failure:
        raise RefusedError(
            Refusal(
                code="partial_failure_error.PARTIAL_FAILURE_MODE_REQUIRED",
                message="This request requires partial_failure to be true.",
                path=(("partial_failure", None),),
            )
        )
    if len(messages) > _MOST:
        kind = "conversion_upload_error.TOO_MANY_CONVERSIONS_IN_REQUEST"
        if field != "conversions":
            kind = "conversion_adjustment_upload_error.TOO_MANY_ADJUSTMENTS_IN_REQUEST"
        raise refused(kind, f"At most {_MOST} a request.", field)


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
    fields: dict[str, Any] = MessageToDict(upload.message, preserving_proto_field_name=True)
    entity = call.sandbox.store.add(
        platform=GOOGLE_ADS,
        account_id=upload.workspace.account.id,
        kind=CONVERSION,
        fields={**fields, "_identity": identity_of(upload.message)},
        at=call.sandbox.clock.now(),
    )
    _log(call, upload, "create", entity.id, fields)


def _keep_adjustment(call: Call, upload: Upload) -> None:
    conversion = upload.adjusted()
    if conversion is None:
        return
    retracts = enum_name(upload.message, "adjustment_type") == "RETRACTION"
    call.sandbox.store.change(conversion, {"_retracted": retracts}, call.sandbox.clock.now())
    fields: dict[str, Any] = MessageToDict(upload.message, preserving_proto_field_name=True)
    _log(call, upload, "update", conversion.id, fields)


def _log(call: Call, upload: Upload, operation: Operation, entity_id: str, fields: dict[str, Any]) -> None:
    call.sandbox.mutations.record(
        platform=GOOGLE_ADS,
        account_id=upload.workspace.account.id,
        operation=operation,
        kind=CONVERSION,
        entity_id=entity_id,
        name=None,
        fields=fields,
        request_id=call.request_id,
        at=call.sandbox.clock.now(),
    )
