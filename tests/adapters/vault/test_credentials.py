"""What the vault's table holds, beyond what every vault promises."""

from typing import Any
from uuid import uuid4

import pytest
from psycopg_pool import AsyncConnectionPool

from adapters.vault.credentials import PostgresVault
from adapters.vault.keys import VaultKeyError, VaultKeys
from domain.shared.ids import CredentialId, OrganizationId
from tests.builders import CREDENTIAL
from tests.contracts.vault_contract import KEPT


@pytest.fixture
def vault(pool: AsyncConnectionPool[Any]) -> PostgresVault:
    return PostgresVault(pool, VaultKeys({"k1": bytes(32)}))


async def row(pool: AsyncConnectionPool[Any], organization: OrganizationId) -> tuple[Any, ...]:
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT * FROM vault.credentials WHERE org_id = %s", (organization,))
        (found,) = await cursor.fetchall()
    return tuple(found)


async def test_no_token_stands_in_clear(
    vault: PostgresVault, pool: AsyncConnectionPool[Any], organization: OrganizationId
) -> None:
    await vault.put(organization, CREDENTIAL, KEPT)
    stored = repr(await row(pool, organization))
    assert KEPT.access_token not in stored
    assert str(KEPT.refresh_token) not in stored


async def test_a_ciphertext_in_another_row_does_not_open(
    vault: PostgresVault, pool: AsyncConnectionPool[Any], organization: OrganizationId
) -> None:
    await vault.put(organization, CREDENTIAL, KEPT)
    other = CredentialId(uuid4())
    async with pool.connection() as connection:
        await connection.execute(
            "UPDATE vault.credentials SET credential_id = %s WHERE org_id = %s", (other, organization)
        )
    with pytest.raises(VaultKeyError, match="for this place"):
        await vault.get(organization, other)
