"""Snapshots in Postgres: the newest one and the facts behind it come in one statement, so it costs no round trip."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from typing import Any
from uuid import UUID

import structlog
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from pydantic import ValidationError

from adapters.postgres.codec import decode
from adapters.postgres.state_codec import BY_STREAM_TYPE, decode_state, encode_state, state_schema
from application.known_states import Known
from application.ports import Grown, GrownStream, Tail
from domain.shared.ids import OrganizationId

CHECKED_ONE_IN = 100
"""Of the snapshots of a kind that a process uses, the first is checked against replay, and then every 100th."""

LOOK = 50_000
"""Positions looked through by one statement."""

OVERLAP = 1_000
"""Positions looked at again: while writers stand in several groups, a lower one may become visible after a higher."""

_NEWEST = """
    WITH snapshot AS MATERIALIZED (
        SELECT version, state::text AS state FROM ledger.snapshots
        WHERE org_id = %(organization)s AND stream_id = %(stream)s AND state_schema = %(schema)s
            AND version <= (
                SELECT version FROM ledger.streams WHERE org_id = %(organization)s AND stream_id = %(stream)s)
        ORDER BY version DESC LIMIT 1)
    SELECT topic, schema_version, data::text, stream_type, position, stream_version,
        CASE WHEN stream_version = (SELECT version FROM snapshot) THEN (SELECT state FROM snapshot) END
    FROM ledger.events
    WHERE org_id = %(organization)s AND stream_id = %(stream)s
        AND stream_version >= coalesce((SELECT version FROM snapshot), 1)
    ORDER BY stream_version
"""
_LOOKED_AT = """
    SELECT coalesce((SELECT position FROM work.checkpoints
            WHERE projection = 'snapshots' AND version = %s AND shard_group = 0), 0),
        coalesce((SELECT max(position) FROM ledger.events), 0)
"""
_GROWN = """
    SELECT grown.org_id, grown.stream_type, grown.stream_id
    FROM (
        SELECT org_id, stream_type, stream_id, max(stream_version) AS version FROM ledger.events
        WHERE position > %(after)s AND position <= %(until)s AND stream_version %% %(every)s = 0
            AND stream_type = ANY(%(types)s)
        GROUP BY org_id, stream_type, stream_id
    ) AS grown
    WHERE NOT EXISTS (
        SELECT FROM ledger.snapshots s WHERE s.org_id = grown.org_id AND s.stream_id = grown.stream_id
            AND s.version >= grown.version AND s.state_schema = ANY(%(schemas)s))
"""
_LOOKED = """
    INSERT INTO work.checkpoints (projection, version, shard_group, position) VALUES ('snapshots', %s, 0, %s)
    ON CONFLICT (projection, version, shard_group) DO UPDATE SET position = excluded.position, updated_at = now()
    WHERE checkpoints.position <> excluded.position
"""
_KEEP = """
    WITH older AS (
        DELETE FROM ledger.snapshots
        WHERE org_id = %(organization)s AND stream_id = %(stream)s AND version < %(version)s)
    INSERT INTO ledger.snapshots (org_id, stream_id, version, state_schema, state, made_at)
    VALUES (%(organization)s, %(stream)s, %(version)s, %(schema)s, %(state)s::jsonb, now())
    ON CONFLICT (org_id, stream_id, version)
        DO UPDATE SET state_schema = excluded.state_schema, state = excluded.state, made_at = excluded.made_at
"""
_FORGET = """
    WITH anew AS (DELETE FROM work.checkpoints WHERE projection = 'snapshots'), gone AS (
        DELETE FROM ledger.snapshots
        WHERE (%(organization)s::uuid IS NULL OR org_id = %(organization)s)
            AND (%(schema)s::text IS NULL OR state_schema = %(schema)s)
        RETURNING 1)
    SELECT count(*) FROM gone
"""

Lend = Callable[[], AbstractAsyncContextManager[AsyncConnection[Any]]]

log = structlog.get_logger()


class PostgresSnapshots:
    """`application.ports.Snapshots`. Both arguments lend a connection that commits every statement.

    `ask` lends it for no longer than a command may wait.
    """

    def __init__(self, ask: Lend, connect: Lend) -> None:
        self._ask = ask
        self._connect = connect
        self._uses: Counter[str] = Counter()

    async def newest(self, organization: OrganizationId, stream_type: str, stream_id: UUID) -> Tail:
        """The newest state of this kind that this code can read, and the facts after it; or all facts."""
        rows = await self._rows(organization, stream_id, state_schema(stream_type))
        if not rows or rows[0][6] is None:
            return _tail(rows)
        try:
            state = decode_state(stream_type, rows[0][6])
        except ValidationError as error:
            log.warning("snapshot.unreadable", stream=str(stream_id), reason=str(error))
            return _tail(await self._rows(organization, stream_id, ""))
        known = Known(state=state, version=rows[0][5], position=rows[0][4])
        self._uses[stream_type] += 1
        return _tail(rows, known, doubtful=self._uses[stream_type] % CHECKED_ONE_IN == 1)

    async def grown(self, every: int) -> Grown:
        """Look through the facts that were not looked at yet for streams that passed a multiple of `every`."""
        async with self._connect() as connection:
            cursor = await connection.execute(_LOOKED_AT, (_shape_of_all(),))
            after, head = await cursor.fetchone() or (0, 0)
            until = min(after + LOOK, head)
            asked = {
                "after": after,
                "until": until,
                "every": every,
                "types": [*BY_STREAM_TYPE],
                "schemas": [state_schema(stream_type) for stream_type in BY_STREAM_TYPE],
            }
            rows = await (await connection.execute(_GROWN, asked)).fetchall()
        return Grown(
            streams=[
                GrownStream(organization=OrganizationId(row[0]), stream_type=row[1], stream_id=row[2]) for row in rows
            ],
            position=max(after, min(until, head - OVERLAP)),
            up_to_date=until == head,
        )

    async def looked(self, grown: Grown) -> None:
        """Begin the next look behind this one."""
        async with self._connect() as connection:
            await connection.execute(_LOOKED, (_shape_of_all(), grown.position))

    async def keep(self, stream: GrownStream, *, version: int, state: object) -> None:
        """Keep the state at a version in place of what was kept of the stream before."""
        kept = {
            "organization": stream.organization,
            "stream": stream.stream_id,
            "version": version,
            "schema": state_schema(stream.stream_type),
            "state": encode_state(stream.stream_type, state),
        }
        async with self._connect() as connection:
            await connection.execute(_KEEP, kept)

    async def forget(self, *, organization: OrganizationId | None = None, stream_type: str | None = None) -> int:
        """Drop what is kept of an organization, of a kind of stream, or all, to be made anew; returns how many."""
        which = {"organization": organization, "schema": stream_type and state_schema(stream_type)}
        async with self._connect() as connection:
            row = await (await connection.execute(_FORGET, which)).fetchone()
        return int(row[0]) if row else 0

    async def _rows(self, organization: OrganizationId, stream_id: UUID, schema: str) -> list[TupleRow]:
        asked = {"organization": organization, "stream": stream_id, "schema": schema}
        async with self._ask() as connection:
            return await (await connection.execute(_NEWEST, asked)).fetchall()


def _tail(rows: list[TupleRow], snapshot: Known[Any] | None = None, *, doubtful: bool = False) -> Tail:
    after = rows if snapshot is None else rows[1:]
    return Tail(
        stream_type=rows[0][3] if rows else "",
        facts=[decode(row[0], row[1], row[2]) for row in after],
        position=after[-1][4] if after else 0,
        snapshot=snapshot,
        doubtful=doubtful,
    )


def _shape_of_all() -> int:
    """The number under which the looks are counted: where any state has got another shape, they begin anew."""
    shapes = " ".join(state_schema(stream_type) for stream_type in BY_STREAM_TYPE)
    return int.from_bytes(sha256(shapes.encode()).digest()[:3], "big")
