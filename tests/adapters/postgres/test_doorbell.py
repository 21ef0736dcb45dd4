import asyncio

from psycopg import AsyncConnection, sql
from psycopg.conninfo import make_conninfo

from adapters.postgres.doorbell import Doorbell

CHANNEL = "test_doorbell"


async def heard(connection: AsyncConnection, last: str) -> list[str]:
    payloads = []
    async for notification in connection.notifies(timeout=10):
        payloads.append(notification.payload)
        if notification.payload == last:
            break
    return payloads


async def test_many_rings_become_few_and_the_newest_is_among_them(postgres_url: str) -> None:
    async with await AsyncConnection.connect(postgres_url, autocommit=True) as connection:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        async with Doorbell(make_conninfo(postgres_url), CHANNEL) as bell:
            for position in range(1, 1001):
                bell.ring(position)
                if position % 100 == 0:
                    await asyncio.sleep(0)
            payloads = await heard(connection, "1000")
    assert len(payloads) < 100


async def test_what_was_rung_last_is_heard_though_the_process_ends(postgres_url: str) -> None:
    async with await AsyncConnection.connect(postgres_url, autocommit=True) as connection:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        async with Doorbell(make_conninfo(postgres_url), CHANNEL) as bell:
            bell.ring(7, "campaigns 0/1")
        assert await heard(connection, "7 campaigns 0/1") == ["7 campaigns 0/1"]


async def test_a_database_that_is_away_keeps_nobody_waiting() -> None:
    async with asyncio.timeout(5):
        async with Doorbell("host=127.0.0.1 port=1 dbname=none") as bell:
            bell.ring(1)
            await asyncio.sleep(0.05)
