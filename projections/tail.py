"""The newest facts of a shard group, read and decoded once for all projections of a process.

A doorbell on another connection than the writer's says that there are some; a poll behind it makes sure. Projections
that are further behind than what is kept here read the ledger themselves.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from psycopg import AsyncConnection

from projections.groups import ShardGroup
from projections.reading import Chunk, Decode, StoredFact, Wanted, head, quiet_head, read
from projections.sharing import Ears, Turn

POLL_SECONDS = 0.25
GATHERING = 0.003
"""Between two reads at the end of the ledger: a batch costs each projection much the same, be it one fact or ten."""
RESTLESS = 0.012
"""So long after the last facts or ring it looks again by itself: the doorbell need not ring for each of a stream."""
MOST_AT_ONCE = 1000
KEPT = 4000

_position = attrgetter("position")


class Tail:
    """Follows one shard group. `position`: no fact of the group up to it is still to come."""

    def __init__(self, decode: Decode, group: ShardGroup, reading: Turn, ears: Ears) -> None:
        self.group = group
        self._reading = reading
        self._ears = ears
        self.position = -1
        self._decode = decode
        self._wanted = Wanted(group=group)
        self._kept: list[StoredFact] = []
        self._kept_after = -1
        self._moved = asyncio.Event()
        self.ended = False

    def end(self) -> None:
        """Let nobody wait any longer."""
        self.ended = True
        self.nudge()

    def nudge(self) -> None:
        """Have everybody who waits look again."""
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def follow(self) -> None:
        """Follow the ledger from its present end. May be begun anew.

        Raises `RegroupedError`, and whatever becomes of the connection.
        """
        if self.position < 0:
            async with self._reading() as connection:
                self._begin_at(await quiet_head(connection, self.group))
        loop = asyncio.get_running_loop()
        restless_until, rung = loop.time(), self._ears.times
        while True:
            # Whatever is committed after the read is rung for after it.
            heard, before = self._ears.times, self.position
            async with self._reading() as connection:
                more = await self._advance(connection)
            # After a ring too, though its facts were found before: the next one may be as late as this one was.
            if self.position > before or heard > rung:
                restless_until, rung = loop.time() + RESTLESS, heard
            if not more:
                await asyncio.sleep(GATHERING)
                if loop.time() >= restless_until:
                    await self._ears.beyond(heard, POLL_SECONDS)

    async def moved_beyond(self, position: int) -> None:
        """Return when there is something after a position, or nothing more is to be waited for."""
        while self.position <= position and not self.ended:
            await self.news()

    async def news(self) -> None:
        """Return when there is something new, or a nudge."""
        await self._moved.wait()

    def after(self, position: int, topics: frozenset[str]) -> Chunk | None:
        """All facts of some topics after a position; None if they are no longer kept."""
        if position < self._kept_after or self.position < 0:
            return None
        first = bisect_right(self._kept, position, key=_position)
        facts = [fact for fact in self._kept[first:] if fact.topic in topics]
        return Chunk(facts=facts, upto=max(self.position, position), full=False)

    async def _advance(self, connection: AsyncConnection[Any]) -> bool:
        """Whether there may be more."""
        chunk = await read(connection, self._decode, self._wanted, after=self.position, limit=MOST_AT_ONCE)
        if not chunk.facts and self.group.count > 1 and await head(connection) > self.position:
            # The other groups go on; this one must not seem to stand still.
            until = await quiet_head(connection, self.group)
            chunk = await read(
                connection, self._decode, self._wanted, after=self.position, until=until, limit=MOST_AT_ONCE
            )
        if chunk.upto > self.position:
            self._publish(chunk.facts, chunk.upto)
        return chunk.full

    def _begin_at(self, position: int) -> None:
        self._kept, self._kept_after = [], position
        self._publish([], position)

    def _publish(self, facts: Sequence[StoredFact], position: int) -> None:
        self._kept.extend(facts)
        if len(self._kept) > 2 * KEPT:
            self._kept_after = self._kept[-KEPT - 1].position
            del self._kept[:-KEPT]
        self.position = position
        self.nudge()
