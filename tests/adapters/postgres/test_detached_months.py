"""A detached month is out of the table, not out of the world, and nobody tells it anything until it is back."""

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege, SerializationFailure
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.schema import APPLICATION_ROLE, OWNER_ROLE
from domain.errors import StateForbidsError
from domain.performance.observation import Grain
from domain.shared.ids import AdAccountId, OrganizationId
from tests.builders import an_observation
from tests.contracts.observations_contract import ObservationsContract

MONTH, DAY = date(2024, 1, 1), date(2024, 1, 31)
ROWS = (an_observation(DAY), an_observation(DAY, "g-78"))
ACCOUNT = AdAccountId(uuid4())


@pytest.fixture
async def store(empty_url: str, organization: OrganizationId) -> AsyncIterator[PostgresObservations]:
    """A store that knows two rows of January 2024."""
    conninfo = psycopg.conninfo.make_conninfo(empty_url, options=f"-c role={APPLICATION_ROLE}")
    async with (
        AsyncConnectionPool[Any](conninfo, min_size=1, max_size=2, kwargs={"autocommit": True}) as pool,
        Coalescer(conninfo) as writer,
    ):
        await ObservationsContract().record(PostgresLedger(pool, writer), organization, ACCOUNT, ROWS)
        yield PostgresObservations(pool)


@pytest.fixture
def owner(empty_url: str, store: PostgresObservations) -> Connection:  # noqa: ARG001 - the rows come first
    """A connection as the role that owns the observations; each statement is a transaction."""
    return psycopg.connect(empty_url, autocommit=True, options=f"-c role={OWNER_ROLE}")


def detach(owner: Connection, rows: int = 2) -> None:
    owner.execute("SELECT performance.detach_month(%s, %s)", (MONTH, json.dumps({"rows": rows})))


async def known(store: PostgresObservations, organization: OrganizationId) -> int:
    return len(await store.latest(organization, ACCOUNT, Grain.CAMPAIGN_DAY, DAY, DAY))


async def test_a_detached_month_is_out_of_the_table_and_comes_back_whole(
    owner: Connection, store: PostgresObservations, organization: OrganizationId
) -> None:
    with owner:
        detach(owner)
        assert await known(store, organization) == 0
        owner.execute("SELECT performance.attach_month(%s)", (MONTH,))
    assert await known(store, organization) == 2
    await store.prepare(DAY)


async def test_a_detached_month_is_told_nothing(owner: Connection, store: PostgresObservations) -> None:
    with owner:
        detach(owner)
    with pytest.raises(StateForbidsError, match="adscale observations attach --month 2024-01"):
        await store.prepare(DAY)


def test_a_month_that_has_grown_since_it_was_written_is_not_detached(owner: Connection) -> None:
    with owner, pytest.raises(SerializationFailure, match="1 observations were exported, but there are 2 now"):
        detach(owner, rows=1)


@pytest.mark.parametrize("change", ["UPDATE {} SET clicks = 0", "DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_the_owner_changes_a_month_that_is_detached_or_was(owner: Connection, change: str) -> None:
    statement = sql.SQL(change).format(sql.SQL("performance.observations_2024_01"))
    with owner:
        detach(owner)
        with pytest.raises(InsufficientPrivilege, match="append-only"):
            owner.execute(statement)
        owner.execute("SELECT performance.attach_month(%s)", (MONTH,))
        with pytest.raises(InsufficientPrivilege, match="append-only"):
            owner.execute(statement)


@pytest.mark.parametrize("function", ["detach_month(current_date, '{}')", "attach_month(current_date)"])
def test_the_application_detaches_and_attaches_nothing(postgres_url: str, function: str) -> None:
    application = psycopg.connect(postgres_url, options=f"-c role={APPLICATION_ROLE}")
    with application, pytest.raises(InsufficientPrivilege):
        application.execute(f"SELECT performance.{function}".encode())
