"""No request is larger than 1 MiB: it is read up to there before anything else looks at it."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.rest.errors import RequestTooLargeError
from interfaces.rest.problem_answers import answer

MOST_BYTES = 1024 * 1024


class BodyLimit:
    """Hands the body on in one piece, or answers that it is too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await _read(receive)
        except RequestTooLargeError as error:
            response = await answer(Request(scope), error)
            await response(scope, receive, send)
            return
        first: Message | None = body

        async def again() -> Message:
            nonlocal first
            message, first = first, None
            return message if message is not None else await receive()

        await self._app(scope, again, send)


async def _read(receive: Receive) -> Message:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return message
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            raise RequestTooLargeError
    return {"type": "http.request", "body": body, "more_body": False}
