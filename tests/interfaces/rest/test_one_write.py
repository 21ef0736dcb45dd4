"""Responses leave whole, in order, and never wait for more than the loop's next turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from uvicorn import Config
from uvicorn.server import ServerState

from interfaces.rest.one_write import Gathered, OneWrite


class _Written(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.closed_after: int | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes.append(bytes(data))

    def close(self) -> None:
        self.closed_after = len(self.writes)

    def is_closing(self) -> bool:
        return self.closed_after is not None


async def test_what_is_written_in_one_turn_leaves_together() -> None:
    below = _Written()
    connection = Gathered(below, asyncio.get_running_loop())
    connection.write(b"head ")
    connection.write(b"body")
    await asyncio.sleep(0)
    connection.write(b"next")
    await asyncio.sleep(0)
    assert below.writes == [b"head body", b"next"]


async def test_much_does_not_wait_so_that_the_connection_can_say_when_it_is_full() -> None:
    below = _Written()
    connection = Gathered(below, asyncio.get_running_loop())
    connection.write(bytes(60_000))
    connection.write(bytes(60_000))
    assert [len(data) for data in below.writes] == [120_000]


async def test_what_is_held_leaves_before_the_connection_closes() -> None:
    below = _Written()
    connection = Gathered(below, asyncio.get_running_loop())
    connection.write(b"the last words")
    connection.close()
    await asyncio.sleep(0)
    assert (below.writes, below.closed_after) == ([b"the last words"], 1)


async def test_what_is_held_for_a_client_that_left_is_dropped() -> None:
    below = _Written()
    connection = Gathered(below, asyncio.get_running_loop())
    connection.write(b"too late")
    below.close()
    await asyncio.sleep(0)
    assert below.writes == []


async def test_answers_to_pipelined_requests_come_whole_and_in_order() -> None:
    async with _a_server() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_get("/small") + _get("/large") + _get("/streamed", close=True))
        answers = await reader.read(-1)
        writer.close()
    assert answers.count(b"HTTP/1.1 200 OK") == 3
    assert answers.index(b"small") < answers.index(b"l" * 3_000_000) < answers.index(b"first")
    assert answers.endswith(b"6\r\nsecond\r\n0\r\n\r\n")


def _get(path: str, *, close: bool = False) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: here\r\n{'Connection: close' if close else 'X: y'}\r\n\r\n".encode()


async def _parts() -> AsyncIterator[bytes]:
    yield b"first"
    await asyncio.sleep(0.01)
    yield b"second"


async def _small(_: Request) -> Response:
    return Response("small")


async def _large(_: Request) -> Response:
    return Response(b"l" * 3_000_000)


async def _streamed(_: Request) -> Response:
    return StreamingResponse(_parts())


@asynccontextmanager
async def _a_server() -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/small", _small), Route("/large", _large), Route("/streamed", _streamed)])
    config = Config(app, log_config=None, lifespan="off", ws="none")
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: OneWrite(config, state, {}), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
