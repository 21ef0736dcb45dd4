"""Sockets on 127.0.0.1, and the HTTP application on them, in the clear or over TLS."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from adapters.sandbox.tls import TlsFiles

LOCALHOST = "127.0.0.1"
_START_SECONDS = 10


class PortTakenError(OSError):
    """Something else listens on the port."""


def listen(port: int) -> socket.socket:
    """Return a socket bound to `port` (0: any free one); raises PortTakenError."""
    # asyncio sends small answers at once only on sockets that say that they are TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOCALHOST, port))
    except OSError as error:
        listener.close()
        raise PortTakenError(
            error.errno, f"port {port} on {LOCALHOST} is taken: stop what listens there or choose another"
        ) from error
    return listener


def port_of(listener: socket.socket) -> int:
    """Return the port that a socket is bound to."""
    port: int = listener.getsockname()[1]
    return port


@contextmanager
def serving_http(application: ASGIApp, listener: socket.socket, tls: TlsFiles | None = None) -> Iterator[None]:
    """Serve in a thread of its own for as long as the context lasts."""
    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        log_level="warning",
        lifespan="off",
        date_header=False,
        ssl_certfile=tls.certificate_file if tls else None,
        ssl_keyfile=tls.key_file if tls else None,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox-http", daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the sandbox's HTTP listener did not start")
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
