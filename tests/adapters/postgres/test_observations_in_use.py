"""Who waits for observations that others hold is told to come back, and waits no longer than the session may."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.observations import PostgresObservations
from adapters.postgres.schema import APPLICATION_ROLE
from application.errors import TryLaterError
from domain.performance.observation import Grain
from domain.shared.ids import AdAccountId, OrganizationId
from tests.builders import TODAY, an_observation

WHOSE = (OrganizationId(uuid4()), AdAccountId(uuid4()), Grain.CAMPAIGN_DAY)


@pytest.fixture(params=["lock_timeout", "statement_timeout"])
async def store(request: pytest.FixtureRequest, empty_url: str) -> AsyncIterator[PostgresObservations]:
    """A store whose sessions wait for 100 ms."""
    conninfo = make_conninfo(empty_url, options=f"-c role={APPLICATION_ROLE} -c {request.param}=100")
    async with AsyncConnectionPool[Any](conninfo, min_size=1, max_size=1, kwargs={"autocommit": True}) as pool:
        yield PostgresObservations(pool)


@pytest.fixture
def _held(empty_url: str) -> Iterator[None]:
    """Somebody else holds the table of all observations."""
    with psycopg.connect(empty_url) as other:
        other.execute("LOCK TABLE performance.observations IN ACCESS EXCLUSIVE MODE")
        yield


async def prepare(store: PostgresObservations) -> None:
    await store.prepare(TODAY)


async def look(store: PostgresObservations) -> None:
    await store.latest(*WHOSE, TODAY, TODAY)


async def stage(store: PostgresObservations) -> None:
    async with store.staged(*WHOSE, [an_observation()]):
        pass


@pytest.mark.usefixtures("_held")
@pytest.mark.parametrize("work", [prepare, look, stage])
async def test_what_somebody_else_holds_is_to_be_tried_later(
    store: PostgresObservations, work: Callable[[PostgresObservations], Awaitable[None]]
) -> None:
    with pytest.raises(TryLaterError):
        await work(store)
