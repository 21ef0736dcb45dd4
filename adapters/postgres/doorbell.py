"""The doorbell: says on a channel of Postgres that something is there to be read, after it was committed.

`NOTIFY` in a write transaction would make all commits wait for one another; so it has a connection of its own, and
rings at most once in a few milliseconds, with the newest position of each name.
"""

import asyncio
from contextlib import suppress
from typing import Any, Self

import psycopg
import structlog
from psycopg import AsyncConnection

FACTS_CHANNEL = "ledger_facts"
CHECKPOINTS_CHANNEL = "work_checkpoints"

SHORTEST_PAUSE = 0.004
SHORTEST_PAUSE_BETWEEN_FACTS = 0.010
"""Longer: whoever follows a stream of them looks again by himself (`projections.tail.RESTLESS`)."""
AFTER_A_LOSS = 0.5
LAST_RING_SECONDS = 1.0

log = structlog.get_logger()


class Doorbell:
    """Rings on one channel. The payload is the position, and the name after a blank if there is one.

    A ring that the database does not take is lost: whoever listens polls as well.
    """

    def __init__(self, conninfo: str, channel: str = FACTS_CHANNEL) -> None:
        self._conninfo = conninfo
        self._channel = channel
        self._pause = SHORTEST_PAUSE_BETWEEN_FACTS if channel == FACTS_CHANNEL else SHORTEST_PAUSE
        self._newest: dict[str, int] = {}
        self._rung = asyncio.Event()
        self._ringer: asyncio.Task[None] | None = None
        self._connection: AsyncConnection[Any] | None = None

    async def __aenter__(self) -> Self:
        """Begin to ring."""
        self._ringer = asyncio.create_task(self._run(), name=f"doorbell {self._channel}")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Ring what is left, and end."""
        if self._ringer is not None:
            self._ringer.cancel()
            with suppress(asyncio.CancelledError):
                await self._ringer
        with suppress(psycopg.Error, TimeoutError):
            async with asyncio.timeout(LAST_RING_SECONDS):
                await self._ring_out()
        if self._connection is not None:
            await self._connection.close()

    def ring(self, position: int, name: str = "") -> None:
        """Say that `name` has come to a position. Returns at once."""
        self._newest[name] = position
        self._rung.set()

    async def _run(self) -> None:
        while True:
            await self._rung.wait()
            try:
                await self._ring_out()
                await asyncio.sleep(self._pause)
            except psycopg.Error as error:
                log.warning("doorbell.lost", channel=self._channel, reason=str(error).strip())
                await asyncio.sleep(AFTER_A_LOSS)

    async def _ring_out(self) -> None:
        if not self._newest:
            return
        connection = await self._connected()
        self._rung.clear()
        newest, self._newest = self._newest, {}
        await connection.execute(
            "SELECT pg_notify(%s, p) FROM unnest(%s::text[]) AS p",
            (self._channel, [f"{position} {name}".rstrip() for name, position in newest.items()]),
        )

    async def _connected(self) -> AsyncConnection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = await AsyncConnection.connect(self._conninfo, autocommit=True, prepare_threshold=0)
        return self._connection
