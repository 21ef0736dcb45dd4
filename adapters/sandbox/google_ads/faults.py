"""The faults of a bad day, as a gRPC client of Google Ads meets them."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType

import grpc

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.refusals import Refusal, RefusedError
from adapters.sandbox.google_ads.services import answer
from adapters.sandbox.google_ads.wire import Proto


class BrokenConnectionError(Exception):
    """The call ends without an answer of the API: a bare gRPC status, no failure, no request id."""

    def __init__(self, status: grpc.StatusCode, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


Wait = Callable[[float], bool]
"""Waits so many seconds, or until the client has given up; says whether the client is still there."""


def answer_under(rule: FaultRule, call: Call, wait: Wait) -> Iterator[Proto]:
    """Answer a call as the rule has it; raises RefusedError or BrokenConnectionError."""
    match rule.kind:
        case FaultKind.SLOW:
            if not wait(rule.delay_seconds):
                _apply_in_silence(call)
                raise BrokenConnectionError(grpc.StatusCode.CANCELLED, "The client has given up")
            yield from answer(call)
        case FaultKind.DROPPED:
            raise BrokenConnectionError(grpc.StatusCode.UNAVAILABLE, "Socket closed")
        case FaultKind.HTML_502:
            raise BrokenConnectionError(grpc.StatusCode.UNAVAILABLE, "Received http2 header with status: 502")
        case FaultKind.APPLIED_UNANSWERED:
            _apply_in_silence(call)
            wait(rule.delay_seconds)
            raise BrokenConnectionError(grpc.StatusCode.UNAVAILABLE, "Socket closed")
        case _:
            # A kind that only another platform knows is a server error here.
            raise RefusedError(_REFUSALS.get(rule.kind, _REFUSALS[FaultKind.SERVER_ERROR])(rule))


def _apply_in_silence(call: Call) -> None:
    with call.sandbox.mutations.unanswered():
        list(answer(call))


def wait_for(seconds: float, context: grpc.ServicerContext) -> bool:
    """Wait in real time, but no longer than the client does; say whether it is still there."""
    end = time.monotonic() + seconds
    while context.is_active() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.05))
    return bool(context.is_active())


_REFUSALS: Mapping[FaultKind, Callable[[FaultRule], Refusal]] = MappingProxyType(
    {
        FaultKind.RATE_LIMIT: lambda rule: Refusal(
            code="quota_error.RESOURCE_TEMPORARILY_EXHAUSTED",
            message=f"Too many requests. Retry in {rule.retry_after_seconds} seconds.",
            retry_after=timedelta(seconds=rule.retry_after_seconds),
        ),
        FaultKind.DAILY_QUOTA: lambda rule: Refusal(
            code="quota_error.RESOURCE_EXHAUSTED",
            message="Too many requests: the daily operations of the Cloud project are spent.",
            retry_after=timedelta(seconds=rule.retry_after_seconds),
        ),
        FaultKind.TOKEN_EXPIRED: lambda _: Refusal(
            code="authentication_error.OAUTH_TOKEN_EXPIRED", message="OAuth token is expired."
        ),
        FaultKind.TOKEN_REVOKED: lambda _: Refusal(
            code="authentication_error.OAUTH_TOKEN_REVOKED", message="OAuth token has been revoked."
        ),
        FaultKind.SERVER_ERROR: lambda _: Refusal(
            code="internal_error.TRANSIENT_ERROR", message="A transient internal error has occurred. Retry the request."
        ),
    }
)
