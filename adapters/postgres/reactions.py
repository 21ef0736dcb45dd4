"""The book of reactions in Postgres: rows with leases. Time here is the database's, so that all processes agree."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg_pool import AsyncConnectionPool

from application.reactions.port import SENT_AGAIN, Reaction, Waiting
from domain.shared.ids import OrganizationId

_FREE = """(r.state = 'pending' AND r.not_before <= now() OR r.state = 'running' AND r.lease_until < now())
    AND NOT EXISTS (
        SELECT FROM work.reactions AS earlier
        WHERE earlier.org_id = r.org_id AND earlier.serial_key = r.serial_key
        AND earlier.cause_position < r.cause_position
        AND (earlier.state = 'running' OR earlier.state = 'pending' AND earlier.not_before <= now()))"""
_SEND = """
    WITH waiting AS (
        SELECT r.org_id, r.reaction_key FROM work.reactions AS r
        WHERE {which} AND (r.swept_at IS NULL OR r.swept_at <= now() - %s) AND {free}
        ORDER BY r.not_before LIMIT %s FOR UPDATE SKIP LOCKED
    ), sent AS (
        UPDATE work.reactions AS r SET swept_at = now() FROM waiting
        WHERE r.org_id = waiting.org_id AND r.reaction_key = waiting.reaction_key
        RETURNING r.handler, r.org_id, r.reaction_key, r.not_before
    )
    SELECT handler, org_id, reaction_key FROM sent ORDER BY not_before
"""
_SEND_DUE = _SEND.format(which="r.state IN ('pending', 'running')", free=_FREE)
_SEND_NEXT = _SEND.format(
    which="r.state IN ('pending', 'running') AND r.org_id = %s AND r.serial_key ="
    " (SELECT serial_key FROM work.reactions WHERE org_id = %s AND reaction_key = %s)",
    free=_FREE,
)


class PostgresReactionBook:
    """`application.reactions.port.ReactionBook` and `ReactionLine` over the table `work.reactions`."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def claim(self, organization: OrganizationId, key: UUID, lease: timedelta) -> Reaction | None:
        """Take a reaction that is due and first in line. A unique index lets one of a serial key run at a time."""
        async with self._pool.connection() as connection:
            try:
                async with connection.transaction():
                    # A lease that ran out must not keep its serial key from others: it goes back first.
                    await connection.execute(
                        "UPDATE work.reactions AS r SET state = 'pending', lease_until = NULL"
                        " FROM work.reactions AS mine"
                        " WHERE mine.org_id = %s AND mine.reaction_key = %s AND r.org_id = mine.org_id"
                        " AND r.serial_key = mine.serial_key AND r.state = 'running' AND r.lease_until < now()",
                        (organization, key),
                    )
                    cursor = await connection.execute(
                        "UPDATE work.reactions AS r"  # noqa: S608 - a constant
                        " SET state = 'running', lease_until = now() + %s, attempts = attempts + 1"
                        f" WHERE r.org_id = %s AND r.reaction_key = %s AND {_FREE}"
                        " RETURNING handler, target, cause_id, correlation_id, attempts, attempts_before, failures",
                        (lease, organization, key),
                    )
                    row = await cursor.fetchone()
            except UniqueViolation:
                return None
        if row is None:
            return None
        return Reaction(
            organization=organization,
            key=key,
            handler=row[0],
            target=row[1],
            cause_id=row[2],
            correlation_id=row[3],
            attempt=row[4],
            attempts_before=row[5],
            failures=row[6],
        )

    async def extend(self, reaction: Reaction, lease: timedelta) -> None:
        """Still at it: hold the lease for so long from now."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE work.reactions SET lease_until = now() + %s"
                " WHERE org_id = %s AND reaction_key = %s AND state = 'running' AND attempts = %s",
                (lease, reaction.organization, reaction.key, reaction.attempt),
            )

    async def finish(self, reaction: Reaction) -> None:
        """It is done."""
        await self._close(reaction, "done", None)

    async def bury(self, reaction: Reaction, error: str) -> None:
        """It failed for good."""
        await self._close(reaction, "dead", error)

    async def postpone(self, reaction: Reaction, delay: timedelta, error: str) -> None:
        """It failed for now and is due again after the delay."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE work.reactions SET state = 'pending', lease_until = NULL, swept_at = NULL,"
                " not_before = now() + %s, failures = failures + 1, last_error = %s"
                " WHERE org_id = %s AND reaction_key = %s AND state = 'running' AND attempts = %s",
                (delay, error, reaction.organization, reaction.key, reaction.attempt),
            )

    async def due(self, limit: int) -> Sequence[Waiting]:
        """What can be taken and was not sent lately, the longest due first."""
        return await self._send(_SEND_DUE, (SENT_AGAIN, limit))

    async def next_in_line(self, organization: OrganizationId, key: UUID) -> Waiting | None:
        """The same, of the line in which a reaction stands or stood."""
        waiting = await self._send(_SEND_NEXT, (organization, organization, key, SENT_AGAIN, 1))
        return waiting[0] if waiting else None

    async def _send(self, query: LiteralString, parameters: Sequence[object]) -> list[Waiting]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(query, parameters)
            return [(row[0], OrganizationId(row[1]), row[2]) for row in await cursor.fetchall()]

    async def _close(self, reaction: Reaction, state: str, error: str | None) -> None:
        # The attempt is the fence: whoever lost the lease in the meantime closes nothing.
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE work.reactions SET state = %s, lease_until = NULL, finished_at = now(), last_error = %s"
                " WHERE org_id = %s AND reaction_key = %s AND state = 'running' AND attempts = %s",
                (state, error, reaction.organization, reaction.key, reaction.attempt),
            )
