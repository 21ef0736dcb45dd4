"""What a failed call said, in plain values.

The client's own interceptor leaves quota and internal errors undecoded, so all are read here, and in one way:
from the trailing metadata, where Google's failure travels.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

API_VERSION = "v26"

_FAILURE_KEY = f"google.ads.googleads.{API_VERSION}.errors.googleadsfailure-bin"
_REQUEST_ID_KEY = "request-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One of Google's errors: `code` as `campaign_error.DUPLICATE_CAMPAIGN_NAME`.

    `path` leads to the field, each step with its index where it is a list; `retry_after` stands in a quota error,
    `minimum_micros` and `currency` in one of a budget that is too small.
    """

    code: str
    message: str
    path: tuple[tuple[str, int | None], ...] = ()
    retry_after: timedelta | None = None
    minimum_micros: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A call that failed: gRPC's status (as `UNAVAILABLE`) and sentence, and Google's complaints if there are any."""

    status: str
    details: str
    request_id: str | None = None
    complaints: tuple[Complaint, ...] = ()


def failure_of(error: Any) -> Failure:  # noqa: ANN401 - the client ships no type information
    """Read a `GoogleAPICallError` of the client; its status and its metadata are those of the gRPC error inside."""
    inner: Any = error.errors[0] if error.errors else None
    metadata = dict(inner.trailing_metadata() or ()) if hasattr(inner, "trailing_metadata") else {}
    status = error.grpc_status_code
    return Failure(
        status=status.name if status is not None else "UNKNOWN",
        details=str(error.message),
        request_id=metadata.get(_REQUEST_ID_KEY),
        complaints=tuple(_complaints(metadata[_FAILURE_KEY])) if _FAILURE_KEY in metadata else (),
    )


def _complaints(serialized: bytes) -> Iterable[Complaint]:
    from google.ads.googleads.v26.errors.types.errors import (  # noqa: PLC0415 - heavy to import
        GoogleAdsFailure,
    )

    return map(_complaint, GoogleAdsFailure.pb().FromString(serialized).errors)


def _complaint(error: Any) -> Complaint:  # noqa: ANN401 - a protobuf message
    minimum = error.details.budget_per_day_minimum_error_details
    quota = error.details.quota_error_details
    steps = error.location.field_path_elements
    return Complaint(
        code=_code(error.error_code),
        message=error.message,
        path=tuple((step.field_name, step.index if step.HasField("index") else None) for step in steps),
        retry_after=quota.retry_delay.ToTimedelta() if quota.HasField("retry_delay") else None,
        minimum_micros=minimum.minimum_budget_amount_micros or None,
        currency=minimum.currency_code,
    )


def _code(error_code: Any) -> str:  # noqa: ANN401 - a protobuf message
    kind = error_code.WhichOneof("error_code")
    if kind is None:
        return "unspecified"
    number = getattr(error_code, kind)
    known = error_code.DESCRIPTOR.fields_by_name[kind].enum_type.values_by_number.get(number)
    return f"{kind}.{known.name if known else number}"
