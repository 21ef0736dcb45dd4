"""What the app opened when it started, for endpoints to ask for."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from interfaces.services import Services


async def opened(request: Request) -> Services:
    """The services that the app opened. Not a plain function: FastAPI calls those on another thread."""
    services: Services = request.app.state.services
    return services


OpenServices = Annotated[Services, Depends(opened)]


async def _read_connection(services: OpenServices) -> AsyncIterator[AsyncConnection]:
    async with services.read_engine.connect() as connection:
        yield connection


ReadTables = Annotated[AsyncConnection, Depends(_read_connection)]
"""A connection to the read models, for one request."""
