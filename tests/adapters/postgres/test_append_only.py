"""The database itself keeps the ledger as it is, whoever asks."""

from collections.abc import Iterator
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege

from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.schema import APPLICATION_ROLE
from domain.shared.ids import AdAccountId, OrganizationId
from tests.builders import an_observation
from tests.contracts.observations_contract import ObservationsContract

CHANGES: tuple[LiteralString, ...] = (
    "UPDATE ledger.events SET data = '{}'",
    "DELETE FROM ledger.events",
    "TRUNCATE ledger.events",
    "UPDATE ledger.commands SET version = 0",
    "DELETE FROM ledger.commands",
    "TRUNCATE ledger.commands",
    "UPDATE performance.observations SET clicks = 0",
    "DELETE FROM performance.observations",
)
WRITES: tuple[LiteralString, ...] = (
    *CHANGES,
    "TRUNCATE performance.observations",
    "INSERT INTO ledger.events SELECT * FROM ledger.events LIMIT 1",
    "INSERT INTO ledger.streams SELECT * FROM ledger.streams LIMIT 1",
    "UPDATE ledger.streams SET version = 0",
    "INSERT INTO ledger.commands SELECT * FROM ledger.commands LIMIT 1",
    "INSERT INTO performance.observations SELECT * FROM performance.observations LIMIT 1",
    "UPDATE ledger.settings SET shard_groups = 2",
    "SELECT nextval('ledger.positions')",
    "ALTER TABLE ledger.events DISABLE TRIGGER ALL",
)


@pytest.fixture(autouse=True)
async def _something_is_recorded(ledger: PostgresLedger, organization: OrganizationId) -> None:
    await ObservationsContract().record(ledger, organization, AdAccountId(uuid4()), (an_observation(),))


@pytest.fixture
def owner(postgres_url: str) -> Iterator[Connection]:
    """A connection as the role that owns the database."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def application(postgres_url: str) -> Iterator[Connection]:
    """A connection as the role that every process of ours works as."""
    with psycopg.connect(postgres_url, autocommit=True, options=f"-c role={APPLICATION_ROLE}") as connection:
        yield connection


@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_what_was_recorded(owner: Connection, change: LiteralString) -> None:
    with pytest.raises(InsufficientPrivilege, match="append-only"):
        owner.execute(change)


@pytest.mark.parametrize("table", ["observations", "observations_2026_11"])
def test_not_even_the_owner_empties_the_observations(owner: Connection, table: str) -> None:
    with owner.transaction(force_rollback=True), pytest.raises(InsufficientPrivilege, match="append-only"):
        owner.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier("performance", table)))


@pytest.mark.parametrize("write", WRITES)
def test_the_application_can_write_through_the_one_function_alone(
    application: Connection, write: LiteralString
) -> None:
    with pytest.raises(InsufficientPrivilege):
        application.execute(write)
