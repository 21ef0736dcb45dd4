"""Whether a connection that lay in a pool can still be used, found out without asking the server."""

from select import POLLIN, poll
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool


async def must_be_alive(connection: AsyncConnection[Any]) -> None:
    """Raise `psycopg.OperationalError` where the server has closed the connection, for a pool's `check`.

    A server that dies or ends a session leaves something to read on it: its last words, or the end of the stream.
    Only then is the server asked, so a connection in order costs no round trip.
    """
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    if waiting.poll(0):
        await AsyncConnectionPool.check_connection(connection)
