"""The app: every feature under /v1, errors as problems, and the services open for as long as it serves."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.routing import APIRoute

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
from interfaces.rest.body_limit import BodyLimit
from interfaces.rest.last_resort import LastResort
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


def create_app(open_services: Callable[[], AbstractAsyncContextManager[Services]]) -> FastAPI:
    """The REST interface over services that are opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        async with open_services() as services:
            app.state.services = services
            app.state.known_keys = KnownKeys()
            yield

    app = FastAPI(
        title="AdScale",
        version=version("adscale"),
        lifespan=opened,
        redirect_slashes=False,
        redoc_url=None,
        # It asks at each request whether anybody listens; nobody does, and our log has each request's trace.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    # As they are: to include a router is to look for its routes twice, once to find it and once within.
    app.router.routes += [RouteTable(routes), *routes]
    app.add_middleware(BodyLimit)
    app.add_middleware(LastResort)
    answer_errors(app)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app
