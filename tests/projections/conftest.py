"""A database of its own for each test that reads a whole ledger, copied from one that is migrated once."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.postgres.schema import APPLICATION_ROLE, migrate, sqlalchemy_url
from tests.projections.stories import Story
from tests.projections.stories import opened as open_story

TEMPLATE = "projections_template"


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    _administer(postgres_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    migrate(postgres_url.rpartition("/")[0] + "/" + TEMPLATE)
    return TEMPLATE


@pytest.fixture
def owner_url(postgres_url: str, template: str) -> Iterator[str]:
    """An empty, migrated database, as the role that owns everything."""
    name = f"projections_{uuid4().hex}"
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    _administer(postgres_url, copy)
    yield postgres_url.rpartition("/")[0] + "/" + name
    _administer(postgres_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


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


def _administer(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
