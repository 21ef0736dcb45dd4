"""A database for tests that read a whole ledger: beside the other tests' one, and empty before each of them."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.postgres.schema import APPLICATION_ROLE, migrate, sqlalchemy_url
from tests.databases import named
from tests.projections.stories import Story
from tests.projections.stories import opened as open_story

DATABASE = "projections"


@pytest.fixture(scope="session")
def own_database(postgres_url: str) -> str:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    url = named(postgres_url, DATABASE)
    migrate(url)
    return url


@pytest.fixture
def owner_url(own_database: str) -> str:
    """A migrated database without a fact or a row, as the role that owns everything."""
    with psycopg.connect(own_database) as connection:
        # The ledger's own triggers would refuse. Emptying is far quicker than a new database for each test.
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE ledger.settings SET shard_groups = 1")
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname IN ('ledger', 'performance', 'read_models', 'work') AND tablename <> 'settings'"
        )
        for table in tables.fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table)))
    return own_database


@pytest.fixture
def conninfo(owner_url: str) -> str:
    """The same database, as the application's role."""
    return make_conninfo(owner_url, options=f"-c role={APPLICATION_ROLE}")


@pytest.fixture
async def engine(owner_url: str) -> AsyncIterator[AsyncEngine]:
    """The same database, for queries."""
    created = create_async_engine(
        sqlalchemy_url(owner_url),
        connect_args={"options": f"-c role={APPLICATION_ROLE}"},
        isolation_level="AUTOCOMMIT",
    )
    yield created
    await created.dispose()


@pytest.fixture
async def story(conninfo: str) -> AsyncIterator[Story]:
    """An organization in the same database, to which things happen."""
    async with open_story(conninfo) as opened:
        yield opened
