"""What Postgres holds, held to the contracts that its fakes are held to."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.identities import PostgresIdentities
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.reaction_entries import PostgresReactionDesk
from adapters.postgres.reactions import PostgresReactionBook
from adapters.vault.consent_state import SealedConsentState
from adapters.vault.credentials import PostgresVault
from adapters.vault.keys import VaultKeys
from domain.shared.ids import OrganizationId
from tests.contracts.identities_contract import IdentitiesContract
from tests.contracts.ledger_contract import LedgerContract
from tests.contracts.observations_contract import ObservationsContract
from tests.contracts.reaction_book_contract import BookBench, ReactionBookContract
from tests.contracts.vault_contract import StateSealContract, VaultContract

Pool = AsyncConnectionPool[Any]


class TestPostgresLedger(LedgerContract):
    """The ledger is the fixture of the whole suite."""


class TestPostgresObservations(ObservationsContract):
    @pytest.fixture
    def observations(self, pool: Pool) -> PostgresObservations:
        return PostgresObservations(pool)


class TestPostgresVault(VaultContract):
    @pytest.fixture
    def vault(self, pool: Pool) -> PostgresVault:
        return PostgresVault(pool, VaultKeys({"k1": bytes(32)}))


class TestSealedConsentState(StateSealContract):
    @pytest.fixture
    def seal(self) -> SealedConsentState:
        return SealedConsentState(VaultKeys({"k1": bytes(32)}))


class TestPostgresIdentities(IdentitiesContract):
    @pytest.fixture
    def identities(self, pool: Pool) -> PostgresIdentities:
        return PostgresIdentities(pool)


class PostgresBookBench(BookBench):
    """The real book; time passes by moving all moments back."""

    def __init__(self, pool: Pool, organization: OrganizationId) -> None:
        book = PostgresReactionBook(pool)
        super().__init__(book, book, PostgresReactionDesk(pool), organization)
        self._pool = pool

    async def write(self, serial_key: str, *, due_in: timedelta = timedelta(), cause: int = 1) -> UUID:
        key = uuid4()
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO work.reactions (org_id, reaction_key, handler, serial_key, target, cause_id,"
                " cause_position, correlation_id, not_before)"
                " VALUES (%s, %s, 'platforms.push_channel', %s, %s, %s, %s, %s, now() + %s)",
                (self.organization, key, serial_key, Jsonb({"campaign_id": "c-1"}), uuid4(), cause, uuid4(), due_in),
            )
        return key

    async def let_pass(self, time: timedelta) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE work.reactions SET not_before = not_before - %(time)s, lease_until = lease_until - %(time)s,"
                " swept_at = swept_at - %(time)s, finished_at = finished_at - %(time)s WHERE org_id = %(organization)s",
                {"time": time, "organization": self.organization},
            )

    async def line(self, key: UUID) -> tuple[str, str | None]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT state, last_error FROM work.reactions WHERE org_id = %s AND reaction_key = %s",
                (self.organization, key),
            )
            row = await cursor.fetchone()
        assert row is not None
        return row[0], row[1]


class TestPostgresReactionBook(ReactionBookContract):
    @pytest.fixture
    def bench(self, pool: Pool, organization: OrganizationId) -> PostgresBookBench:
        return PostgresBookBench(pool, organization)
