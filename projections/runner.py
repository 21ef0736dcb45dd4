"""The runner: every projection in a loop of its own, on a connection of its own, for as long as the process lives.

A loop survives whatever happens to its connection. It ends only when it is told to stop, between two steps.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog
from psycopg import AsyncConnection, OperationalError

from projections.leasing import Lease, LeaseLostError, try_lease
from projections.projector import Projector
from projections.reading import FactSource
from projections.stepping import prepared, step

SMALLEST_BATCH, LARGEST_BATCH = 100, 1000
SHORTEST_NAP, LONGEST_NAP = 0.02, 0.1
STANDBY = 0.25
FIRST_BACKOFF, LONGEST_BACKOFF = 0.1, 5.0

_NOTICE_A_DEAD_PEER: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}

_log = structlog.get_logger(__name__)


class Doorbell(Protocol):
    """Tells a loop that waits for facts that there may be some."""

    async def wait(self, seconds: float) -> None:
        """Return when somebody rang, and after `seconds` in any case."""
        ...


class NobodyRings:
    """The doorbell of those that only poll."""

    async def wait(self, seconds: float) -> None:
        """Return after `seconds`."""
        await asyncio.sleep(seconds)


class ProjectionRunner:
    """Runs projectors over a ledger. `conninfo` is libpq's, and names the application's role in its options."""

    def __init__(
        self,
        conninfo: str,
        projectors: Sequence[Projector],
        source: FactSource,
        *,
        shard_group: int = 0,
        doorbell: Doorbell | None = None,
    ) -> None:
        self._conninfo = conninfo
        self._projectors = projectors
        self._source = source
        self._shard_group = shard_group
        self._doorbell = doorbell or NobodyRings()

    async def run(self, stop: asyncio.Event) -> None:
        """Run every projection until `stop` is set, then finish the steps under way."""
        async with asyncio.TaskGroup() as loops:
            for projector in self._projectors:
                loops.create_task(self._run_for_ever(projector, stop), name=f"projection {projector.name}")

    async def _run_for_ever(self, projector: Projector, stop: asyncio.Event) -> None:
        backoff = FIRST_BACKOFF
        while not stop.is_set():
            started = asyncio.get_running_loop().time()
            try:
                await self._run_on_a_connection(projector, stop)
            except LeaseLostError:
                _log.warning("lease_lost", projection=projector.name)
            except OperationalError as error:
                _log.warning("database_lost", projection=projector.name, error=str(error), again_in=backoff)
            except Exception:  # noqa: BLE001 - the loop outlives every fault, and says so in the log
                _log.exception("projection_interrupted", projection=projector.name, again_in=backoff)
            if asyncio.get_running_loop().time() - started > LONGEST_BACKOFF:
                backoff = FIRST_BACKOFF
            await _pause(stop, backoff * random.uniform(0.5, 1))  # noqa: S311 - spreads reconnects, hides nothing
            backoff = min(backoff * 2, LONGEST_BACKOFF)

    async def _run_on_a_connection(self, projector: Projector, stop: asyncio.Event) -> None:
        async with await AsyncConnection.connect(self._conninfo, **_NOTICE_A_DEAD_PEER) as connection:
            await prepared(connection)
            lease = await self._lease(connection, projector, stop)
            if lease is not None:
                _log.info("projection_started", projection=projector.name, position=lease.position, epoch=lease.epoch)
                await self._step_until_stopped(connection, projector, lease, stop)

    async def _lease(self, connection: AsyncConnection[Any], projector: Projector, stop: asyncio.Event) -> Lease | None:
        while not stop.is_set():
            lease = await try_lease(connection, projector, self._shard_group)
            if lease is not None:
                return lease
            await _pause(stop, STANDBY * random.uniform(0.5, 1))  # noqa: S311 - spreads the standbys, hides nothing
        return None

    async def _step_until_stopped(
        self, connection: AsyncConnection[Any], projector: Projector, lease: Lease, stop: asyncio.Event
    ) -> None:
        limit, nap = SMALLEST_BATCH, SHORTEST_NAP
        while not stop.is_set():
            before = lease.position
            done = await step(connection, projector, self._source, lease, limit)
            lease = done.lease
            limit = min(limit * 2, LARGEST_BATCH) if done.full else SMALLEST_BATCH
            if lease.position == before:
                await self._doorbell.wait(nap)
                nap = min(nap * 1.5, LONGEST_NAP)
            else:
                nap = SHORTEST_NAP


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
