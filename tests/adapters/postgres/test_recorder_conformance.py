"""The library's own suites for recorders, tracking and projections, run against ours."""

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import eventsourcing.cryptography
import eventsourcing.dcb.domain
import psycopg
import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    ProcessRecorder,
    Tracking,
    TrackingRecorder,
)
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.utils import Environment, get_topic

from adapters.postgres.recorder import LedgerFactory
from adapters.postgres.recorder_events import LedgerRecorder
from adapters.postgres.recorder_tracking import LedgerProcessRecorder, LedgerTrackingRecorder

if TYPE_CHECKING:
    from eventsourcing.tests import application as application_suites
    from eventsourcing.tests import persistence as suites
    from eventsourcing.tests import projection as projection_suites
else:
    # The suites' modules import two of the library's that want packages which nothing here needs: its older cipher,
    # in whose place its newer one stands, of the same name and interface; and the MessagePack form of decisions,
    # which a suite that is not for us speaks of, in whose place their plain form stands.
    sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)
    sys.modules.setdefault("eventsourcing.dcb.msgpack", eventsourcing.dcb.domain)
    application_suites = import_module("eventsourcing.tests.application")
    suites = import_module("eventsourcing.tests.persistence")
    projection_suites = import_module("eventsourcing.tests.projection")


class OnAnEmptyLedger:
    """What the suites need: a ledger whose first position is 1."""

    env: Any  # the suites name two types for it, of which neither is the other
    factory: LedgerFactory

    @pytest.fixture(autouse=True)
    def _an_empty_ledger(self, empty_url: str) -> Iterator[None]:
        settings = {
            "PERSISTENCE_MODULE": "adapters.postgres.recorder",
            "LEDGER_DATABASE_URL": empty_url,
            "LEDGER_ORGANIZATION_ID": str(uuid4()),
        }
        self.env = Environment("Application", settings)
        constructed = InfrastructureFactory.construct(self.env)
        assert isinstance(constructed, LedgerFactory)
        self.factory = constructed
        with psycopg.connect(empty_url) as connection:
            connection.execute(COUNTERS)
        yield
        self.factory.close()


COUNTERS = """
    CREATE TABLE counters (name text PRIMARY KEY, many bigint NOT NULL);
    INSERT INTO counters VALUES ('created', 0), ('subsequent', 0);
    GRANT ALL ON counters TO adscale_app
"""


class Counters(LedgerTrackingRecorder, projection_suites.EventCountersView):
    """The view that the library's projection suites write."""

    def get_created_event_counter(self) -> int:
        return self._get("created")

    def get_subsequent_event_counter(self) -> int:
        return self._get("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._increment("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._increment("subsequent", tracking)

    def _get(self, name: str) -> int:
        with self._connection() as connection:
            row: Any = connection.execute("SELECT many FROM counters WHERE name = %s", (name,)).fetchone()
        return int(row[0])

    def _increment(self, name: str, tracking: Tracking) -> None:
        with self.tracked(tracking) as connection:
            connection.execute("UPDATE counters SET many = many + 1 WHERE name = %s", (name,))


class TestLedgerRecorder(OnAnEmptyLedger, suites.ApplicationRecorderTestCase):
    def create_recorder(self) -> LedgerRecorder:
        return self.factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestPositionsOfTheLedgerRecorder(OnAnEmptyLedger, suites.NonInterleavingNotificationIDsBaseCase):
    """Two writers at once never share a stretch of positions."""

    def create_recorder(self) -> LedgerRecorder:
        return self.factory.application_recorder()


class TestLedgerTrackingRecorder(OnAnEmptyLedger, suites.TrackingRecorderTestCase):
    def create_recorder(self) -> LedgerTrackingRecorder:
        return self.factory.tracking_recorder()


class TestLedgerProcessRecorder(OnAnEmptyLedger, suites.ProcessRecorderTestCase):
    def create_recorder(self) -> LedgerProcessRecorder:
        return self.factory.process_recorder()


class TestLedgerSnapshotRecorder(OnAnEmptyLedger, suites.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder("snapshots")


class TestAnApplicationWithSnapshots(OnAnEmptyLedger, application_suites.ExampleApplicationTestCase):
    expected_factory_topic = get_topic(LedgerFactory)

    @pytest.fixture(autouse=True)
    def _in_the_environment(self, _an_empty_ledger: None, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in self.env.items():
            monkeypatch.setenv(name, value)


class TestAView(OnAnEmptyLedger, projection_suites.EventCountersViewTestCase):
    def construct_event_counters_view(self) -> projection_suites.EventCountersView:
        view = self.factory.tracking_recorder(Counters)
        assert isinstance(view, Counters)
        return view


class TestAProjection(OnAnEmptyLedger, projection_suites.AggregateEventCountersProjectionTestCase):
    view_class = Counters


class TestAnEventSourcedProjection(OnAnEmptyLedger, projection_suites.EventSourcedProjectionTestCase):
    """Its own events and its position are recorded together."""


class TestTheFactory(OnAnEmptyLedger, suites.InfrastructureFactoryTestCase[LedgerFactory]):
    def expected_factory_class(self) -> type[LedgerFactory]:
        return LedgerFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return LedgerRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return LedgerRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return LedgerTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return Counters

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return LedgerProcessRecorder

    def test_a_view_that_is_kept_elsewhere_is_refused(self) -> None:
        with pytest.raises(InfrastructureFactoryError, match="LedgerTrackingRecorder"):
            self.factory.tracking_recorder(POPOTrackingRecorder)
