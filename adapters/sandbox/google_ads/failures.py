"""Refusals on the wire: a GoogleAdsFailure in the trailing metadata, under the status of its kind."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.rpc.status_pb2 import Status

from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.wire import Proto, Wire

_STATUS: Mapping[str, tuple[grpc.StatusCode, str]] = MappingProxyType(
    {
        "authentication_error": (
            grpc.StatusCode.UNAUTHENTICATED,
            "Request had invalid authentication credentials.",
        ),
        "authorization_error": (grpc.StatusCode.PERMISSION_DENIED, "The caller does not have permission"),
        "quota_error": (grpc.StatusCode.RESOURCE_EXHAUSTED, "Resource has been exhausted (e.g. check quota)."),
        "internal_error": (grpc.StatusCode.INTERNAL, "Internal error encountered."),
        "database_error": (grpc.StatusCode.ABORTED, "The operation was aborted."),
    }
)
_INVALID = (grpc.StatusCode.INVALID_ARGUMENT, "Request contains an invalid argument.")


def status_of(refusals: Sequence[Refusal]) -> tuple[grpc.StatusCode, str]:
    """Return the gRPC status of a refused request, and its sentence."""
    return _STATUS.get(refusals[0].code.partition(".")[0], _INVALID)


def failure_of(refusals: Sequence[Refusal], wire: Wire, request_id: str) -> Proto:
    """Return the GoogleAdsFailure message that tells `refusals`."""
    failure = wire.failure(request_id=request_id)
    for refusal in refusals:
        _fill(failure.errors.add(), refusal)
    return failure


def partial_failure_of(refusals: Sequence[Refusal], wire: Wire, request_id: str) -> Status:
    """Return the status that stands in an otherwise successful answer."""
    detail = AnyMessage(
        type_url=f"type.googleapis.com/{wire.package}.errors.GoogleAdsFailure",
        value=failure_of(refusals, wire, request_id).SerializeToString(),
    )
    sentence = f"Multiple errors in 'details'. First error: {refusals[0].message}"
    return Status(code=grpc.StatusCode.INVALID_ARGUMENT.value[0], message=sentence, details=[detail])


def _fill(error: Proto, refusal: Refusal) -> None:
    kind, _, value = refusal.code.partition(".")
    values = error.error_code.DESCRIPTOR.fields_by_name[kind].enum_type.values_by_name
    setattr(error.error_code, kind, values[value].number)
    error.message = refusal.message
    if refusal.trigger:
        error.trigger.string_value = refusal.trigger
    for name, index in refusal.path:
        # The wire says `type` where Python says `type_`.
        element = error.location.field_path_elements.add(field_name=name.removesuffix("_"))
        if index is not None:
            element.index = index
    if refusal.retry_after is not None:
        quota = error.details.quota_error_details
        quota.rate_scope = quota.DESCRIPTOR.fields_by_name["rate_scope"].enum_type.values_by_name["ACCOUNT"].number
        quota.rate_name = "Requests per minute per account"
        quota.retry_delay.FromTimedelta(refusal.retry_after)
