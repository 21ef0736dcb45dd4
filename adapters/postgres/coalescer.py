"""The coalescing writer: all appends in flight in a process go down in few statements, each one commit.

A commit costs a flush of the disk whatever it carries. While one is under way the appends behind it gather,
and the next takes them all: the busier the process, the cheaper an append. Two lanes take turns, so that one
prepares while the other commits; the ledger's lock keeps their order.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import psycopg
import structlog
from psycopg.rows import TupleRow

from adapters.postgres.append_connection import AppendConnection
from adapters.postgres.appends import Append
from adapters.postgres.connections import PATIENCE_SECONDS
from application.errors import TryLaterError

LANES = 2
FEWEST_AT_ONCE = 16
MOST_AT_ONCE = 256
WORTH_A_COMMIT = 3 / 8
"""Of all that are in flight: half of them would leave a lane without work while the other's are answered."""
GATHERING_SECONDS = 0.003
"""Fewer than are worth a commit wait until so long after the last one began, where appends come side by side."""
LONGEST_GATHERING_SECONDS = 0.25
"""So long a commit that is under way is worth waiting for; it may hang on a connection that nobody answers on."""
MOST_WAITING = 10_000
LONGEST_APPEND = 32_000_000
"""Characters of facts, and about as many go down together: what takes seconds would keep neighbours waiting."""
_TICK_SECONDS = 0.1
_RECONNECT_SECONDS = (0.05, 2.0)
_LATE = "The ledger did not answer in time. Repeat it under the same Idempotency-Key."

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class _Pending:
    append: Append
    subjects: list[int]
    size: int
    answer: "asyncio.Future[TupleRow]"
    deadline: float


class Coalescer:
    """One writer a process and event loop.

    `conninfo` is libpq's, with the application's role in its options. `on_flushed` is told the newest position
    after each commit; it must not wait for anything.
    """

    def __init__(self, conninfo: str, on_flushed: Callable[[int], None] = lambda _: None) -> None:
        self._lanes = [_Lane(conninfo, on_flushed) for _ in range(LANES)]
        self._waiting: deque[_Pending] = deque()
        self._unanswered: list[_Pending] = []
        self._busy: set[int] = set()
        self._gathering: asyncio.TimerHandle | None = None
        self._arrived = asyncio.Event()
        self._closing = False
        self._running: list[asyncio.Task[None]] = []
        self._timing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start to write."""
        self._running = [asyncio.create_task(self._run(lane), name="ledger writer") for lane in self._lanes]
        self._timing = asyncio.create_task(self._keep_deadlines(), name="ledger deadlines")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Write what is waiting, then stop; nothing new is taken from now on."""
        self._closing = True
        self._arrived.set()
        _done, late = await asyncio.wait(self._running, timeout=PATIENCE_SECONDS)
        for task in (*late, *filter(None, [self._timing])):
            task.cancel()
        for pending in self._unanswered:
            _fail(pending, TryLaterError(_LATE))
        for lane in self._lanes:
            await lane.close()

    async def append(self, append: Append) -> TupleRow:
        """The ledger's answer to an append: status, version, position, stream.

        Raises `TryLaterError` where too much is waiting, or no answer came in time. A repeat under the same
        command id is then safe, and says what became of it. Raises `ValueError` for what could never go down.
        """
        subjects, size = append.subjects(), append.size()
        _refuse_misshapen(append, size)
        if self._closing or len(self._waiting) >= MOST_WAITING:
            raise TryLaterError
        loop = asyncio.get_running_loop()
        pending = _Pending(append, subjects, size, loop.create_future(), loop.time() + PATIENCE_SECONDS)
        self._waiting.append(pending)
        self._unanswered.append(pending)
        under_way = self._under_way()
        # One that waits for its own stream's turn gives nobody else his: all that wait would be looked through in vain.
        if self._enough(under_way) and self._busy.isdisjoint(pending.subjects):
            self._begin()
        elif not self._too_few(under_way):
            self._arrived.set()
        return await pending.answer

    async def _run(self, lane: "_Lane") -> None:
        while True:
            if not lane.batch:
                lane.carry(self._next_batch())
            if batch := lane.batch:
                began = lane.began
                await lane.write(batch)
                lane.carry([])
                for pending in batch:
                    self._busy.difference_update(pending.subjects)
                if self._waiting or len(batch) > 1:
                    self._gather_until(began + GATHERING_SECONDS)
                self._arrived.set()
                if not self._enough(self._under_way()):
                    # Who was just answered may have more to write: it goes down with the next batch, not after it.
                    await asyncio.sleep(0)
            elif self._closing and not self._waiting:
                return
            else:
                self._arrived.clear()
                await self._arrived.wait()

    def _begin(self) -> None:
        """Send what is worth a commit now: the lanes' own turn in a busy loop is milliseconds away."""
        idle = next((lane for lane in self._lanes if lane.idle), None)
        if idle is not None:
            idle.carry(self._next_batch())
            idle.send()
        self._arrived.set()

    def _gather_until(self, moment: float) -> None:
        if self._gathering is not None:
            self._gathering.cancel()
        self._gathering = asyncio.get_running_loop().call_at(moment, self._has_gathered)

    def _has_gathered(self) -> None:
        self._gathering = None
        self._arrived.set()

    def _under_way(self) -> int:
        """How many are being committed. A batch that hangs is not among them: nobody waits for its lane."""
        since = asyncio.get_running_loop().time() - LONGEST_GATHERING_SECONDS
        return sum(len(lane.batch) for lane in self._lanes if lane.began > since)

    def _enough(self, under_way: int) -> bool:
        """Whether what waits is worth a commit of its own: the more are in flight, the more each may carry."""
        waiting = len(self._waiting)
        return waiting >= FEWEST_AT_ONCE and waiting >= int((waiting + under_way) * WORTH_A_COMMIT)

    def _too_few(self, under_way: int) -> bool:
        """Whether what waits is not worth a commit of its own, and another one is under way or was just before."""
        waits_for_more = bool(under_way or self._gathering)
        return waits_for_more and not self._enough(under_way) and not self._closing

    def _next_batch(self) -> list[_Pending]:
        """What goes down together: a lane's fair part; a stream or a command id is under way only once at a time."""
        under_way = self._under_way()
        if self._too_few(under_way):
            return []
        fair = (len(self._waiting) + under_way + 1) // LANES
        room = min(max(fair, FEWEST_AT_ONCE), MOST_AT_ONCE)
        batch: list[_Pending] = []
        held_back: list[_Pending] = []
        size = 0
        while self._waiting and len(batch) < room and size < LONGEST_APPEND:
            pending = self._waiting.popleft()
            if pending.answer.done():
                continue
            if self._busy.isdisjoint(pending.subjects):
                self._busy.update(pending.subjects)
                batch.append(pending)
                size += pending.size
            else:
                held_back.append(pending)
        self._waiting.extendleft(reversed(held_back))
        return batch

    async def _keep_deadlines(self) -> None:
        """One clock for all: a timer for each append would cost more than the rest of its way through here."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            for pending in self._unanswered:
                if pending.deadline < loop.time():
                    _fail(pending, TryLaterError(_LATE))
            self._unanswered = [pending for pending in self._unanswered if not pending.answer.done()]
            if self._waiting:
                # A lane that waited for a commit of the other one's may have waited long enough.
                self._arrived.set()


class _Lane:
    """One connection, and what becomes of a batch that goes down it."""

    def __init__(self, conninfo: str, on_flushed: Callable[[int], None]) -> None:
        self._conninfo = conninfo
        self._on_flushed = on_flushed
        self._connection: AppendConnection | None = None
        self._sent = False
        self.batch: list[_Pending] = []
        self.began = 0.0

    @property
    def idle(self) -> bool:
        """Whether a batch can be sent at once."""
        return not self.batch and self._connection is not None and not self._connection.closed

    def carry(self, batch: list[_Pending]) -> None:
        """Be busy with a batch, or with none."""
        self.batch, self.began = batch, asyncio.get_running_loop().time()

    def send(self) -> None:
        """Send the batch that `write` is given next. What goes wrong goes wrong there once more, and is seen to."""
        if self.batch and self._connection is not None:
            with suppress(Exception):
                self._connection.send([pending.append for pending in self.batch])
                self._sent = True

    async def write(self, batch: Sequence[_Pending]) -> None:
        """Have every append of a batch answered, whatever happens to the connection."""
        pause, longest = _RECONNECT_SECONDS
        while self._sent or any(not pending.answer.done() for pending in batch):
            try:
                rows = await self._execute([pending.append for pending in batch])
            except Exception as error:  # noqa: BLE001 - whatever an append brings about, the lane outlives it
                if not _may_pass(error):
                    await self._write_singly(batch, error)
                    continue
                # Nobody knows whether the commit happened; the command ids do, so the same batch is sent again.
                log.warning("ledger.connection_lost", reason=str(error).strip(), appends=len(batch))
                # An interrupted session may have kept its turn. Only its end gives that back for certain.
                await self.close()
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            else:
                for item, *answer in rows:
                    _answer(batch[item - 1], tuple(answer))
                self._on_flushed(max(row[3] for row in rows))

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.close()

    async def _write_singly(self, batch: Sequence[_Pending], error: Exception) -> None:
        """One bad append must not fail its neighbours."""
        if len(batch) == 1:
            _fail(batch[0], error)
            return
        for pending in batch:
            await self.write([pending])

    async def _execute(self, appends: Sequence[Append]) -> list[TupleRow]:
        # A server that stands still would keep the lane for ever, and what it carries is not waited for any longer.
        async with asyncio.timeout(PATIENCE_SECONDS):
            if self._connection is None or self._connection.closed:
                self._sent = False
                self._connection = await AppendConnection.opened(self._conninfo)
            if not self._sent:
                self._connection.send(appends)
            self._sent = False
            return await self._connection.answers()


def _refuse_misshapen(append: Append, size: int) -> None:
    if not append.parts:
        raise ValueError("An append has no part. Give it one a stream; a part may be without facts.")
    if len(append.parts) > 1 and len({part.stream_id for part in append.parts}) < len(append.parts):
        raise ValueError("Two parts of an append are of one stream. Put its facts into one part, in their order.")
    if size > LONGEST_APPEND:
        raise ValueError(
            f"An append has {size:,} characters of facts, and {LONGEST_APPEND:,} at most go down. Split it."
        )


def _may_pass(error: Exception) -> bool:
    """Whether the fault is not the batch's own, so that it may go down at another try."""
    # What exceeds a limit of the database's (class 54) exceeds it every time.
    own = isinstance(error, psycopg.Error) and (error.sqlstate or "").startswith("54")
    return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, TimeoutError)) and not own


def _answer(pending: _Pending, row: TupleRow) -> None:
    if not pending.answer.done():
        pending.answer.set_result(row)


def _fail(pending: _Pending, error: Exception) -> None:
    if not pending.answer.done():
        pending.answer.set_exception(error)
