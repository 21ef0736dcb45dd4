"""Connections that do not keep who uses them: a dead one is noticed, and one that says nothing is given up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from select import POLLIN, poll
from typing import Any, TypeVar

from psycopg import AsyncConnection, Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import LockNotAvailable, QueryCanceled
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolTimeout

from application.errors import TryLaterError

PATIENCE_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 32.0
"""Two more than the server works on a statement; some more go by while psycopg asks it to give that up."""
LATE = "The database did not answer in time. Try again in a moment."

_SHORT_OF_PATIENCE = "-c statement_timeout=30000 -c lock_timeout=10000"
"""In milliseconds: nobody waits for ever for what somebody else holds, or for what takes too long."""
_NOTICE_A_DEAD_PEER = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""A server that is gone without a word is noticed within a minute, also by who only listens or only sends."""

Result = TypeVar("Result")


def conninfo_of(url: str, role: str, patience: str = _SHORT_OF_PATIENCE) -> str:
    """How libpq reaches a database in a role's name. What the address says of its own accord stands, but for the role.

    `patience` is options of the session's.
    """
    said = conninfo_to_dict(url)
    noticing = _NOTICE_A_DEAD_PEER | {name: said[name] for name in _NOTICE_A_DEAD_PEER.keys() & said.keys()}
    return make_conninfo(url, options=f"{patience} {said.get('options', '')} -c role={role}", **noticing)


@asynccontextmanager
async def in_its_time(pool: AsyncConnectionPool[Any]) -> AsyncIterator[AsyncConnection[Any]]:
    """A connection for work of some size, that only the session's own limits end.

    Raises `TryLaterError` where none is free, a lock is not to be had, or a statement takes too long.
    """
    try:
        async with pool.connection() as connection:
            yield connection
    except (PoolTimeout, LockNotAvailable, QueryCanceled) as error:
        raise TryLaterError from error


@asynccontextmanager
async def answering(pool: AsyncConnectionPool[Any]) -> AsyncIterator[AsyncConnection[Any]]:
    """A connection for what somebody waits for: not even a server that stands still keeps it for ever.

    Raises `TryLaterError` as `in_its_time` does, and where the database did not answer in time.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), in_its_time(pool) as connection:
            yield connection
    except TimeoutError as error:
        raise TryLaterError(LATE) from error


class ImpatientConnection(AsyncConnection[Any]):
    """One that waits for an answer hardly longer than the server itself would work on it, and then is closed.

    `statement_timeout` ends what takes too long, but only in a server that runs. Raises `OperationalError`.
    """

    async def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:  # noqa: ASYNC109 - as psycopg has it
        """What psycopg waits for a server with, whatever is asked of it."""
        try:
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                return await super().wait(gen, interval, timeout)
        except TimeoutError as error:
            raise OperationalError(LATE) from error


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
