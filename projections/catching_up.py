"""From far behind to the end: large batches, and the next one is read and decoded while this one is written."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from psycopg import AsyncConnection

from projections.leasing import Lease
from projections.projector import Projector
from projections.reading import Chunk, Decode, Wanted, read
from projections.sharing import Turn
from projections.stepping import step

SMALLEST_BATCH, LARGEST_BATCH = 500, 5000
_DECODED_AT_A_TIME = 250
OBJECTS_OF_A_BATCH = 300_000
"""More than two batches are made of, which is what is alive. They die with it, and a search for cycles finds none."""

Stepped = Callable[[Lease], Awaitable[bool]]
"""Told of each step that is done; whether to go on."""


async def catch_up(  # noqa: PLR0917 - two connections and what is to be done over them; every caller has all of it
    writing: Turn,
    reading: AsyncConnection[Any],
    projector: Projector,
    decode: Decode,
    lease: Lease,
    wanted: Wanted,
    until: int,
    stepped: Stepped,
) -> Lease:
    """Take all facts up to the position `until`, or until `stepped` says that it is enough.

    `until` is a position that no fact of the group can any longer come before. Raises what `step` and `read` raise.
    """
    wanted = replace(wanted, topics=projector.topics)
    limit = SMALLEST_BATCH
    ahead = asyncio.create_task(_decoded(reading, decode, wanted, lease.position, until, limit))
    try:
        while True:
            chunk = await ahead
            if chunk.full:
                limit = min(limit * 2, LARGEST_BATCH)
                ahead = asyncio.create_task(_decoded(reading, decode, wanted, chunk.upto, until, limit))
            async with writing() as connection:
                lease = await step(connection, projector, lease, chunk)
                go_on = await stepped(lease)
            if not go_on or not chunk.full:
                return lease
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)


async def _decoded(  # noqa: PLR0917 - a read, of which every part is needed
    connection: AsyncConnection[Any], decode: Decode, wanted: Wanted, after: int, until: int, limit: int
) -> Chunk:
    chunk = await read(connection, decode, wanted, after=after, until=until, limit=limit)
    for begin in range(0, len(chunk.facts), _DECODED_AT_A_TIME):
        # What is raised here is raised again in the step, which parks the fact, and decodes the others.
        with suppress(Exception):
            _ = [fact.fact for fact in chunk.facts[begin : begin + _DECODED_AT_A_TIME]]
        # The step under way may have its answer.
        await asyncio.sleep(0)
    return chunk
