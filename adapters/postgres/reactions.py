"""The book of reactions in Postgres: rows with leases. Time here is the database's, so that all processes agree."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg_pool import AsyncConnectionPool

from application.reactions.port import Reaction
from domain.shared.ids import OrganizationId

_DUE = "(state = 'pending' AND not_before <= now() OR state = 'running' AND lease_until < now())"


class PostgresReactionBook:
    """`application.reactions.port.ReactionBook` over the table `work.reactions`."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def claim(self, organization: OrganizationId, key: UUID, lease: timedelta) -> Reaction | None:
        """Take a reaction that is due. A unique index lets only one of a serial key run at a time."""
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
                        "UPDATE work.reactions SET state = 'running', lease_until = now() + %s, attempts = attempts + 1"  # noqa: S608 - a constant
                        f" WHERE org_id = %s AND reaction_key = %s AND {_DUE}"
                        " RETURNING handler, target, cause_id, correlation_id, attempts",
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
                "UPDATE work.reactions SET state = 'pending', lease_until = NULL, not_before = now() + %s,"
                " last_error = %s WHERE org_id = %s AND reaction_key = %s AND state = 'running' AND attempts = %s",
                (delay, error, reaction.organization, reaction.key, reaction.attempt),
            )

    async def due(self, limit: int) -> Sequence[tuple[str, OrganizationId, UUID]]:
        """What is due and nobody is at, the longest due first."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                f"SELECT handler, org_id, reaction_key FROM work.reactions WHERE {_DUE} ORDER BY not_before LIMIT %s",  # noqa: S608 - a constant
                (limit,),
            )
            return [(row[0], OrganizationId(row[1]), row[2]) for row in await cursor.fetchall()]

    async def _close(self, reaction: Reaction, state: str, error: str | None) -> None:
        # The attempt is the fence: whoever lost the lease in the meantime closes nothing.
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE work.reactions SET state = %s, lease_until = NULL, finished_at = now(), last_error = %s"
                " WHERE org_id = %s AND reaction_key = %s AND state = 'running' AND attempts = %s",
                (state, error, reaction.organization, reaction.key, reaction.attempt),
            )
