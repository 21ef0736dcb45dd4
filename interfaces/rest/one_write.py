"""A response leaves in one piece: its head does not go out alone, with the body right behind it."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_BYTES = 64 * 1024
"""What is held at most: beyond it, the connection itself has to say when it is full."""


class OneWrite(HttpToolsProtocol):
    """uvicorn's own protocol, on a connection that is written to once in a turn of the loop.

    It writes head and body apart, and each write is a call to the kernel: a sixth of what a command costs the process.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # asyncio says BaseTransport; uvicorn narrows it too
        """A client has come."""
        super().connection_made(Gathered(transport, self.loop))


class Gathered(asyncio.Transport):
    """A connection that writes what it is given within one turn of the loop together."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport, self._loop = transport, loop
        self._held = bytearray()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hold the data until the loop's next turn, or until there is much of it."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held += data
        if len(self._held) > _MOST_BYTES:
            self._flush()

    def _flush(self) -> None:
        held, self._held = self._held, bytearray()
        if held and not self._transport.is_closing():
            self._transport.write(held)

    def close(self) -> None:
        """Write what is held, then close."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close at once; what is held is lost."""
        self._transport.abort()

    def is_closing(self) -> bool:
        """Whether the connection closes or is closed."""
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        """Read no more until told to."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as asyncio has it
        """What the connection knows of itself."""
        return self._transport.get_extra_info(name, default)
