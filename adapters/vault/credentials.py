"""Platform credentials in an ordinary table, encrypted; the ciphertext is bound to its row."""

from typing import Any

from psycopg_pool import AsyncConnectionPool
from pydantic import TypeAdapter

from adapters.postgres.connections import answering
from adapters.vault.keys import Sealed, VaultKeys
from application.platforms.port import Credential
from domain.shared.ids import CredentialId, OrganizationId

_CREDENTIAL = TypeAdapter(Credential)


class PostgresVault:
    """`application.connections.port.Vault` over the table `vault.credentials`."""

    def __init__(self, pool: AsyncConnectionPool[Any], keys: VaultKeys) -> None:
        self._pool = pool
        self._keys = keys

    async def put(self, organization: OrganizationId, credential_id: CredentialId, credential: Credential) -> None:
        """Keep a credential, in place of the one before it."""
        sealed = self._keys.seal(_CREDENTIAL.dump_json(credential), _place(organization, credential_id))
        async with answering(self._pool) as connection:
            await connection.execute(
                "INSERT INTO vault.credentials AS c (org_id, credential_id, platform, key_id, nonce, ciphertext,"
                " expires_at, updated_at) VALUES (%s, %s, %s, %s, %s, %s, %s, now())"
                " ON CONFLICT (org_id, credential_id) DO UPDATE SET key_id = excluded.key_id, nonce = excluded.nonce,"
                " ciphertext = excluded.ciphertext, expires_at = excluded.expires_at, updated_at = now()",
                (
                    organization,
                    credential_id,
                    credential.platform.value,
                    sealed.key_id,
                    sealed.nonce,
                    sealed.ciphertext,
                    credential.expires_at,
                ),
            )

    async def get(self, organization: OrganizationId, credential_id: CredentialId) -> Credential | None:
        """The credential, or None where it was erased."""
        async with answering(self._pool) as connection:
            cursor = await connection.execute(
                "SELECT key_id, nonce, ciphertext FROM vault.credentials WHERE org_id = %s AND credential_id = %s",
                (organization, credential_id),
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        sealed = Sealed(key_id=row[0], nonce=row[1], ciphertext=row[2])
        return _CREDENTIAL.validate_json(self._keys.open(sealed, _place(organization, credential_id)))

    async def erase(self, organization: OrganizationId, credential_id: CredentialId) -> None:
        """Forget a credential for good; one that is not there is no error."""
        async with answering(self._pool) as connection:
            await connection.execute(
                "DELETE FROM vault.credentials WHERE org_id = %s AND credential_id = %s", (organization, credential_id)
            )


def _place(organization: OrganizationId, credential_id: CredentialId) -> bytes:
    return f"credential|{organization}|{credential_id}".encode()
