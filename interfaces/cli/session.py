"""A session of the command line with the services: on configured servers, on running embedded ones, or on its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import psycopg
from pydantic import SecretStr

from application.errors import TryLaterError
from interfaces import bootstrap
from interfaces.processes import kept_addresses
from interfaces.services import Services
from interfaces.settings import Settings
from projections.registry import READ_MODELS
from projections.waiting import wait_for

CATCH_UP_SECONDS = 600.0


@asynccontextmanager
async def open_session() -> AsyncIterator[Services]:
    """The services on the database that is configured, or else on this machine's own, started if need be."""
    settings = Settings()
    with ExitStack() as servers:
        if not settings.database_url.get_secret_value():
            settings.database_url = SecretStr(_local_database(settings, servers))
        async with bootstrap.open_services(settings) as services:
            yield services


async def catch_up(services: Services) -> None:
    """Wait until the read models show all that the ledger holds; without a projector process, this one projects.

    Raises `TryLaterError` where that takes too long.
    """
    stop = asyncio.Event()
    runner = asyncio.create_task(bootstrap.projection_runner(services.settings, dispatches=False).run(stop))
    try:
        head = await ledger_head(services)
        if not await wait_for(
            services.read_engine, [projector.name for projector in READ_MODELS], head, CATCH_UP_SECONDS
        ):
            raise TryLaterError("The projections did not catch up with the ledger. Look at: adscale projections list")
    finally:
        stop.set()
        await runner


async def ledger_head(services: Services) -> int:
    """The position of the newest fact."""
    async with services.read_engine.connect() as connection:
        result = await connection.exec_driver_sql("SELECT coalesce(max(position), 0) FROM ledger.events")
        return int(result.scalar_one())


def _local_database(settings: Settings, servers: ExitStack) -> str:
    kept = kept_addresses(settings.home.resolve()).get("DATABASE_URL")
    if kept and _accepts(kept):
        return kept
    postgres, _ = bootstrap.embedded_servers(settings.home.resolve())
    servers.enter_context(postgres)
    bootstrap.migrate(settings.model_copy(update={"database_url": SecretStr(postgres.url)}))
    return postgres.url


def _accepts(database_url: str) -> bool:
    try:
        with psycopg.connect(database_url, connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False
