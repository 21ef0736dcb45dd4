"""The outermost ring: every answer carries an X-Request-Id, and no error of ours reaches the outside."""

import re
from uuid import UUID, uuid5

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from application.ids import uuid7
from interfaces.rest.problem_answers import answer
from interfaces.rest.sent import sent

_NAMESPACE = UUID("3f1f4b3a-52a5-5d1e-8b1c-6b5a0c9d7e21")
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")

log = structlog.get_logger()


class LastResort:
    """Gives each request its id and its correlation, and turns what nobody foresaw into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, begun = _identify(scope), False

        async def send_with_id(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode("latin-1"))]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            log.exception("request.failed", method=scope["method"], path=scope["path"], request_id=request_id)
            if begun:
                raise
            response = await answer(Request(scope), error)
            await response(scope, receive, send_with_id)


def _identify(scope: Scope) -> str:
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
