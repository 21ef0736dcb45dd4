"""A router for each feature, strict and closed to strangers from the first endpoint on."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from interfaces.rest.access import BEARER, Permits, authenticate_request
from interfaces.rest.handler import Handler
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
        self.tellers = tellers(endpoint)
        super().__init__(path, without(endpoint, self.tellers), openapi_extra=openapi_extra, **options)
        self.openapi_extra = {
            "security": [{BEARER.scheme_name: []}],
            "parameters": [
                header for teller in self.tellers.values() if isinstance(teller, Permits) for header in teller.headers
            ],
        } | (self.openapi_extra or {})

    def get_route_handler(self) -> Handler:
        """The endpoint behind the check of the key, which comes before all others."""
        serve, told = super().get_route_handler(), self.tellers

        async def for_holders(request: Request) -> Response:
            await authenticate_request(request)
            await tell(request, told)
            return await serve(request)

        return for_holders


def feature(tag: str) -> APIRouter:
    """A router whose every endpoint wants a key, knows its parameters, and reads JSON."""
    return APIRouter(prefix="/v1", tags=[tag], route_class=KeyedRoute)
