"""The runner: for each shard group of the process one tail of the ledger, and a loop for each projection.

A loop survives whatever happens to its connection. It ends only when it is told to stop, between two steps.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from psycopg import AsyncConnection, OperationalError

from projections.bell import Bell, SilentBell
from projections.bystanders import Bystanders
from projections.catching_up import catch_up
from projections.groups import RegroupedError, ShardGroup
from projections.leasing import Lease, LeaseLostError, try_lease
from projections.projector import Projector
from projections.reading import Decode, Wanted, made_to_read
from projections.seating import Seats
from projections.stepping import made_to_write, step
from projections.tail import Tail
from projections.versions import ShapeError, live_version

STANDBY = 0.25
FIRST_BACKOFF, LONGEST_BACKOFF = 0.05, 5.0
NOTICE_A_DEAD_PEER: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}

# Of our own: who draws from the global one in the same process may rely on its order.
_JITTER = random.Random()  # noqa: S311 - spreads standbys and reconnects, hides nothing

_log = structlog.get_logger(__name__)


class ProjectionRunner:
    """Runs projectors over a ledger. `conninfo` is libpq's, and names the application's role in its options.

    Several processes share the shard groups among them. `bell` is rung with each checkpoint after its commit.
    """

    def __init__(
        self, conninfo: str, projectors: Sequence[Projector], decode: Decode, *, bell: Bell | None = None
    ) -> None:
        self._conninfo = conninfo
        self._projectors = projectors
        self._decode = decode
        self._bell = bell or SilentBell()
        self._kind = "projector:" + ",".join(sorted(projector.name for projector in projectors))

    async def run(self, stop: asyncio.Event) -> None:
        """Run every projection until `stop` is set, then finish the steps under way."""
        async with self._bell:
            await _outlive("seats", lambda: self._keep_seats(stop), stop)

    async def _keep_seats(self, stop: asyncio.Event) -> None:
        workers: dict[ShardGroup, _Worker] = {}
        try:
            async with await AsyncConnection.connect(
                self._conninfo, autocommit=True, **NOTICE_A_DEAD_PEER
            ) as connection:
                seats = Seats(connection, self._kind)
                await seats.join()
                while not stop.is_set():
                    mine = await seats.settled()
                    await asyncio.gather(*(workers.pop(group).ended() for group in workers.keys() - mine))
                    workers |= {group: _Worker(self._run_group, group) for group in mine - workers.keys()}
                    await _pause(stop, STANDBY * _JITTER.uniform(0.5, 1))
        finally:
            await asyncio.gather(*(worker.ended() for worker in workers.values()))

    async def _run_group(self, group: ShardGroup, stop: asyncio.Event) -> None:
        tail = Tail(self._decode, group)
        bystanders = Bystanders(tail, self._bell)
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(_outlive(f"tail {group}", lambda: self._follow(tail), stop))
            tasks.create_task(_outlive(f"bystanders {group}", lambda: self._pass_over(bystanders), stop))
            for projector in self._projectors:
                working = self._project_for_ever(projector, tail, bystanders, stop)
                tasks.create_task(working, name=f"{projector.name} {group}")
            await stop.wait()
            tail.end()
            # It only reads, and is most likely waiting for the bell.
            following.cancel()

    async def _follow(self, tail: Tail) -> None:
        async with await AsyncConnection.connect(self._conninfo, **NOTICE_A_DEAD_PEER) as connection:
            await made_to_read(connection)
            await tail.follow(connection)

    async def _pass_over(self, bystanders: Bystanders) -> None:
        async with await AsyncConnection.connect(self._conninfo, **NOTICE_A_DEAD_PEER) as connection:
            await made_to_write(connection)
            await bystanders.pass_over(connection)

    async def _project_for_ever(
        self, projector: Projector, tail: Tail, bystanders: Bystanders, stop: asyncio.Event
    ) -> None:
        await _outlive(projector.name, lambda: self._project(projector, tail, bystanders, stop), stop)

    async def _project(self, projector: Projector, tail: Tail, bystanders: Bystanders, stop: asyncio.Event) -> None:
        async with await AsyncConnection.connect(self._conninfo, **NOTICE_A_DEAD_PEER) as connection:
            await made_to_write(connection)
            lease = await self._lease(connection, projector, tail.group, stop)
            await tail.moved_beyond(-1)
            while lease is not None and not stop.is_set():
                chunk = tail.after(lease.position, projector.topics)
                if chunk is None:
                    lease = await self._catch_up(connection, projector, lease, tail.position, stop)
                elif chunk.facts:
                    lease = await step(connection, projector, lease, chunk)
                    await self._done(projector, lease)
                else:
                    lease = await bystanders.stand_by(projector, lease)

    async def _lease(
        self, connection: AsyncConnection[Any], projector: Projector, group: ShardGroup, stop: asyncio.Event
    ) -> Lease | None:
        while not stop.is_set():
            version = await live_version(connection, projector)
            lease = await try_lease(connection, projector.name, version, group)
            if lease is not None:
                _log.info("projection_started", projection=projector.name, group=str(group), position=lease.position)
                return lease
            await _pause(stop, STANDBY * _JITTER.uniform(0.5, 1))
        return None

    async def _catch_up(
        self, connection: AsyncConnection[Any], projector: Projector, lease: Lease, until: int, stop: asyncio.Event
    ) -> Lease:
        async def stepped(lease: Lease) -> bool:
            await self._done(projector, lease)
            return not stop.is_set()

        async with await AsyncConnection.connect(self._conninfo, **NOTICE_A_DEAD_PEER) as reading:
            await made_to_read(reading)
            wanted = Wanted(group=lease.group)
            return await catch_up(connection, reading, projector, self._decode, lease, wanted, until, stepped)

    async def _done(self, projector: Projector, lease: Lease) -> None:
        self._bell.ring(lease.position, f"{lease.projection} {lease.group}")
        await projector.after_commit()


class _Worker:
    """A group's work, and how to end it."""

    def __init__(self, work: Callable[[ShardGroup, asyncio.Event], Awaitable[None]], group: ShardGroup) -> None:
        self._stop = asyncio.Event()
        self._task = asyncio.ensure_future(work(group, self._stop))

    async def ended(self) -> None:
        self._stop.set()
        await self._task


async def _outlive(name: str, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do the work again and again until `stop` is set, whatever it stumbles over."""
    backoff = FIRST_BACKOFF
    while not stop.is_set():
        started = asyncio.get_running_loop().time()
        try:
            await work()
        except (LeaseLostError, RegroupedError) as error:
            _log.info("lease_lost", work=name, reason=str(error))
        except ShapeError as error:
            _log.error("projection_needs_a_rebuild", work=name, reason=str(error))
        except OperationalError as error:
            _log.warning("database_lost", work=name, error=str(error), again_in=backoff)
        except Exception:  # noqa: BLE001 - the loop outlives every fault, and says so in the log
            _log.exception("projection_interrupted", work=name, again_in=backoff)
        if asyncio.get_running_loop().time() - started > LONGEST_BACKOFF:
            backoff = FIRST_BACKOFF
        await _pause(stop, backoff * _JITTER.uniform(0.5, 1))
        backoff = min(backoff * 2, LONGEST_BACKOFF)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
