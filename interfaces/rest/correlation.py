"""Gives each request its id, which the answer carries back, and its correlation, which the facts carry on."""

import re
from uuid import UUID, uuid5

from starlette.types import Scope

from application.ids import uuid7
from interfaces.rest.sent import sent

_NAMESPACE = UUID("3f1f4b3a-52a5-5d1e-8b1c-6b5a0c9d7e21")
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")


def identify(scope: Scope) -> str:
    """The request's id, its own or a new one; puts `correlation_id` and `trace` down in its state."""
    headers = sent(scope)
    given, traceparent = headers.get("x-request-id"), headers.get("traceparent")
    named = given is not None and _REQUEST_ID.fullmatch(given)
    traced = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    correlation_id = _as_uuid(named[0]) if named else uuid7()
    scope.setdefault("state", {}).update(
        correlation_id=UUID(traced[1]) if traced else correlation_id, trace=traceparent if traced else None
    )
    return named[0] if named else str(correlation_id)


def _as_uuid(request_id: str) -> UUID:
    try:
        return UUID(request_id)
    except ValueError:
        return uuid5(_NAMESPACE, request_id)
