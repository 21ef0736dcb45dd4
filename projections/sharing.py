"""Connections that the shard groups of a process share: 64 groups with their own would be too many for a server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus

Turn = Callable[[], AbstractAsyncContextManager[AsyncConnection[Any]]]
"""A connection for oneself alone, until it is given back."""


class Shared:
    """One connection for many, by turns; made anew where it was lost.

    Locks of its session are lost with it, unnoticed: whoever relies on one needs a fence as well.
    """

    def __init__(self, conninfo: str, prepare: Callable[[AsyncConnection[Any]], Awaitable[None]]) -> None:
        self._conninfo = conninfo
        self._prepare = prepare
        self._connection: AsyncConnection[Any] | None = None
        self._unprepared = True
        self._taken = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[AsyncConnection[Any]]:
        """The connection. Raises what connecting raises."""
        async with self._taken:
            if self._connection is None or self._connection.closed:
                self._connection = await AsyncConnection.connect(self._conninfo)
                self._unprepared = True
            if self._unprepared:
                await self._prepare(self._connection)
                self._unprepared = False
            connection = self._connection
            try:
                yield connection
            finally:
                if connection.info.transaction_status is not TransactionStatus.IDLE:
                    # Whatever happened, the next one must not find it half way through something.
                    await connection.close()

    async def close(self) -> None:
        """End the session, once nobody has a turn."""
        async with self._taken:
            if self._connection is not None:
                await self._connection.close()


class Ears:
    """Hear the doorbell for everybody. Who asks `beyond` what was heard before misses no ring in between."""

    def __init__(self, channel: bytes) -> None:
        self._listen = b'LISTEN "' + channel + b'"'
        self._rung = asyncio.Event()
        self.times = 0

    async def listen(self, connection: AsyncConnection[Any]) -> None:
        """Hear for as long as the connection lives, which commits by itself. Raises whatever ends it."""
        await connection.execute(self._listen)
        while True:
            async for _ in connection.notifies():
                self.times += 1
                rung, self._rung = self._rung, asyncio.Event()
                rung.set()

    async def beyond(self, times: int, patience: float) -> None:
        """Return when it rang more often than so many times, or after `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                while self.times <= times:
                    await self._rung.wait()
        except TimeoutError:
            return
