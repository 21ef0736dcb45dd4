"""What a person sees of the reactions in Postgres, and does about them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from adapters.postgres.connections import answering
from application.reactions.port import ReactionEntry, ReactionState
from domain.shared.ids import OrganizationId

_PURGED_AT_ONCE = 10_000

REPLAYED_WINDOW = 1000
"""Positions. When shards are grouped anew, the dispatcher goes back to the start of the window that it stands in."""

# What lies before the window in which the slowest group stands; where none stands anywhere, nothing.
_NEVER_REPLAYED = """
    cause_position < (SELECT (min(position) + 1) / %s * %s FROM work.live_checkpoints WHERE projection = 'reactions')
"""
_FORGET = f"""
    DELETE FROM work.reactions WHERE (org_id, reaction_key) IN (
        SELECT org_id, reaction_key FROM work.reactions
        WHERE state IN ('done', 'dead') AND finished_at < now() - %s AND {_NEVER_REPLAYED} LIMIT %s)
"""  # noqa: S608 - a constant

_ENTRY = (
    "SELECT reaction_key, handler, target, state, attempts - attempts_before, coalesce(last_error, ''),"
    " cause_id, cause_position, created_at, not_before, finished_at FROM work.reactions WHERE org_id = %s"
)


class PostgresReactionDesk:
    """`application.reactions.port.ReactionDesk` over the table `work.reactions`."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def entry(self, organization: OrganizationId, key: UUID) -> ReactionEntry | None:
        """One reaction, whatever its state."""
        found = await self._entries(f"{_ENTRY} AND reaction_key = %s", organization, key)
        return found[0] if found else None

    async def entries(
        self, organization: OrganizationId, state: ReactionState, *, after: tuple[int, UUID] | None, limit: int
    ) -> Sequence[ReactionEntry]:
        """Those of a state, the newest cause first."""
        behind = "" if after is None else " AND (cause_position, reaction_key) < (%s, %s)"
        # The state stands in the statement itself, so that the partial indexes serve it.
        return await self._entries(
            f"{_ENTRY} AND state = '{state.value}'{behind} ORDER BY cause_position DESC, reaction_key DESC LIMIT %s",
            organization,
            *(after or ()),
            limit,
        )

    async def redrive(self, organization: OrganizationId, key: UUID) -> None:
        """Make a dead one due again."""
        await self._change(
            "UPDATE work.reactions SET state = 'pending', not_before = now(), attempts_before = attempts,"
            " failures = 0, finished_at = NULL, swept_at = NULL"
            " WHERE state = 'dead' AND org_id = %s AND reaction_key = %s",
            organization,
            key,
        )

    async def give_up(self, organization: OrganizationId, key: UUID, reason: str) -> None:
        """Make a pending one dead."""
        await self._change(
            "UPDATE work.reactions SET state = 'dead', finished_at = now(), last_error = %s"
            " WHERE state = 'pending' AND org_id = %s AND reaction_key = %s",
            reason,
            organization,
            key,
        )

    async def purge(self, kept: timedelta) -> int:
        """Forget what has been done or dead for longer, in steps that hold nobody up."""
        forgotten = _PURGED_AT_ONCE
        total = 0
        while forgotten == _PURGED_AT_ONCE:
            forgotten = await self._change(_FORGET, kept, REPLAYED_WINDOW, REPLAYED_WINDOW, _PURGED_AT_ONCE)
            total += forgotten
        # A row is all that keeps a replayed cause from being acted on again, so these stay, as dead letters no more.
        return total + await self._change(
            "UPDATE work.reactions SET state = 'done', last_error = NULL"
            " WHERE state = 'dead' AND finished_at < now() - %s",
            kept,
        )

    async def _entries(self, query: str, *parameters: object) -> list[ReactionEntry]:
        async with answering(self._pool) as connection:
            cursor = await connection.execute(query, parameters)
            return [
                ReactionEntry(
                    key=row[0],
                    handler=row[1],
                    target=row[2],
                    state=ReactionState(row[3]),
                    tries=row[4],
                    error=row[5],
                    cause_id=row[6],
                    cause_position=row[7],
                    created_at=row[8],
                    not_before=row[9],
                    finished_at=row[10],
                )
                for row in await cursor.fetchall()
            ]

    async def _change(self, statement: LiteralString, *parameters: object) -> int:
        async with answering(self._pool) as connection:
            cursor = await connection.execute(statement, parameters)
            changed: int = cursor.rowcount
            return changed
