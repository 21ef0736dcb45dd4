"""How the ledger is read: forward from a checkpoint, by position.

Positions are given under a lock that is held to the commit, so a reader by position misses nothing of its shard group.
The number of groups is read in the same snapshot as the facts: what was written under another is not yet visible.
How a stored fact becomes one of ours is the ledger adapter's knowledge, and handed in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from domain.shared.facts import Fact
from domain.shared.ids import FactId, OrganizationId
from projections.groups import RegroupedError, ShardGroup

Decode = Callable[[str, int, str], Fact]
"""The fact that stands behind a topic, a schema version and JSON text."""

_COLUMNS = (
    "org_id, stream_id, stream_type, stream_version, position, uuid_send(event_id), topic, schema_version, data::text,"
    " uuid_send(correlation_id), occurred_at"
)
"""What `StoredFact` takes after `decode`, in its order. A column that no projection looks at costs all of them.

Ids that few look at come as their bytes: to make a UUID of them takes as long as three other columns.
"""


@dataclass(slots=True)
class StoredFact:
    """A fact and what projections see of its envelope; decoded when first asked for, once for all of them."""

    decode: Decode = field(repr=False)
    organization: OrganizationId
    stream_id: UUID
    stream_type: str
    version: int
    position: int
    fact_id_bytes: bytes
    topic: str
    schema_version: int
    data: str
    correlation_id_bytes: bytes
    occurred_at: datetime
    _fact: Fact | None = None

    @property
    def stream(self) -> tuple[OrganizationId, UUID]:
        """The key of its stream."""
        return self.organization, self.stream_id

    @property
    def fact_id(self) -> FactId:
        """The id of this one occurrence."""
        return FactId(UUID(bytes=self.fact_id_bytes))

    @property
    def correlation_id(self) -> UUID:
        """What it is a part of."""
        return UUID(bytes=self.correlation_id_bytes)

    @property
    def fact(self) -> Fact:
        """What happened. Raises whatever its decoding raises."""
        if self._fact is None:
            self._fact = self.decode(self.topic, self.schema_version, self.data)
        return self._fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some facts in order, and the position up to which there are no others. `full`: there may be more after it."""

    facts: Sequence[StoredFact]
    upto: int
    full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which facts of a group: of some topics (None for all), of one organization or of all."""

    group: ShardGroup
    topics: frozenset[str] | None = None
    organization: OrganizationId | None = None


async def made_to_read(connection: AsyncConnection[Any]) -> None:
    """Make a fresh connection fit for reading the ledger."""
    await connection.set_autocommit(True)
    # A plan for any position would not know whether it is about ten facts or ten million.
    await connection.execute("SET plan_cache_mode = force_custom_plan; SET statement_timeout = 0")


async def made_to_follow(connection: AsyncConnection[Any]) -> None:
    """Make a fresh connection fit for reading the end of the ledger, a few facts at a time."""
    await connection.set_autocommit(True)
    # Planned once, and always by the index of positions: to plan would cost more than to read.
    await connection.execute(
        "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;"
        " SET statement_timeout = 0"
    )
    connection.prepare_threshold = 0


async def head(connection: AsyncConnection[Any]) -> int:
    """The position of the newest fact that can be seen; 0 in an empty ledger."""
    cursor = await connection.execute("SELECT coalesce(max(position), 0) FROM ledger.events")
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def quiet_head(connection: AsyncConnection[Any], group: ShardGroup) -> int:
    """A position that no fact of the group can any longer come to stand before. The connection commits by itself.

    It is asked for between two writers of the group: whoever comes later takes higher positions.
    """
    cursor = await connection.execute("SELECT group_count, head FROM ledger.quiet_head(%s)", (group.index,))
    row = await cursor.fetchone()
    if row is None or row[0] != group.count:
        raise RegroupedError
    return int(row[1])


async def read(
    connection: AsyncConnection[Any],
    decode: Decode,
    wanted: Wanted,
    *,
    after: int,
    limit: int,
    until: int | None = None,
) -> Chunk:
    """The next facts, in order, up to the position `until`.

    Without it, up to the group's last; the chunk then says nothing of positions after that.
    Raises `RegroupedError`.
    """
    cursor = connection.cursor(binary=True, row_factory=args_row(partial(StoredFact, decode)))
    await cursor.execute(*_statement(wanted, after, until, limit))
    facts = await cursor.fetchall()
    if not facts:
        await _refuse_other_groups(connection, wanted.group)
    full = len(facts) == limit
    last = facts[-1].position if facts else after
    return Chunk(facts=facts, upto=last if full or until is None else until, full=full)


async def read_again(
    connection: AsyncConnection[Any], decode: Decode, positions: Iterable[int]
) -> Sequence[StoredFact]:
    """The facts at some positions, in order."""
    cursor = connection.cursor(binary=True, row_factory=args_row(partial(StoredFact, decode)))
    await cursor.execute(
        f"SELECT {_COLUMNS} FROM ledger.events WHERE position = ANY(%s) ORDER BY position",  # noqa: S608 - constants
        (sorted(positions),),
    )
    return await cursor.fetchall()


def _statement(wanted: Wanted, after: int, until: int | None, limit: int) -> tuple[bytes, list[object]]:
    conditions: list[tuple[str, object]] = [
        ("position > %s", after),
        ("(SELECT shard_groups FROM ledger.settings) = %s", wanted.group.count),
    ]
    if until is not None:
        conditions.append(("position <= %s", until))
    if wanted.topics is not None:
        conditions.append(("topic = ANY(%s)", sorted(wanted.topics)))
    if wanted.group.count > 1:
        conditions.append(("shard = ANY(%s)", wanted.group.shards))
    if wanted.organization is not None:
        conditions.append(("org_id = %s", wanted.organization))
    statement = _select(tuple(condition for condition, _ in conditions))
    return statement, [*(value for _, value in conditions), limit]


@cache
def _select(conditions: tuple[str, ...]) -> bytes:
    where = " AND ".join(conditions)
    return f"SELECT {_COLUMNS} FROM ledger.events WHERE {where} ORDER BY position LIMIT %s".encode()  # noqa: S608 - constants


async def _refuse_other_groups(connection: AsyncConnection[Any], group: ShardGroup) -> None:
    cursor = await connection.execute("SELECT shard_groups FROM ledger.settings")
    row = await cursor.fetchone()
    if row is None or row[0] != group.count:
        raise RegroupedError
