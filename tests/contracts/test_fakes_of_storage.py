"""The fakes of what Postgres holds are held to the contracts that the real ones are held to."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.shared.ids import OrganizationId
from tests.contracts.identities_contract import IdentitiesContract
from tests.contracts.ledger_contract import LedgerContract
from tests.contracts.observations_contract import ObservationsContract
from tests.contracts.reaction_book_contract import BookBench, ReactionBookContract
from tests.contracts.vault_contract import StateSealContract, VaultContract
from tests.fakes.connections import FakeStateSeal, FakeVault
from tests.fakes.identity import FakeIdentityStore
from tests.fakes.ledger import FakeLedger, FakeObservationStore
from tests.fakes.reactions import Entry, FakeReactionDesk, FakeReactionLine


class TestFakeLedger(LedgerContract):
    @pytest.fixture
    def ledger(self) -> FakeLedger:
        return FakeLedger()


class TestFakeObservationStore(ObservationsContract):
    @pytest.fixture
    def ledger(self) -> FakeLedger:
        return FakeLedger()

    @pytest.fixture
    def observations(self, ledger: FakeLedger) -> FakeObservationStore:
        return FakeObservationStore(ledger)


class TestFakeVault(VaultContract):
    @pytest.fixture
    def vault(self) -> FakeVault:
        return FakeVault()


class TestFakeStateSeal(StateSealContract):
    @pytest.fixture
    def seal(self) -> FakeStateSeal:
        return FakeStateSeal()


class TestFakeIdentityStore(IdentitiesContract):
    @pytest.fixture
    def identities(self) -> FakeIdentityStore:
        return FakeIdentityStore()


class FakeBookBench(BookBench):
    """The fake book with its own clock."""

    book: FakeReactionLine

    async def write(self, serial_key: str, *, due_in: timedelta = timedelta(), cause: int = 1) -> UUID:
        key = uuid4()
        self.book.write(
            Entry(
                organization=self.organization,
                key=key,
                handler="platforms.push_channel",
                serial_key=serial_key,
                target={"campaign_id": "c-1"},
                cause_id=uuid4(),
                correlation_id=uuid4(),
                not_before=self.book.now + due_in,
                cause_position=cause,
            )
        )
        return key

    async def let_pass(self, time: timedelta) -> None:
        self.book.now += time

    async def line(self, key: UUID) -> tuple[str, str | None]:
        entry = self.book.entries[self.organization, key]
        return entry.state, entry.last_error


class TestFakeReactionBook(ReactionBookContract):
    @pytest.fixture
    def bench(self, organization: OrganizationId) -> FakeBookBench:
        book = FakeReactionLine()
        return FakeBookBench(book, book, FakeReactionDesk(book), organization)
