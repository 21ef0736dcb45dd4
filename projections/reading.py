"""How the runner reads the ledger: forward from a checkpoint, by position, only the topics that are wanted.

Positions are given under a lock that is held to the commit, so a reader by position misses nothing.
How a row becomes a fact is the ledger adapter's knowledge, and handed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from domain.shared.facts import RecordedFact
from domain.shared.ids import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSource:
    """The columns of `ledger.events` that `decode` takes, as SQL, and `decode`."""

    columns: str
    decode: Callable[[TupleRow], RecordedFact]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFact:
    """A fact that is not decoded yet, with what is known of it even if it cannot be."""

    organization: OrganizationId
    stream_id: UUID
    position: int
    row: TupleRow


async def head(connection: AsyncConnection[Any]) -> int:
    """The position of the newest fact; 0 in an empty ledger."""
    cursor = await connection.execute("SELECT coalesce(max(position), 0) FROM ledger.events")
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def read(
    connection: AsyncConnection[Any], source: FactSource, *, after: int, topics: frozenset[str], limit: int
) -> Sequence[StoredFact]:
    """The next facts of some topics, in order."""
    statement = sql.SQL(
        "SELECT org_id, stream_id, position, {columns} FROM ledger.events"
        " WHERE position > %s AND topic = ANY(%s) ORDER BY position LIMIT %s"
    ).format(columns=sql.SQL(source.columns))
    cursor = await connection.execute(statement, (after, sorted(topics), limit))
    return [
        StoredFact(organization=row[0], stream_id=row[1], position=row[2], row=row[3:])
        for row in await cursor.fetchall()
    ]
