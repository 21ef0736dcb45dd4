"""The coalescing writer for callers that wait in threads: on an event loop of its own, in a thread of its own."""

import asyncio
from collections.abc import Coroutine
from threading import Lock, Thread
from typing import Any, TypeVar

from psycopg.rows import TupleRow

from adapters.postgres.appends import Append
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.doorbell import Doorbell

Answer = TypeVar("Answer")


class WriterThread:
    """One writer for all threads of a process, so that what they append at the same time shares a commit.

    `conninfo` is libpq's, with the application's role in its options.
    """

    def __init__(self, conninfo: str) -> None:
        self._doorbell = Doorbell(conninfo)
        self._writer = Coalescer(conninfo, on_flushed=self._doorbell.ring)
        self._running: tuple[asyncio.AbstractEventLoop, Thread] | None = None
        self._opening = Lock()

    def open(self) -> None:
        """Start to write; once more is as good as once."""
        with self._opening:
            if self._running is None:
                loop = asyncio.new_event_loop()
                thread = Thread(target=loop.run_forever, name="ledger writer", daemon=True)
                thread.start()
                self._running = loop, thread
                self._call(self._begin())

    def append(self, append: Append) -> TupleRow:
        """Wait for the ledger's answer, and raise what the writer raises."""
        return self._call(self._writer.append(append))

    def close(self) -> None:
        """Write what is waiting, and end."""
        with self._opening:
            if self._running is not None:
                self._call(self._end())
                loop, thread = self._running
                loop.call_soon_threadsafe(loop.stop)
                thread.join()
                loop.close()
                self._running = None

    async def _begin(self) -> None:
        await self._doorbell.__aenter__()
        await self._writer.__aenter__()

    async def _end(self) -> None:
        await self._writer.__aexit__(None, None, None)
        await self._doorbell.__aexit__(None, None, None)

    def _call(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        assert self._running is not None  # noqa: S101 - whoever appends has opened it
        return asyncio.run_coroutine_threadsafe(work, self._running[0]).result()
