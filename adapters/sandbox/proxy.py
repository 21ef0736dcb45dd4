"""The way in for clients that have the platforms' hosts built in and know no other address.

They honour HTTPS_PROXY: so this proxy takes their CONNECT, and leads the platforms' hosts to the sandbox's own
listeners, which hold a certificate in those names. It leads nowhere else: no byte leaves the machine through it.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from adapters.sandbox.hosts import GOOGLE_ADS_HOST, HOSTS

_HOST = "127.0.0.1"
_HTTPS_PORT = "443"
_LED_TO = ", ".join(f"{host}:{_HTTPS_PORT}" for host in HOSTS)
_GRPC = "h2"
_CHUNK = 64 * 1024
_START_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The listeners that the proxy leads to, both of TLS, and their certificate to read greetings with."""

    https_port: int
    grpc_port: int
    greeting: ssl.SSLContext


@contextmanager
def serving_proxy(listener: socket.socket, behind: Behind) -> Iterator[None]:
    """Lead what comes to `listener` on, in a thread of its own, for as long as the context lasts."""
    loop = asyncio.SelectorEventLoop()
    proxy = _Proxy(behind)
    thread = threading.Thread(target=loop.run_forever, name="sandbox-proxy", daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(proxy.open(listener), loop).result(_START_SECONDS)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(proxy.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _RefusedError(Exception):
    """What was asked of the proxy is not what it is for."""

    def answer(self) -> bytes:
        """Return the refusal, its sentence in the status line too: most clients show no more than that."""
        body = f"{self}\n".encode()
        head = f"HTTP/1.1 403 {self}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close"
        return head.encode() + b"\r\n\r\n" + body


class _Proxy:
    def __init__(self, behind: Behind) -> None:
        # Who offers both protocols speaks HTTP; gRPC offers but its own.
        behind.greeting.set_alpn_protocols(["http/1.1", _GRPC])
        self._behind = behind
        self._tunnels: set[asyncio.Task[None]] = set()

    async def open(self, listener: socket.socket) -> None:
        listener.listen()
        listener.settimeout(0)
        self._listener = listener
        # asyncio's own server, and its sock_accept, lose the sockets that come in while they are stopped.
        asyncio.get_running_loop().add_reader(listener, self._let_in)

    async def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._listener)
        # Whoever was let in last begins, so as to close what it holds.
        await asyncio.sleep(0)
        for tunnel in self._tunnels:
            tunnel.cancel()
        await asyncio.gather(*self._tunnels, return_exceptions=True)

    def _let_in(self) -> None:
        with suppress(OSError):
            client, _ = self._listener.accept()
            tunnel = asyncio.ensure_future(self._serve(client))
            self._tunnels.add(tunnel)
            tunnel.add_done_callback(self._tunnels.discard)

    async def _serve(self, client: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=client)
        try:
            await self._lead(reader, writer)
        except _RefusedError as refusal:
            writer.write(refusal.answer())
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            writer.transport.abort()
        writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        host = _asked_for(head.partition(b"\r\n")[0].decode("ascii", "replace"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        greeting, port = b"", self._behind.https_port
        if host == GOOGLE_ADS_HOST:
            greeting, protocol = await _greeted(reader, self._behind.greeting)
            port = self._behind.grpc_port if protocol == _GRPC else port
        inner_reader, inner_writer = await asyncio.open_connection(_HOST, port)
        try:
            inner_writer.write(greeting)
            await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
        except BaseException:
            inner_writer.transport.abort()
            raise
        inner_writer.close()


def _asked_for(line: str) -> str:
    """Return the host of `CONNECT host:443 HTTP/1.1`; raises _RefusedError for any other place or method."""
    method, _, rest = line.partition(" ")
    target = rest.partition(" ")[0]
    if method != "CONNECT":
        raise _RefusedError(f"The proxy of the sandbox takes CONNECT alone, no {method}. It leads to {_LED_TO}.")
    host, _, port = target.lower().rpartition(":")
    if host not in HOSTS or port != _HTTPS_PORT:
        raise _RefusedError(f"The proxy of the sandbox does not lead to {target}. It leads to {_LED_TO}.")
    return host


async def _greeted(reader: asyncio.StreamReader, context: ssl.SSLContext) -> tuple[bytes, str | None]:
    """Return what the client has sent to begin TLS, and the protocol that `context` would choose of those it offers."""
    incoming, answer, sent = ssl.MemoryBIO(), ssl.MemoryBIO(), b""
    listener = context.wrap_bio(incoming, answer, server_side=True)
    while not answer.pending and (chunk := await reader.read(_CHUNK)):
        sent += chunk
        incoming.write(chunk)
        # Not TLS at all: the listener behind tells the client so.
        with suppress(ssl.SSLError):
            listener.do_handshake()
    return sent, listener.selected_alpn_protocol()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Hand on every byte, and then that there are no more: the other direction may go on."""
    while chunk := await source.read(_CHUNK):
        sink.write(chunk)
        await sink.drain()
    sink.write_eof()
