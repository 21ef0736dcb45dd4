"""Parked streams by an operator's hand: parked, shown, and driven again once their cause is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import DeadlockDetected

from domain.shared.ids import OrganizationId
from projections.leasing import StreamKey
from projections.parking import park_stream
from projections.projector import Projector
from projections.reading import Decode, read_again
from projections.versions import fence, live_version

TRIES = 5


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
        version = await live_version(connection, projector)
        await fence(connection, projector.name)
        await park_stream(connection, projector.name, version, stream, reason)


async def redrive(
    connection: AsyncConnection[Any], projector: Projector, decode: Decode, stream: StreamKey
) -> Redriven:
    """Apply a stream's parked facts in order, all or none, and follow it again.

    `connection` is one that `made_to_write` has seen. A stream whose facts cannot be applied stays parked, with the
    new reason.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            return await _redrive(connection, projector, decode, stream)
        except DeadlockDetected:
            # A step of the runner held the rows, and waited for the checkpoint.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


async def _redrive(
    connection: AsyncConnection[Any], projector: Projector, decode: Decode, stream: StreamKey
) -> Redriven:
    organization, stream_id = stream
    await connection.set_isolation_level(None)
    try:
        async with connection.transaction():
            version = await live_version(connection, projector)
            # From here on no step of the runner can commit, so nothing is parked behind our back.
            await fence(connection, projector.name)
            positions = await _unparked(connection, projector.name, version, stream)
            facts = await read_again(connection, decode, positions)
            if facts:
                await projector.apply(connection, facts)
    except DeadlockDetected:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the operator has to know
        await connection.execute(
            "UPDATE work.parked SET error = %s WHERE projection = %s AND org_id = %s AND stream_id = %s"
            " AND position = (SELECT min(position) FROM work.parked WHERE projection = %s AND org_id = %s"
            " AND stream_id = %s)",
            (repr(error), *(projector.name, organization, stream_id) * 2),
        )
        return Redriven(stream_id=stream_id, facts=0, error=repr(error))
    await projector.after_commit()
    return Redriven(stream_id=stream_id, facts=len(facts), error=None)


async def _unparked(
    connection: AsyncConnection[Any], projection: str, version: int, stream: StreamKey
) -> frozenset[int]:
    cursor = await connection.execute(
        "DELETE FROM work.parked WHERE projection = %s AND version = %s AND org_id = %s AND stream_id = %s"
        " RETURNING position",
        (projection, version, *stream),
    )
    return frozenset(row[0] for row in await cursor.fetchall())
