"""A database for each test, whose dispatcher reads the whole ledger, and the services on it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.schema import migrate
from interfaces.bootstrap import open_services
from interfaces.settings import Settings
from tests.application.world import World
from tests.databases import named
from tests.interfaces.worker.house import House


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A queue of this test's own."""
    with EmbeddedValkey(tmp_path / "valkey") as server:
        yield server.url


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """The name of a migrated database to copy."""
    name = f"worker_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate(named(postgres_url, name))
    return name


@pytest.fixture
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """An empty, migrated database of this test's own."""
    name = f"worker_{uuid4().hex}"
    copied, original = sql.Identifier(name), sql.Identifier(template)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copied, original))
        yield named(postgres_url, name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(copied))


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """An organization to which nothing has happened, and services whose queue is away."""
    settings = Settings(
        database_url=SecretStr(database_url), redis_url=SecretStr("redis://127.0.0.1:1/0"), home=tmp_path
    )
    async with open_services(settings) as services:
        # The world's ledger is the same port, filled by the real one.
        world = World(ledger=services.ledger)  # type: ignore[arg-type]  # see above
        yield House(world=world, services=replace(services, connections=world.connections), database_url=database_url)
