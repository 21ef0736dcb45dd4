"""The coalescing writer: all appends in flight in a process go down in few statements, each one commit.

A commit costs a flush of the disk whatever it carries. While one is under way the appends behind it gather,
and the next takes them all: the busier the process, the cheaper an append. Two lanes take turns, so that one
prepares while the other commits; the ledger's lock keeps their order.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

import psycopg
import structlog
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from adapters.postgres.appends import APPEND_MANY, Append, parameters
from application.errors import TryLaterError

LANES = 2
FEWEST_AT_ONCE = 8
MOST_AT_ONCE = 256
MOST_WAITING = 10_000
PATIENCE_SECONDS = 10.0
_RECONNECT_SECONDS = (0.05, 2.0)

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class _Pending:
    append: Append
    answer: "asyncio.Future[TupleRow]" = field(repr=False)


class Coalescer:
    """One writer a process and event loop.

    `conninfo` is libpq's, with the application's role in its options. `on_flushed` is told the newest position
    after each commit; it must not wait for anything.
    """

    def __init__(self, conninfo: str, on_flushed: Callable[[int], None] = lambda _: None) -> None:
        self._lanes = [_Lane(conninfo, on_flushed) for _ in range(LANES)]
        self._waiting: OrderedDict[int, _Pending] = OrderedDict()
        self._busy: set[UUID] = set()
        self._arrived = asyncio.Event()
        self._closing = False
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Start to write."""
        self._running = [asyncio.create_task(self._run(lane), name="ledger writer") for lane in self._lanes]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Write what is waiting, then stop; nothing new is taken from now on."""
        self._closing = True
        self._arrived.set()
        _done, late = await asyncio.wait(self._running, timeout=PATIENCE_SECONDS)
        for writing in late:
            writing.cancel()
        for lane in self._lanes:
            await lane.close()

    async def append(self, append: Append) -> TupleRow:
        """The ledger's answer to an append: status, version, position, stream.

        Raises `TryLaterError` where too much is waiting, or no answer came in time. A repeat under the same
        command id is then safe, and says what became of it.
        """
        if self._closing or len(self._waiting) >= MOST_WAITING:
            raise TryLaterError
        pending = _Pending(append, asyncio.get_running_loop().create_future())
        self._waiting[id(pending)] = pending
        self._arrived.set()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await pending.answer
        except TimeoutError:
            late = "The ledger did not answer in time. Repeat it under the same Idempotency-Key."
            raise TryLaterError(late) from None
        finally:
            self._waiting.pop(id(pending), None)

    async def _run(self, lane: "_Lane") -> None:
        while True:
            batch = self._next_batch()
            if batch:
                await lane.write(batch)
                self._busy.difference_update(_subjects(batch))
                self._arrived.set()
            elif self._closing and not self._waiting:
                return
            else:
                self._arrived.clear()
                await self._arrived.wait()

    def _next_batch(self) -> list[_Pending]:
        """What goes down together: a lane's fair part; a stream or a command id is under way only once at a time."""
        fair = (len(self._waiting) + len(self._busy) // 2 + 1) // LANES
        room = min(max(fair, FEWEST_AT_ONCE), MOST_AT_ONCE)
        batch: list[_Pending] = []
        for pending in self._waiting.values():
            if len(batch) == room:
                break
            if self._busy.isdisjoint(_subjects([pending])):
                self._busy.update(_subjects([pending]))
                batch.append(pending)
        for pending in batch:
            del self._waiting[id(pending)]
        return batch


class _Lane:
    """One connection, and what becomes of a batch that goes down it."""

    def __init__(self, conninfo: str, on_flushed: Callable[[int], None]) -> None:
        self._conninfo = conninfo
        self._on_flushed = on_flushed
        self._connection: AsyncConnection[TupleRow] | None = None

    async def write(self, batch: Sequence[_Pending]) -> None:
        """Have every append of a batch answered, whatever happens to the connection."""
        pause, longest = _RECONNECT_SECONDS
        while any(not pending.answer.done() for pending in batch):
            try:
                rows = await self._execute([pending.append for pending in batch])
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                # Nobody knows whether the commit happened; the command ids do, so the same batch is sent again.
                log.warning("ledger.connection_lost", reason=str(error).strip(), appends=len(batch))
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            except psycopg.Error as error:
                await self._write_singly(batch, error)
            else:
                for item, *answer in rows:
                    _answer(batch[item - 1], tuple(answer))
                self._on_flushed(max(row[3] for row in rows))

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.close()

    async def _write_singly(self, batch: Sequence[_Pending], error: psycopg.Error) -> None:
        """One bad append must not fail its neighbours."""
        if len(batch) == 1:
            _fail(batch[0], error)
            return
        for pending in batch:
            await self.write([pending])

    async def _execute(self, appends: Sequence[Append]) -> list[TupleRow]:
        connection = self._connection
        if connection is None or connection.broken or connection.closed:
            self._connection = connection = await AsyncConnection.connect(
                self._conninfo, autocommit=True, prepare_threshold=0, connect_timeout=5
            )
        cursor = await connection.execute(APPEND_MANY, parameters(appends))
        return await cursor.fetchall()


def _subjects(batch: Sequence[_Pending]) -> list[UUID]:
    return [id_ for pending in batch for id_ in (pending.append.stream_id, pending.append.command_id)]


def _answer(pending: _Pending, row: TupleRow) -> None:
    if not pending.answer.done():
        pending.answer.set_result(row)


def _fail(pending: _Pending, error: Exception) -> None:
    if not pending.answer.done():
        pending.answer.set_exception(error)
