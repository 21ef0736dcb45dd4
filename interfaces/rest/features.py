"""A router for each feature, strict and closed to strangers from the first endpoint on."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from interfaces.rest.access import BEARER, Permits, authenticate_request
from interfaces.rest.strictness import StrictRoute
from interfaces.rest.told import tell, tellers, without


class KeyedRoute(StrictRoute):
    """A strict endpoint for holders of a key."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        openapi_extra: dict[str, Any] | None = None,
        **options: Any,  # noqa: ANN401 - FastAPI's own, handed on
    ) -> None:
        self._whole, self.tellers = endpoint, tellers(endpoint)
        super().__init__(path, without(endpoint, self.tellers), openapi_extra=openapi_extra, **options)
        self.openapi_extra = {
            "security": [{BEARER.scheme_name: []}],
            "parameters": [
                header for teller in self.tellers.values() if isinstance(teller, Permits) for header in teller.headers
            ],
        } | (self.openapi_extra or {})

    def called(self) -> Callable[..., Any]:
        """The endpoint itself: what the request tells comes with the rest."""
        return self._whole

    async def let_in(self, request: Request) -> Mapping[str, object]:
        """Check the key, before all else. The endpoint gets what the request tells."""
        await authenticate_request(request)
        told = tell(request, self.tellers)
        self.refuse_unread(request)
        return told


def feature(tag: str) -> APIRouter:
    """A router whose every endpoint wants a key, knows its parameters, and reads JSON."""
    return APIRouter(prefix="/v1", tags=[tag], route_class=KeyedRoute)
