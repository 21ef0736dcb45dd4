"""What the app opened when it started, for endpoints to ask for."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from interfaces.services import Services


def services_of(request: Request) -> Services:
    """The services that the app opened."""
    services: Services = request.scope["app"].services
    return services


async def opened(request: Request) -> Services:
    """The same for FastAPI, which calls plain functions on another thread."""
    return services_of(request)


OpenServices = Annotated[Services, Depends(opened)]


async def _read_connection(services: OpenServices) -> AsyncIterator[AsyncConnection]:
    async with services.read_engine.connect() as connection:
        yield connection


ReadTables = Annotated[AsyncConnection, Depends(_read_connection)]
"""A connection to the read models, for one request."""
