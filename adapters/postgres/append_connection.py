"""The connection that appends go down: a batch is sent at once, and its answers are waited for apart.

psycopg's cursor sends a query when whoever awaits it has its turn in the event loop. In a busy API that is milliseconds
later, and for so long Postgres would have nothing to do. So psycopg's own steps are taken here one by one.
"""

from collections.abc import Sequence
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection, generators
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow

from adapters.postgres.appends import APPEND_MANY_BY_NUMBER, TYPES, Append, parameters

_NAME = b"append_many"
_FORMATS = [Format.BINARY] * len(TYPES)


class AppendConnection:
    """An open connection, for one batch after the other."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    @classmethod
    async def opened(cls, conninfo: str) -> Self:
        """A connection that knows the statement. Raises what connecting raises."""
        connection = await AsyncConnection.connect(conninfo, autocommit=True)
        opened = cls(connection)
        try:
            connection.pgconn.send_prepare(_NAME, APPEND_MANY_BY_NUMBER.encode(), TYPES)
            await opened._result(ExecStatus.COMMAND_OK)
        except BaseException:
            await connection.close()
            raise
        return opened

    @property
    def closed(self) -> bool:
        """Whether it was closed, or broke."""
        return self._connection.closed

    def send(self, appends: Sequence[Append]) -> None:
        """Send a batch, as far as the network takes it. Raises what its values raise, or `psycopg.Error`."""
        values = parameters(appends)
        try:
            self._connection.pgconn.send_query_prepared(_NAME, values, _FORMATS)
        except psycopg.Error:
            # Half of it may lie in the buffer.
            self._connection.pgconn.finish()
            raise

    async def answers(self) -> list[TupleRow]:
        """The rows that the batch is answered with. Raises `psycopg.Error`."""
        rows = Transformer(self._connection)
        rows.set_pgresult(result := await self._result(ExecStatus.TUPLES_OK))
        return rows.load_rows(0, result.ntuples, tuple)

    async def close(self) -> None:
        """Close it, whatever is under way."""
        await self._connection.close()

    async def _result(self, wanted: ExecStatus) -> PGresult:
        result: PGresult
        (result,) = await self._connection.wait(generators.execute(self._connection.pgconn))
        if result.status != wanted:
            raise error_from_result(result)
        return result
