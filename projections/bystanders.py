"""Projections that want nothing of what is new: their checkpoints pass it all the same, all in one statement.

What is passed over is left to gather for a moment, because nobody waits for it. A fact that is wanted never waits.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from projections.bell import Bell
from projections.leasing import Lease, LeaseLostError
from projections.projector import Projector
from projections.sharing import Turn
from projections.tail import Tail

PASSING_OVER = 0.01
"""Facts that a projection does not want may gather for so long before its checkpoint passes them."""

LOOKED_AFTER = 1.0
"""Seconds after which leases are looked at, though nothing is new: another version may be served, and be behind."""

_IDLE = "unnest(%b::text[], %b::integer[], %b::bigint[]) AS idle (projection, version, epoch)"
_STILL_HELD = f"""
    SELECT c.projection FROM work.checkpoints c JOIN {_IDLE} USING (projection, version, epoch)
    WHERE c.shard_group = %s
""".encode()  # noqa: S608 - constants only
_MOVE_ALL = f"""
    UPDATE work.checkpoints c SET position = %s, updated_at = clock_timestamp()
    FROM {_IDLE}
    WHERE c.projection = idle.projection AND c.version = idle.version AND c.epoch = idle.epoch AND c.shard_group = %s
    RETURNING c.projection
""".encode()  # noqa: S608 - constants only


class Bystanders:
    """The idle projections of a shard group, by their names."""

    def __init__(self, tail: Tail, bell: Bell, writing: Turn) -> None:
        self._tail = tail
        self._writing = writing
        self._bell = bell
        self._idle: dict[str, tuple[Lease, Projector]] = {}
        self._lost: set[str] = set()
        self._late = False
        self._passing = asyncio.Lock()

    async def stand_by(self, projector: Projector, lease: Lease) -> Lease:
        """Return when the tail has something for the projector, or has come to its end, with the lease as it is then.

        Raises `LeaseLostError`.
        """
        self._idle[projector.name] = lease, projector
        self._lost.discard(projector.name)
        if lease.position < self._tail.position:
            # It was busy when the others passed what it does not want, and there may be nothing more for a long time.
            self._late = True
            self._tail.nudge()
        try:
            while not self._called(projector.name):
                await self._tail.news()
            # What is being passed over has to be done with: the checkpoint is moved by one at a time.
            async with self._passing:
                return self._idle[projector.name][0]
        finally:
            del self._idle[projector.name]

    async def pass_over(self) -> None:
        """Move the checkpoints of those who stand by, until the tail ends. Raises whatever the connection raises."""
        while not self._tail.ended:
            passed, self._late = self._tail.position, False
            async with self._passing:
                await self._pass(passed)
            while self._tail.position <= passed and not (self._late or self._tail.ended):
                try:
                    async with asyncio.timeout(LOOKED_AFTER):
                        await self._tail.news()
                except TimeoutError:
                    await self._look_at_leases()
            await asyncio.sleep(PASSING_OVER)

    def _called(self, name: str) -> bool:
        if name in self._lost:
            raise LeaseLostError(name)
        lease, projector = self._idle[name]
        chunk = self._tail.after(lease.position, projector.topics)
        return self._tail.ended or chunk is None or bool(chunk.facts)

    async def _pass(self, position: int) -> None:
        leases = [
            lease
            for name, (lease, _) in self._idle.items()
            if lease.position < position and name not in self._lost and not self._called(name)
        ]
        moved = await self._held(_MOVE_ALL, leases, position)
        for lease in leases:
            if lease.projection in moved:
                self._move(lease, position)

    async def _look_at_leases(self) -> None:
        await self._held(_STILL_HELD, [lease for name, (lease, _) in self._idle.items() if name not in self._lost])

    async def _held(self, statement: bytes, leases: Sequence[Lease], *first: object) -> set[str]:
        """The projections that a statement returned of those with a lease; the others have lost it."""
        if not leases:
            return set()
        async with self._writing() as connection:
            cursor = await connection.execute(
                statement,
                (
                    *first,
                    [lease.projection for lease in leases],
                    [lease.version for lease in leases],
                    [lease.epoch for lease in leases],
                    self._tail.group.index,
                ),
            )
            held = {name for (name,) in await cursor.fetchall()}
        if lost := {lease.projection for lease in leases} - held:
            self._lost |= lost
            self._tail.nudge()
        return held

    def _move(self, lease: Lease, position: int) -> None:
        if lease.projection in self._idle:
            _, projector = self._idle[lease.projection]
            self._idle[lease.projection] = replace(lease, position=position), projector
        self._bell.ring(position, f"{lease.projection} {lease.group}")
