"""Whether a connection that lay in a pool can still be used, found out without asking the server."""

from select import POLLIN, poll
from typing import Any

from psycopg import AsyncConnection, Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool


async def must_be_alive(connection: AsyncConnection[Any]) -> None:
    """Raise `psycopg.OperationalError` where the server has closed the connection, for a pool's `check`.

    A server that dies or ends a session leaves something to read on it: its last words, or the end of the stream.
    Only then is the server asked, so a connection in order costs no round trip.
    """
    if _has_something_to_read(connection.fileno()):
        await AsyncConnectionPool.check_connection(connection)


def must_be_alive_in_a_thread(connection: Connection[Any]) -> None:
    """The same, for the pool of those who wait in threads."""
    if _has_something_to_read(connection.fileno()):
        ConnectionPool.check_connection(connection)


def _has_something_to_read(descriptor: int) -> bool:
    waiting = poll()
    waiting.register(descriptor, POLLIN)
    return bool(waiting.poll(0))
