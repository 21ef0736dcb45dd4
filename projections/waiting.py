"""Reading one's own writes: wait until read models have seen a position.

A process that serves reads listens once, for all who wait in it, to the checkpoints that projectors ring out after
their commits. Whether a position was reached is always read from the checkpoints themselves, and looked at again in
a while should a ring be lost.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Self

import structlog
from psycopg import AsyncConnection, Error, sql
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

CHECKPOINTS_CHANNEL = "work_checkpoints"
SHORTEST_LOOK, STEP_OF_LOOKS, LONGEST_LOOK = 0.005, 0.0025, 0.025
BEHIND_THE_BELL = 0.1
AFTER_A_LOSS = 0.5

_BEHIND = text("""
    SELECT count(*) FROM unnest(CAST(:projections AS text[])) AS wanted (projection)
    LEFT JOIN LATERAL (
        SELECT min(c.position) AS position FROM work.live_checkpoints c WHERE c.projection = wanted.projection
    ) AS seen ON true
    WHERE coalesce(seen.position, 0) < :position
""")

_log = structlog.get_logger(__name__)


class Arrivals:
    """What was heard of checkpoints in this process, and those who wait for them. `conninfo` is libpq's."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._heard: dict[str, dict[str, int]] = {}
        self._moved = asyncio.Event()
        self._listening = False
        self._listener: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._listener = asyncio.create_task(self._listen_for_ever(), name="arrivals")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener

    async def heard(self, projections: Collection[str], position: int, seconds: float) -> None:
        """Return when all projections are heard to have come to a position, and in any case after some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not all(self._reached(projection, position) for projection in projections):
                    await self._moved.wait()

    def _reached(self, projection: str, position: int) -> bool:
        groups = self._heard.get(projection, {})
        # A group is called "index/count": all of the count that was heard of last have to be there.
        count = int(next(reversed(groups)).partition("/")[2]) if groups else 0
        return count > 0 and all(groups.get(f"{index}/{count}", -1) >= position for index in range(count))

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self._listen()
            except Error as error:
                _log.warning("arrivals_lost", error=str(error))
            await asyncio.sleep(AFTER_A_LOSS)

    async def _listen(self) -> None:
        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHECKPOINTS_CHANNEL)))
            async for notification in connection.notifies():
                position, _, name = notification.payload.partition(" ")
                projection, _, group = name.rpartition(" ")
                groups = self._heard.setdefault(projection, {})
                groups.pop(group, None)
                groups[group] = int(position)
                moved, self._moved = self._moved, asyncio.Event()
                moved.set()


async def wait_for(
    engine: AsyncEngine,
    projections: Collection[str],
    position: int,
    timeout: float,  # noqa: ASYNC109 - an answer is wanted at the end of it, not a cancellation
    arrivals: Arrivals | None = None,
) -> bool:
    """Whether the projections have come to `position` within `timeout` seconds, looked at once at least.

    With `arrivals` it is looked at again when they are heard to have come, else at short intervals.
    """
    deadline = asyncio.get_running_loop().time() + timeout
    pause = SHORTEST_LOOK if arrivals is None else 0
    while await _behind(engine, projections, position):
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0:
            return False
        if arrivals is not None:
            await arrivals.heard(projections, position, min(BEHIND_THE_BELL, left))
        # Also after the bell: what was heard of a version that was swapped away comes true only by and by.
        await asyncio.sleep(min(pause, left))
        pause = min(pause + STEP_OF_LOOKS, LONGEST_LOOK)
    return True


async def _behind(engine: AsyncEngine, projections: Collection[str], position: int) -> int:
    async with engine.connect() as connection:
        found = await connection.execute(_BEHIND, {"projections": list(projections), "position": position})
        return int(found.scalar_one())
