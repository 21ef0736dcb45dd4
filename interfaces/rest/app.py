"""The app: every feature under /v1, errors as problems, and the services open for as long as it serves."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from interfaces.rest import (
    accounts,
    ad_groups,
    campaign_life,
    campaigns,
    connections,
    dead_letters,
    health,
    history,
    performance,
    rules,
)
from interfaces.rest.access import KnownKeys
from interfaces.rest.front import Front
from interfaces.rest.openapi import document
from interfaces.rest.problem_answers import answer_errors
from interfaces.rest.route_table import RouteTable
from interfaces.services import Services

ROUTERS = (
    campaign_life.router,
    campaigns.router,
    performance.router,
    ad_groups.router,
    rules.router,
    connections.way_back,
    connections.router,
    accounts.router,
    history.router,
    dead_letters.router,
    health.router,
)
"""Every feature; a new one is a module and an entry here. The busiest stand first: they are tried in this order."""


class Api(FastAPI):
    """An app whose strict routes are found by a table, and answer before FastAPI's own rings where they can.

    `services` and `known_keys` are there for as long as it serves.
    """

    services: Services
    known_keys: KnownKeys

    def __init__(self, routes: Sequence[APIRoute], **options: Any) -> None:  # noqa: ANN401 - FastAPI's own, handed on
        super().__init__(**options)
        self._table = RouteTable(routes)
        # As they are: to include a router is to look for its routes twice, once to find it and once within.
        self.router.routes += [self._table, *routes]
        answer_errors(self)

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's place for what stands around the app."""
        return Front(super().build_middleware_stack(), self._table)


def create_app(open_services: Callable[[], AbstractAsyncContextManager[Services]]) -> FastAPI:
    """The REST interface over services that are opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def opened(app: Api) -> AsyncIterator[None]:
        async with open_services() as services:
            app.services, app.known_keys = services, KnownKeys()
            yield

    app = Api(
        [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)],
        title="AdScale",
        version=version("adscale"),
        lifespan=opened,
        redirect_slashes=False,
        redoc_url=None,
        # It asks at each request whether anybody listens; nobody does, and our log has each request's trace.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.openapi = lambda: document(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app
