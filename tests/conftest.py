"""One embedded Postgres a test session, freshly migrated. Tests stay apart by their organization."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

import tests.hypothesis_profiles  # noqa: F401 - the import sets the profile
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.schema import APPLICATION_ROLE, migrate
from domain.shared.ids import OrganizationId

_LONG = ("tests/torture/", "tests/journeys/")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how long the torture may take."""
    parser.addoption(
        "--torture-minutes",
        dest="torture_minutes",
        type=float,
        default=1.0,
        help="minutes for which tests/torture/test_writers.py goes on (1 in CI)",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long ones: at the end, one of them would keep a single worker busy alone."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated database, as the role that owns everything."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("embedded") / "postgres") as server:
        migrate(server.url)
        yield server.url


@pytest.fixture
def organization() -> OrganizationId:
    """A tenant of this test's own."""
    return OrganizationId(uuid4())


@pytest.fixture(scope="session")
async def pool(postgres_url: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    """Connections as the application's role."""
    options = {"autocommit": True, "options": f"-c role={APPLICATION_ROLE}"}
    async with AsyncConnectionPool(postgres_url, min_size=1, max_size=8, kwargs=options) as connections:
        yield connections


@pytest.fixture(scope="session")
async def writer(postgres_url: str) -> AsyncIterator[Coalescer]:
    """The session's one writer, as the application's role."""
    async with Coalescer(make_conninfo(postgres_url, options=f"-c role={APPLICATION_ROLE}")) as coalescer:
        yield coalescer


@pytest.fixture(scope="session")
def ledger(pool: AsyncConnectionPool[Any], writer: Coalescer) -> PostgresLedger:
    """The ledger of the session's database."""
    return PostgresLedger(pool, writer)
