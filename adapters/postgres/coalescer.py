"""The coalescing writer: all appends in flight in a process go down one connection in one statement and one commit.

A commit costs a flush of the disk whatever it carries. While one is under way the appends behind it gather,
and the next takes them all: the busier the process, the cheaper an append.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

import psycopg
import structlog
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.errors import TryLaterError

MOST_AT_ONCE = 256
MOST_WAITING = 10_000
PATIENCE_SECONDS = 10.0
_RECONNECT_SECONDS = (0.05, 2.0)

_STATEMENT = "SELECT item, status, version, at_position, in_stream FROM ledger.append_many(%s::jsonb)"

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class _Pending:
    stream: UUID
    command: UUID
    request: str
    answer: "asyncio.Future[TupleRow]" = field(repr=False)


class Coalescer:
    """One writer a process and event loop.

    `conninfo` is libpq's, with the application's role in its options. `on_flushed` is told the newest position
    after each commit; it must not wait for anything.
    """

    def __init__(self, conninfo: str, on_flushed: Callable[[int], None] = lambda _: None) -> None:
        self._conninfo = conninfo
        self._on_flushed = on_flushed
        self._waiting: OrderedDict[int, _Pending] = OrderedDict()
        self._arrived = asyncio.Event()
        self._closing = False
        self._flusher: asyncio.Task[None] | None = None
        self._connection: AsyncConnection[TupleRow] | None = None

    async def __aenter__(self) -> Self:
        """Start to write."""
        self._flusher = asyncio.create_task(self._run(), name="ledger coalescer")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Write what is waiting, then stop; nothing new is taken from now on."""
        self._closing = True
        self._arrived.set()
        if self._flusher is not None:
            with suppress(asyncio.CancelledError):
                await asyncio.wait_for(self._flusher, PATIENCE_SECONDS)
        if self._connection is not None:
            await self._connection.close()

    async def append(self, stream: UUID, command: UUID, request: str) -> TupleRow:
        """Append one request of `ledger.append_many`; its row of the answer: status, version, position, stream.

        Raises `TryLaterError` where too much is waiting, or no answer came in time. A repeat under the same
        command id is then safe, and says what became of it.
        """
        if self._closing or len(self._waiting) >= MOST_WAITING:
            raise TryLaterError
        pending = _Pending(stream, command, request, asyncio.get_running_loop().create_future())
        self._waiting[id(pending)] = pending
        self._arrived.set()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await pending.answer
        except TimeoutError:
            raise TryLaterError(
                "The ledger did not answer in time. Repeat it under the same Idempotency-Key."
            ) from None
        finally:
            self._waiting.pop(id(pending), None)

    async def _run(self) -> None:
        while True:
            if not self._waiting:
                if self._closing:
                    return
                self._arrived.clear()
                await self._arrived.wait()
                continue
            batch = self._next_batch()
            if batch:
                await self._write(batch)

    def _next_batch(self) -> list[_Pending]:
        """What goes down together: at most one append a stream and a command id, the rest keeps its turn."""
        batch: list[_Pending] = []
        streams: set[UUID] = set()
        commands: set[UUID] = set()
        for pending in list(self._waiting.values()):
            if len(batch) == MOST_AT_ONCE:
                break
            if pending.stream in streams or pending.command in commands:
                continue
            streams.add(pending.stream)
            commands.add(pending.command)
            batch.append(pending)
        for pending in batch:
            del self._waiting[id(pending)]
        return batch

    async def _write(self, batch: Sequence[_Pending]) -> None:
        try:
            rows = await self._execute([pending.request for pending in batch])
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            await self._settle_after_loss(batch, error)
        except psycopg.Error as error:
            await self._write_singly(batch, error)
        else:
            self._answer_all(batch, rows)

    def _answer_all(self, batch: Sequence[_Pending], rows: Sequence[TupleRow]) -> None:
        for row in rows:
            _answer(batch[row[0] - 1], row[1:])
        self._on_flushed(max(row[3] for row in rows))

    async def _write_singly(self, batch: Sequence[_Pending], error: psycopg.Error) -> None:
        """One bad append must not fail its neighbours."""
        if len(batch) == 1:
            _fail(batch[0], error)
            return
        for pending in batch:
            await self._write([pending])

    async def _settle_after_loss(self, batch: Sequence[_Pending], error: psycopg.Error) -> None:
        """Nobody knows whether the commit happened; the command ids do. The same batch is sent again."""
        log.warning("ledger.connection_lost", reason=str(error).strip(), appends=len(batch))
        pause, longest = _RECONNECT_SECONDS
        while any(not pending.answer.done() for pending in batch):
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)
            try:
                rows = await self._execute([pending.request for pending in batch])
            except (psycopg.OperationalError, psycopg.InterfaceError):
                continue
            except psycopg.Error as other:
                await self._write_singly(batch, other)
                return
            self._answer_all(batch, rows)
            return

    async def _execute(self, requests: Sequence[str]) -> list[TupleRow]:
        connection = self._connection
        if connection is None or connection.broken or connection.closed:
            self._connection = connection = await AsyncConnection.connect(
                self._conninfo, autocommit=True, prepare_threshold=0, connect_timeout=5
            )
        cursor = await connection.execute(_STATEMENT, (f"[{','.join(requests)}]",))
        return await cursor.fetchall()


def _answer(pending: _Pending, row: TupleRow) -> None:
    if not pending.answer.done():
        pending.answer.set_result(row)


def _fail(pending: _Pending, error: Exception) -> None:
    if not pending.answer.done():
        pending.answer.set_exception(error)
