"""Snapshots in Postgres and in memory, held to one contract."""

import pytest

from tests.contracts.snapshots_contract import SnapshotsContract
from tests.fakes.ledger import FakeLedger


class TestFakeSnapshots(SnapshotsContract):
    @pytest.fixture
    def ledger(self) -> FakeLedger:
        return FakeLedger()


class TestPostgresSnapshots(SnapshotsContract):
    """The ledger is the fixture of the whole suite."""
