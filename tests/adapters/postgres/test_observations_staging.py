"""The bulk way in opens no other: what is staged is the owner's table, and its fact says how much of it there is."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import (
    CheckViolation,
    IdleInTransactionSessionTimeout,
    InsufficientPrivilege,
    ObjectNotInPrerequisiteState,
)
from psycopg_pool import AsyncConnectionPool

from adapters.postgres import observations_staging
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.schema import APPLICATION_ROLE
from domain.performance.observation import Grain
from domain.shared.ids import AdAccountId, OrganizationId
from tests.builders import NOW, TODAY, a_batch, a_draft, an_observation
from tests.contracts.frames import frame

APPEND = "SELECT performance.append_staged('{}', gen_random_uuid(), gen_random_uuid(), 'campaign-day', now())"


@pytest.fixture
def application(postgres_url: str) -> Iterator[Connection]:
    """One open transaction as the role that every process of ours works as."""
    with psycopg.connect(postgres_url, options=f"-c role={APPLICATION_ROLE}") as connection:
        yield connection
        connection.rollback()


def test_nothing_is_appended_that_was_not_staged(application: Connection) -> None:
    with pytest.raises(ObjectNotInPrerequisiteState, match="Nothing is staged"):
        application.execute(APPEND)


def test_a_table_of_the_callers_own_is_not_what_is_staged(application: Connection) -> None:
    application.execute("CREATE TEMPORARY TABLE staged_observations (day date)")
    with pytest.raises(ObjectNotInPrerequisiteState, match="Nothing is staged"):
        application.execute(APPEND)


@pytest.mark.parametrize("change", ["DROP TABLE", "TRUNCATE", "ALTER TABLE ONLY"])
def test_what_is_staged_can_be_filled_and_no_more(application: Connection, change: str) -> None:
    application.execute("SELECT performance.open_staging()")
    rest = " ADD COLUMN trap text" if change.startswith("ALTER") else ""
    with pytest.raises(InsufficientPrivilege):
        application.execute(f"{change} pg_temp.staged_observations{rest}".encode())


def test_what_is_staged_is_gone_with_its_transaction(application: Connection) -> None:
    application.execute("SELECT performance.open_staging()")
    application.commit()
    assert application.execute("SELECT to_regclass('pg_temp.staged_observations')").fetchone() == (None,)


async def test_a_fact_that_vouches_for_other_rows_is_refused_with_them(
    ledger: PostgresLedger, pool: AsyncConnectionPool[Any], organization: OrganizationId
) -> None:
    store, account = PostgresObservations(pool), AdAccountId(uuid4())
    await store.prepare(TODAY)
    async with store.staged(organization, account, Grain.CAMPAIGN_DAY, [an_observation()]) as staged:
        assert staged.changed is not None
        appending = staged.append(
            frame(organization),
            stream_type="performance_feed",
            stream_id=account,
            expected_version=0,
            facts=a_batch(summed=replace(staged.changed, rows=2)),
            batch_id=uuid4(),
            observed_at=NOW,
        )
        with pytest.raises(CheckViolation, match="vouches for 2 rows, 1 are staged"):
            await appending
    assert await ledger.load(organization, account) == []
    assert await store.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY) == {}


async def test_a_process_that_stands_still_before_its_commit_keeps_the_others_waiting_for_a_moment_only(
    ledger: PostgresLedger,
    pool: AsyncConnectionPool[Any],
    organization: OrganizationId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(observations_staging, "LONGEST_PAUSE", "200ms")
    store, account = PostgresObservations(pool), AdAccountId(uuid4())
    await store.prepare(TODAY)

    async def stand_still() -> None:
        async with store.staged(organization, account, Grain.CAMPAIGN_DAY, [an_observation()]) as staged:
            assert staged.changed is not None
            await staged.append(
                frame(organization),
                stream_type="performance_feed",
                stream_id=account,
                expected_version=0,
                facts=a_batch(summed=staged.changed),
                batch_id=uuid4(),
                observed_at=NOW,
            )
            async with asyncio.timeout(5):
                await ledger.append(
                    frame(organization), stream_type="campaign", stream_id=uuid4(), expected_version=0, facts=a_draft()
                )

    with pytest.raises(IdleInTransactionSessionTimeout):
        await stand_still()
    assert await ledger.load(organization, account) == []
