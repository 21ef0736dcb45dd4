"""The runner: for each shard group of the process one tail of the ledger, and a loop for each projection.

All groups share a few connections, a projection's loops one of its own, on which they take turns. A loop survives
whatever happens to its connection. It ends only when it is told to stop, between two steps.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress

import structlog
from psycopg import AsyncConnection, OperationalError

from projections.bell import Bell, SilentBell
from projections.bystanders import Bystanders
from projections.catching_up import catch_up
from projections.groups import RegroupedError, ShardGroup
from projections.leasing import Lease, LeaseLostError, evict, give_back, try_lease
from projections.projector import Projector
from projections.reading import Decode, Wanted, made_to_follow, made_to_read
from projections.seating import Seats
from projections.sharing import Ears, Shared, Turn
from projections.stepping import made_to_write, step
from projections.tail import Tail
from projections.versions import ShapeError, live_version

FACTS_CHANNEL = b"ledger_facts"
STANDBY = 0.25
FIRST_BACKOFF, LONGEST_BACKOFF = 0.05, 5.0
CATCHING_UP_AT_ONCE = 8
"""Projections and groups that are far behind, each with a connection of its own to read ahead."""

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
        self._ears = Ears(FACTS_CHANNEL)
        self._reading = Shared(conninfo, made_to_follow)
        self._passing = Shared(conninfo, made_to_write)
        self._writing = {projector.name: Shared(conninfo, made_to_write) for projector in projectors}
        self._catching_up = asyncio.Semaphore(CATCHING_UP_AT_ONCE)

    async def run(self, stop: asyncio.Event) -> None:
        """Run every projection until `stop` is set, then finish the steps under way."""
        async with self._bell, AsyncExitStack() as shared:
            for connection in (self._reading, self._passing, *self._writing.values()):
                shared.push_async_callback(connection.close)
            hearing = asyncio.create_task(_outlive("ears", self._hear, stop))
            try:
                await _outlive("seats", lambda: self._keep_seats(stop), stop)
            finally:
                hearing.cancel()
                await asyncio.gather(hearing, return_exceptions=True)

    async def _keep_seats(self, stop: asyncio.Event) -> None:
        workers: dict[ShardGroup, _Worker] = {}
        try:
            async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
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
        tail = Tail(self._decode, group, self._reading.turn, self._ears)
        bystanders = Bystanders(tail, self._bell, self._passing.turn)
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(_outlive(f"tail {group}", tail.follow, stop))
            tasks.create_task(_outlive(f"bystanders {group}", bystanders.pass_over, stop))
            for projector in self._projectors:
                working = self._project_for_ever(projector, tail, bystanders, stop)
                tasks.create_task(working, name=f"{projector.name} {group}")
            await stop.wait()
            tail.end()
            # It only reads, and is most likely waiting for the bell.
            following.cancel()

    async def _hear(self) -> None:
        ears = await AsyncConnection.connect(self._conninfo, autocommit=True)
        async with ears as connection:
            await self._ears.listen(connection)

    async def _project_for_ever(
        self, projector: Projector, tail: Tail, bystanders: Bystanders, stop: asyncio.Event
    ) -> None:
        await _outlive(projector.name, lambda: self._project(projector, tail, bystanders, stop), stop)

    async def _project(self, projector: Projector, tail: Tail, bystanders: Bystanders, stop: asyncio.Event) -> None:
        writing = self._writing[projector.name].turn
        lease = await self._lease(writing, projector, tail.group, stop)
        if lease is None:
            return
        leased = lease
        try:
            await tail.moved_beyond(-1)
            while not stop.is_set():
                chunk = tail.after(lease.position, projector.topics)
                if chunk is None:
                    lease = await self._catch_up(writing, projector, lease, tail.position, stop)
                elif chunk.facts:
                    async with writing() as connection:
                        lease = await step(connection, projector, lease, chunk)
                        await self._done(projector, lease)
                else:
                    lease = await bystanders.stand_by(projector, lease)
        finally:
            with suppress(OperationalError):
                async with writing() as connection:
                    await give_back(connection, leased)

    async def _lease(self, writing: Turn, projector: Projector, group: ShardGroup, stop: asyncio.Event) -> Lease | None:
        while not stop.is_set():
            async with writing() as connection:
                version = await live_version(connection, projector)
                lease = await try_lease(connection, projector.name, version, group)
                if lease is not None and await live_version(connection, projector) != version:
                    # Another was swapped in before we had the lease, so its fence was none to us.
                    await give_back(connection, lease)
                    continue
                if lease is None and await evict(connection, projector.name, version, group):
                    _log.warning("leaseholder_stood_still", projection=projector.name, group=str(group))
            if lease is not None:
                _log.info("projection_started", projection=projector.name, group=str(group), position=lease.position)
                return lease
            await _pause(stop, STANDBY * _JITTER.uniform(0.5, 1))
        return None

    async def _catch_up(
        self, writing: Turn, projector: Projector, lease: Lease, until: int, stop: asyncio.Event
    ) -> Lease:
        async def stepped(lease: Lease) -> bool:
            await self._done(projector, lease)
            return not stop.is_set()

        async with (
            self._catching_up,
            await AsyncConnection.connect(self._conninfo) as reading,
        ):
            await made_to_read(reading)
            wanted = Wanted(group=lease.group)
            return await catch_up(writing, reading, projector, self._decode, lease, wanted, until, stepped)

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
