"""Parked streams by an operator's hand: parked, shown, and driven again once their cause is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.shared.ids import OrganizationId
from projections.leasing import StreamKey
from projections.parking import LONGEST_ERROR, park_stream
from projections.patience import IN_THE_WAY, patiently
from projections.projector import Projector
from projections.reading import Decode, read_again
from projections.rows import write
from projections.versions import fenced_live_version


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedStream:
    """A stream that a projection leaves out: how many of its facts wait, and what was said of the first."""

    projection: str
    organization: OrganizationId
    stream_id: UUID
    facts: int
    error: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Redriven:
    """What became of a stream that was driven again. `error` says why it is still parked."""

    stream_id: UUID
    facts: int
    error: str | None


async def parked_streams(connection: AsyncConnection[Any], projection: str) -> Sequence[ParkedStream]:
    """The streams that the live version of a projection leaves out."""
    cursor = await connection.execute(
        "SELECT p.org_id, p.stream_id, count(*) FILTER (WHERE p.position > 0),"
        " (array_agg(p.error ORDER BY p.position))[1], min(p.parked_at)"
        " FROM work.parked p JOIN work.projections v USING (projection, version)"
        " WHERE p.projection = %s AND v.place = 'live' GROUP BY p.org_id, p.stream_id ORDER BY min(p.parked_at)",
        (projection,),
    )
    return [
        ParkedStream(
            projection=projection, organization=row[0], stream_id=row[1], facts=row[2], error=row[3], since=row[4]
        )
        for row in await cursor.fetchall()
    ]


async def park_by_hand(connection: AsyncConnection[Any], projector: Projector, stream: StreamKey, reason: str) -> None:
    """Have a projection leave a stream out from now on."""
    async with connection.transaction():
        version = await fenced_live_version(connection, projector)
        await park_stream(connection, projector.name, version, stream, reason)


async def redrive(
    connection: AsyncConnection[Any], projector: Projector, decode: Decode, stream: StreamKey
) -> Redriven:
    """Apply a stream's parked facts in order, all or none, and follow it again.

    `connection` is one that `made_to_write` has seen. A stream whose facts cannot be applied stays parked, with the
    new reason.
    """
    return await patiently(projector.name, lambda: _redrive(connection, projector, decode, stream))


async def _redrive(
    connection: AsyncConnection[Any], projector: Projector, decode: Decode, stream: StreamKey
) -> Redriven:
    await connection.set_isolation_level(None)
    try:
        async with connection.transaction():
            # From here on nothing is parked behind our back.
            version = await fenced_live_version(connection, projector)
            positions = await _unparked(connection, projector.name, version, stream)
            facts = await read_again(connection, decode, positions)
            if facts:
                await write(connection, await projector.apply(connection, facts))
    except IN_THE_WAY:
        # No fault of the facts: somebody else was at the rows.
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the operator has to know
        await _say_why(connection, projector.name, stream, repr(error))
        return Redriven(stream_id=stream[1], facts=0, error=repr(error))
    await projector.after_commit()
    return Redriven(stream_id=stream[1], facts=len(facts), error=None)


async def _say_why(connection: AsyncConnection[Any], projection: str, stream: StreamKey, error: str) -> None:
    """Of the live version alone: another may have parked an earlier fact of the stream."""
    await connection.execute(
        "UPDATE work.parked p SET error = %s WHERE p.projection = %s AND p.org_id = %s AND p.stream_id = %s"
        " AND (p.version, p.position) = ("
        " SELECT q.version, min(q.position) FROM work.parked q"
        " JOIN work.projections v ON v.projection = q.projection AND v.version = q.version AND v.place = 'live'"
        " WHERE q.projection = p.projection AND q.org_id = p.org_id AND q.stream_id = p.stream_id GROUP BY q.version)",
        (error[:LONGEST_ERROR], projection, *stream),
    )


async def _unparked(
    connection: AsyncConnection[Any], projection: str, version: int, stream: StreamKey
) -> frozenset[int]:
    cursor = await connection.execute(
        "DELETE FROM work.parked WHERE projection = %s AND version = %s AND org_id = %s AND stream_id = %s"
        " RETURNING position",
        (projection, version, *stream),
    )
    return frozenset(row[0] for row in await cursor.fetchall())
