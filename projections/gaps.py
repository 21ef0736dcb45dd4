"""The auditor of gaps: counts the facts in windows of positions against those that a projection has taken.

Lag compares the two ends and reads zero over a fact that was skipped in between. This does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from projections.leasing import WINDOW
from projections.projector import Projector


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A window of positions of which a projection has not taken as many facts as there are."""

    projection: str
    first_position: int
    last_position: int
    facts: int
    taken: int


# One statement, so one snapshot: the counts move in the transaction of the checkpoint.
_GAPS = """
    WITH seen AS (
        SELECT * FROM work.live_checkpoints WHERE projection = %(projection)s
    ), there AS (
        SELECT e.position / %(size)s AS number, count(*) AS facts
        FROM ledger.events e JOIN seen s ON e.shard %% s.shard_groups = s.shard_group
        WHERE e.position > s.counted_from AND e.position <= s.position
            AND e.position >= %(since)s AND e.topic = ANY(%(topics)s)
        GROUP BY number
    ), taken AS (
        SELECT p."window" AS number, sum(p.facts) AS facts
        FROM work.processed p
        WHERE (p.projection, p.version) IN (SELECT projection, version FROM seen)
            AND p."window" >= %(since)s / %(size)s
        GROUP BY number
    )
    SELECT number, coalesce(there.facts, 0), coalesce(taken.facts, 0)
    FROM there FULL JOIN taken USING (number)
    WHERE coalesce(there.facts, 0) <> coalesce(taken.facts, 0) ORDER BY number
"""


async def gaps(connection: AsyncConnection[Any], projector: Projector, since: int = 0) -> Sequence[Gap]:
    """The windows in which a projection's count differs, from the window of the position `since` on."""
    cursor = await connection.execute(
        _GAPS,
        {
            "projection": projector.name,
            "size": WINDOW,
            "since": since // WINDOW * WINDOW,
            "topics": sorted(projector.topics),
        },
    )
    return [
        Gap(
            projection=projector.name,
            first_position=row[0] * WINDOW,
            last_position=row[0] * WINDOW + WINDOW - 1,
            facts=row[1],
            taken=int(row[2]),
        )
        for row in await cursor.fetchall()
    ]
