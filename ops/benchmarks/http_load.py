"""A load generator of a few lines: keep-alive connections that send prepared requests and time the answers."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a run came to: answers a second, and each answer's milliseconds."""

    rate: float
    milliseconds: list[float]
    refused: int


async def load(port: int, request: Callable[[int], bytes], *, connections: int, seconds: float) -> Load:
    """Send requests over `connections` for `seconds`; `request` makes the bytes of one, by the connection's number."""
    until, took, refused = time.perf_counter() + seconds, [], 0

    async def client(number: int) -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (started := time.perf_counter()) < until:
            writer.write(request(number))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
            body = await reader.readexactly(length)
            took.append((time.perf_counter() - started) * 1000)
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
                refused += 1
                if refused == 1:
                    print(head.decode(), body.decode())
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(connections)))
    return Load(rate=len(took) / (time.perf_counter() - started), milliseconds=took, refused=refused)


def post(path: str, body: bytes, *, key: str, method: str = "POST") -> bytes:
    """The bytes of a JSON request."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, *, key: str) -> bytes:
    """The bytes of a request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
