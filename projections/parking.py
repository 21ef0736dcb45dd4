"""Facts that cannot be applied are parked with all that follow in their stream; the other streams go on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.shared.ids import OrganizationId
from projections.leasing import Lease
from projections.reading import StoredFact

StreamKey = tuple[OrganizationId, UUID]

LONGEST_ERROR = 2000
FOLLOWS_ANOTHER = "An earlier fact of its stream is parked."


async def parked_streams(connection: AsyncConnection[Any], lease: Lease) -> frozenset[StreamKey]:
    """The streams that a projection has parked."""
    cursor = await connection.execute(
        "SELECT DISTINCT org_id, stream_id FROM work.parked WHERE projection = %s AND version = %s",
        (lease.projection, lease.version),
    )
    return frozenset((row[0], row[1]) for row in await cursor.fetchall())


async def park(connection: AsyncConnection[Any], lease: Lease, facts: Sequence[StoredFact], error: str) -> None:
    """Park facts, in the transaction of the checkpoint that passes them."""
    if facts:
        await connection.execute(
            "INSERT INTO work.parked (projection, version, org_id, stream_id, position, error)"
            " SELECT %s, %s, f.org_id, f.stream_id, f.position, %s"
            " FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) AS f (org_id, stream_id, position)"
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
