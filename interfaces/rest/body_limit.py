"""No request is larger than 1 MiB: it is read up to there before anything else looks at it."""

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from interfaces.rest.errors import RequestTooLargeError

MOST_BYTES = 1024 * 1024


async def whole_body(receive: Receive) -> bytes:
    """A request's body. Raises `RequestTooLargeError`, and `ClientDisconnect` where the rest will not come."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            raise RequestTooLargeError
    return body
