"""What a request comes to first: it gets its id, its body is read, and whoever goes a short way is answered at once.

Whoever does not goes on into FastAPI's app, whose seven rings and router cost as much as a command's decision and
append together.
"""

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.rest.body_limit import whole_body
from interfaces.rest.correlation import identify
from interfaces.rest.problem_answers import HANDLED, answer
from interfaces.rest.route_table import RouteTable
from interfaces.rest.sent import body_of, keep_body
from interfaces.rest.strictness import StrictRoute

log = structlog.get_logger()


class Front:
    """Every answer carries an X-Request-Id, and no error of ours reaches the outside."""

    def __init__(self, app: ASGIApp, table: RouteTable) -> None:
        self._app, self._table = app, table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answering(send, identify(scope))
        try:
            await self._serve(scope, receive, answering)
        except ClientDisconnect:
            log.debug("request.abandoned", method=scope["method"], path=scope["path"], request_id=answering.request_id)
        except Exception as error:
            if not isinstance(error, HANDLED):
                log.exception(
                    "request.failed", method=scope["method"], path=scope["path"], request_id=answering.request_id
                )
            if not answering.begun:
                response = await answer(Request(scope), error)
                await response(scope, receive, answering)
            elif not answering.ended:
                raise

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        keep_body(scope, await whole_body(receive))
        route = self._table.find(scope)
        if isinstance(route, StrictRoute) and route.short is not None:
            response = await route.short(Request(scope))
            await response(scope, receive, send)
        else:
            await self._app(scope, _replayed(scope, receive), send)


class _Answering:
    """Signs an answer with the request's id as it goes out, and knows how far it got."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send, self.request_id = send, request_id
        self.begun = self.ended = False

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self.begun = True
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", self.request_id.encode("latin-1"))]
        elif message["type"] == "http.response.body":
            self.ended = not message.get("more_body", False)
        await self._send(message)


def _replayed(scope: Scope, receive: Receive) -> Receive:
    """The body once more, for whoever reads it himself; then what else comes."""
    unread = True

    async def replayed() -> Message:
        nonlocal unread
        if not unread:
            return await receive()
        unread = False
        return {"type": "http.request", "body": body_of(scope), "more_body": False}

    return replayed
