"""The coalescing writer for callers that wait in threads: on an event loop of its own, in a thread of its own."""

import asyncio
from threading import Lock, Thread

from psycopg.rows import TupleRow

from adapters.postgres.appends import Append
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.doorbell import Doorbell
from application.errors import TryLaterError


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
                asyncio.run_coroutine_threadsafe(self._begin(), loop).result()
                self._running = loop, thread

    def append(self, append: Append) -> TupleRow:
        """Wait for the ledger's answer, and raise what the writer raises; `TryLaterError` once it is closed."""
        with self._opening:
            if self._running is None:
                raise TryLaterError("The writer is closed.")
            answer = asyncio.run_coroutine_threadsafe(self._writer.append(append), self._running[0])
        return answer.result()

    def close(self) -> None:
        """Write what is waiting, and end."""
        with self._opening:
            running, self._running = self._running, None
        if running is not None:
            loop, thread = running
            asyncio.run_coroutine_threadsafe(self._end(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _begin(self) -> None:
        await self._doorbell.__aenter__()
        await self._writer.__aenter__()

    async def _end(self) -> None:
        await self._writer.__aexit__(None, None, None)
        await self._doorbell.__aexit__(None, None, None)
        # Who was answered last has not heard it yet.
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)
