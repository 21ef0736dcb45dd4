"""What a request was sent with: its headers, looked up by name (Starlette's own reads through all), and its body."""

from collections.abc import Mapping

from starlette.types import Scope

_HEADERS, _BODY = "adscale.headers", "adscale.body"


def sent(scope: Scope) -> Mapping[str, str]:
    """The headers by their names in small letters; of one that stands twice, the first."""
    headers: Mapping[str, str] | None = scope.get(_HEADERS)
    if headers is None:
        headers = scope[_HEADERS] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])
        }
    return headers


def keep_body(scope: Scope, body: bytes) -> None:
    """Put down the body, which was read whole."""
    scope[_BODY] = body


def body_of(scope: Scope) -> bytes:
    """The body that was put down."""
    body: bytes = scope[_BODY]
    return body
