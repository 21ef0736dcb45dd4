"""The headers that a request was sent with, looked up by name; Starlette's own reads through all of them each time."""

from collections.abc import Mapping

from starlette.types import Scope

_KEPT = "adscale.headers"


def sent(scope: Scope) -> Mapping[str, str]:
    """The headers by their names in small letters; of one that stands twice, the first."""
    headers: Mapping[str, str] | None = scope.get(_KEPT)
    if headers is None:
        headers = scope[_KEPT] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])
        }
    return headers
