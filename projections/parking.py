"""Facts that cannot be applied are parked with all that follow in their stream; the other streams go on."""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection

from projections.leasing import Lease, StreamKey
from projections.reading import StoredFact

LONGEST_ERROR = 2000
FOLLOWS_ANOTHER = "An earlier fact of its stream is parked."
BEFORE_ALL = 0
"""The position of a stream that was parked by hand, before any of its facts."""


async def park(connection: AsyncConnection[Any], lease: Lease, facts: Sequence[StoredFact], error: str) -> None:
    """Park facts, in the transaction of the checkpoint that passes them."""
    if facts:
        await connection.execute(
            "INSERT INTO work.parked (projection, version, org_id, stream_id, position, error)"
            " SELECT %s, %s, f.org_id, f.stream_id, f.position, %s"
            " FROM unnest(%b::uuid[], %b::uuid[], %b::bigint[]) AS f (org_id, stream_id, position)"
            " ON CONFLICT DO NOTHING",
            (
                lease.projection,
                lease.version,
                error[:LONGEST_ERROR],
                [fact.organization for fact in facts],
                [fact.stream_id for fact in facts],
                [fact.position for fact in facts],
            ),
        )


async def park_stream(
    connection: AsyncConnection[Any],
    projection: str,
    version: int,
    stream: StreamKey,
    reason: str,
) -> None:
    """Have a projection leave a stream out from now on, in the caller's transaction, which must also `fence`."""
    await connection.execute(
        "INSERT INTO work.parked (projection, version, org_id, stream_id, position, error)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (projection, version, *stream, BEFORE_ALL, f"Parked by hand: {reason}"[:LONGEST_ERROR]),
    )
