"""The library's own suites for recorders, run against ours."""

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import uuid4

import eventsourcing.cryptography
import pytest
from eventsourcing.persistence import InfrastructureFactory

from adapters.postgres.recorder import LedgerFactory, LedgerRecorder

if TYPE_CHECKING:
    from eventsourcing.tests import persistence as suites
else:
    # The suites' module imports the library's older cipher, which wants a package that nothing here needs;
    # the library's own newer one, of the same name and interface, stands in its place.
    sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)
    suites = import_module("eventsourcing.tests.persistence")


class OnAnEmptyLedger:
    """What both suites need: a recorder whose first position is 1."""

    factory: LedgerFactory

    @pytest.fixture(autouse=True)
    def _an_empty_ledger(self, empty_url: str) -> Iterator[None]:
        settings = {
            "PERSISTENCE_MODULE": "adapters.postgres.recorder",
            "LEDGER_DATABASE_URL": empty_url,
            "LEDGER_ORGANIZATION_ID": str(uuid4()),
        }
        constructed = InfrastructureFactory.construct(settings)
        assert isinstance(constructed, LedgerFactory)
        self.factory = constructed
        yield
        self.factory.close()

    def create_recorder(self) -> LedgerRecorder:
        return self.factory.application_recorder()


class TestLedgerRecorder(OnAnEmptyLedger, suites.ApplicationRecorderTestCase):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestPositionsOfTheLedgerRecorder(OnAnEmptyLedger, suites.NonInterleavingNotificationIDsBaseCase):
    """Two writers at once never share a stretch of positions."""
