"""Reading one's own writes: wait until read models have seen a position."""

import asyncio
from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

SHORTEST_LOOK, LONGEST_LOOK = 0.005, 0.025

_BEHIND = text("""
    SELECT count(*) FROM unnest(CAST(:projections AS text[])) AS wanted (projection)
    LEFT JOIN LATERAL (
        SELECT min(c.position) AS position FROM work.checkpoints c
        WHERE c.projection = wanted.projection
        GROUP BY c.version ORDER BY c.version DESC LIMIT 1
    ) AS seen ON true
    WHERE coalesce(seen.position, 0) < :position
""")


async def wait_for(engine: AsyncEngine, projections: Collection[str], position: int, timeout: float) -> bool:  # noqa: ASYNC109 - an answer is wanted at the end of it, not a cancellation
    """Whether the projections have come to `position` within `timeout` seconds, looked at once at least."""
    deadline = asyncio.get_running_loop().time() + timeout
    pause = SHORTEST_LOOK
    while await _behind(engine, projections, position):
        if asyncio.get_running_loop().time() + pause > deadline:
            return False
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_LOOK)
    return True


async def _behind(engine: AsyncEngine, projections: Collection[str], position: int) -> int:
    async with engine.connect() as connection:
        found = await connection.execute(_BEHIND, {"projections": list(projections), "position": position})
        return int(found.scalar_one())
