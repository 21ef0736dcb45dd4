import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres import connections
from adapters.postgres.connections import LATE, ImpatientConnection, must_be_alive


@asynccontextmanager
async def two_connections(url: str) -> AsyncIterator[tuple[AsyncConnection[Any], AsyncConnection[Any]]]:
    async with (
        await AsyncConnection.connect(url, autocommit=True) as one,
        await AsyncConnection.connect(url, autocommit=True) as other,
    ):
        yield one, other


async def test_a_connection_in_order_is_alive(empty_url: str) -> None:
    async with two_connections(empty_url) as (connection, _):
        await must_be_alive(connection)
        assert await (await connection.execute("SELECT 1")).fetchone() == (1,)


async def test_a_connection_that_the_server_ended_is_not(empty_url: str) -> None:
    async with two_connections(empty_url) as (connection, other):
        await other.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
        await asyncio.sleep(0.05)
        with pytest.raises(psycopg.OperationalError):
            await must_be_alive(connection)


async def test_a_connection_with_a_notice_waiting_is_alive(empty_url: str) -> None:
    async with two_connections(empty_url) as (connection, other):
        await connection.execute("LISTEN bell")
        await other.execute("NOTIFY bell")
        await asyncio.sleep(0.05)
        await must_be_alive(connection)


async def test_who_is_impatient_waits_no_longer_for_a_server_that_says_nothing(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_connections(empty_url) as (other, _), await ImpatientConnection.connect(empty_url) as connection:
        await other.execute("SELECT pg_advisory_lock(1)")
        monkeypatch.setattr(connections, "LONGEST_WAIT_SECONDS", 0.1)
        with pytest.raises(psycopg.OperationalError, match=LATE):
            await connection.execute("SELECT pg_advisory_lock(1)")
