"""What the app opened when it started, for endpoints to ask for."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from interfaces.services import Services


def _opened(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


OpenServices = Annotated[Services, Depends(_opened)]


async def _read_connection(services: OpenServices) -> AsyncIterator[AsyncConnection]:
    async with services.read_engine.connect() as connection:
        yield connection


ReadTables = Annotated[AsyncConnection, Depends(_read_connection)]
"""A connection to the read models, for one request."""
