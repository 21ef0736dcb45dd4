"""Users and API keys in Postgres."""

from datetime import datetime
from typing import Any

from psycopg_pool import AsyncConnectionPool

from adapters.postgres.connections import answering
from application.identity.port import KeyHolder
from domain.organizations.organization import Role
from domain.shared.ids import OrganizationId, UserId


class PostgresIdentities:
    """`application.identity.port.IdentityStore` over the schema `identity`."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def user_with_email(self, email: str, *, new_id: UserId, name: str, now: datetime) -> UserId:
        """The user of an address; made under `new_id` if there is none."""
        async with answering(self._pool) as connection:
            await connection.execute(
                "INSERT INTO identity.users (user_id, email, name, created_at) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (lower(email)) DO NOTHING",
                (new_id, email, name, now),
            )
            cursor = await connection.execute(
                "SELECT user_id FROM identity.users WHERE lower(email) = lower(%s)", (email,)
            )
            row = await cursor.fetchone()
        assert row is not None  # noqa: S101 - it was made above if it was not there
        return UserId(row[0])

    async def keep_key(self, holder: KeyHolder, *, key_hash: bytes, name: str, now: datetime) -> None:
        """Keep a key by its SHA-256."""
        async with answering(self._pool) as connection:
            await connection.execute(
                "INSERT INTO identity.api_keys (org_id, key_id, key_hash, name, user_id, role, created_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                (holder.organization, holder.key_id, key_hash, name, holder.user_id, holder.role.value, now),
            )

    async def holder(self, key_hash: bytes) -> KeyHolder | None:
        """Whom the key with this SHA-256 speaks for; None for an unknown or a revoked one."""
        async with answering(self._pool) as connection:
            cursor = await connection.execute(
                "SELECT org_id, key_id, user_id, role FROM identity.api_keys"
                " WHERE key_hash = %s AND revoked_at IS NULL",
                (key_hash,),
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        return KeyHolder(organization=OrganizationId(row[0]), key_id=row[1], user_id=UserId(row[2]), role=Role(row[3]))
