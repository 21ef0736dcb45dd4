"""How far each projection is behind the ledger, in facts and in seconds, and what it had to park."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

MOST_COUNTED = 10_000
"""Counting further would cost more than the answer is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionLag:
    """One projection's distance to the newest fact.

    `facts` is how many it has not seen, counted no further than `MOST_COUNTED`. `seconds` is the age of the oldest
    of them, 0 if there is none. `parked` counts the facts that could not be applied.
    """

    projection: str
    version: int
    shard_group: int
    position: int
    facts: int
    seconds: float
    parked: int


_LAG = text("""
    SELECT c.projection, c.version, c.shard_group, c.position,
        (SELECT count(*) FROM (
            SELECT FROM ledger.events e
            WHERE e.position > c.position AND e.shard % c.shard_groups = c.shard_group LIMIT :most
        ) AS unseen) AS facts,
        coalesce((
            SELECT extract(epoch FROM clock_timestamp() - e.recorded_at) FROM ledger.events e
            WHERE e.position > c.position AND e.shard % c.shard_groups = c.shard_group ORDER BY e.position LIMIT 1
        ), 0) AS seconds,
        (SELECT count(*) FROM work.parked p
            WHERE p.projection = c.projection AND p.version = c.version AND p.position > 0
            AND ledger.shard_of(p.org_id) % c.shard_groups = c.shard_group) AS parked
    FROM (
        SELECT projection, version, shard_group, shard_groups, position FROM work.live_checkpoints
        UNION ALL
        SELECT n.name, 0, 0, 1, 0 FROM unnest(CAST(:names AS text[])) AS n (name)
        WHERE NOT EXISTS (SELECT FROM work.live_checkpoints AS l WHERE l.projection = n.name)
    ) AS c ORDER BY c.projection, c.shard_group
""")


async def lag(connection: AsyncConnection, names: Collection[str]) -> Sequence[ProjectionLag]:
    """The lag of every projection, at the version that is served; those of `names` that never ran have version 0."""
    return [
        ProjectionLag(
            projection=row.projection,
            version=row.version,
            shard_group=row.shard_group,
            position=row.position,
            facts=row.facts,
            seconds=max(float(row.seconds), 0.0),
            parked=row.parked,
        )
        for row in await connection.execute(_LAG, {"most": MOST_COUNTED, "names": list(names)})
    ]
