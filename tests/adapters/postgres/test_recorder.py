"""A library application on our ledger, from its own point of view and from ours."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import InfrastructureFactoryError, IntegrityError, OperationalError, StoredEvent
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from adapters.postgres.appends import Append
from adapters.postgres.recorder import LedgerFactory
from adapters.postgres.recorder_events import LedgerRecorder
from adapters.postgres.recorder_writer import WriterThread
from adapters.postgres.schema import APPLICATION_ROLE
from domain.shared.ids import OrganizationId

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


class Kennel(Aggregate):
    """The library's kind of aggregate."""

    @event("Opened")
    def __init__(self, name: str) -> None:
        self.name = name
        self.dogs: list[str] = []

    @event("DogTakenIn")
    def take_in(self, dog: str) -> None:
        self.dogs.append(dog)


def settings(url: str, organization: UUID) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "adapters.postgres.recorder",
        "LEDGER_DATABASE_URL": url,
        "LEDGER_ORGANIZATION_ID": str(organization),
    }


@pytest.fixture
def application(postgres_url: str, organization: OrganizationId) -> Iterator[Application[UUID]]:
    with Application[UUID](env=settings(postgres_url, organization)) as running:
        yield running


@pytest.fixture(scope="module")
def recorders(postgres_url: str) -> Iterator[Callable[[], LedgerRecorder]]:
    """Recorders of new organizations, over one pool and one writer."""
    conninfo = make_conninfo(postgres_url, options=f"-c role={APPLICATION_ROLE}")
    writer = WriterThread(conninfo)
    writer.open()
    with ConnectionPool(conninfo, min_size=1, max_size=2) as pool:
        yield lambda: LedgerRecorder(pool, OrganizationId(uuid4()), writer, "kennels")
    writer.close()


@pytest.fixture
def recorder(recorders: Callable[[], LedgerRecorder]) -> LedgerRecorder:
    return recorders()


def test_an_aggregate_of_the_library_lives_in_the_ledger(application: Application[UUID]) -> None:
    kennel = Kennel("Fido's")
    kennel.take_in("Rex")
    application.save(kennel)
    found: Kennel = application.repository.get(kennel.id)
    assert (found.name, found.dogs) == ("Fido's", ["Rex"])


def test_an_auditor_reads_the_librarys_events_in_sql(
    application: Application[UUID], postgres_url: str, organization: OrganizationId
) -> None:
    application.save(Kennel("Fido's"))
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute(
            "SELECT data ->> 'name', actor_id FROM ledger.events WHERE org_id = %s", (organization,)
        ).fetchone()
    assert row == ("Fido's", "eventsourcing-library")


def test_aggregates_that_are_saved_together_are_saved_or_refused_together(application: Application[UUID]) -> None:
    known, new = Kennel("Known"), Kennel("New")
    application.save(known)
    stale: Kennel = application.repository.get(known.id)
    known.take_in("Rex")
    application.save(known)
    stale.take_in("Bello")
    with pytest.raises(IntegrityError):
        application.save(new, stale)
    assert new.id not in application.repository


def test_another_organization_sees_nothing_of_it(application: Application[UUID], postgres_url: str) -> None:
    kennel = Kennel("Fido's")
    application.save(kennel)
    with Application[UUID](env=settings(postgres_url, uuid4())) as stranger:
        assert kennel.id not in stranger.repository
        assert stranger.recorder.max_notification_id() is None


def test_another_application_of_the_organization_sees_nothing_of_it(
    application: Application[UUID], postgres_url: str, organization: OrganizationId
) -> None:
    class Stables(Application[UUID]):
        """Another one."""

    kennel = Kennel("Fido's")
    application.save(kennel)
    with Stables(env=settings(postgres_url, organization)) as other:
        assert kennel.id not in other.repository
        assert other.recorder.max_notification_id() is None
        kennel.take_in("Rex")
        with pytest.raises(IntegrityError, match="another application"):
            other.save(kennel)


def test_a_sequence_may_begin_with_0_or_1_and_with_nothing_else(recorder: LedgerRecorder) -> None:
    def beginning(version: int) -> StoredEvent:
        return StoredEvent(originator_id=uuid4(), originator_version=version, topic="topic", state=b"{}")

    for version in (0, 1):
        first = beginning(version)
        recorder.insert_events([first])
        assert recorder.select_events(first.originator_id) == [first]
    for version in (-1, 2):
        with pytest.raises(IntegrityError):
            recorder.insert_events([beginning(version)])


@given(st.binary() | st.dictionaries(st.text(), JSON).map(lambda data: json.dumps(data).encode()))
def test_any_state_comes_back(recorders: Callable[[], LedgerRecorder], state: bytes) -> None:
    recorder = recorders()
    stored = StoredEvent(originator_id=uuid4(), originator_version=1, topic="topic", state=state)
    recorder.insert_events([stored])
    (read,) = recorder.select_events(stored.originator_id)
    assert read.state == state or typed(json.loads(read.state)) == typed(json.loads(state))


def typed(value: object) -> object:
    """A JSON value in which 1 and 1.0, and 0.0 and -0.0, are not the same."""
    return json.loads(json.dumps(value), parse_float=lambda number: f"float {number}")


def test_a_state_that_is_nested_too_deeply_to_be_read_comes_back(recorder: LedgerRecorder) -> None:
    state = b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    stored = StoredEvent(originator_id=uuid4(), originator_version=1, topic="topic", state=state)
    recorder.insert_events([stored])
    assert recorder.select_events(stored.originator_id) == [stored]


@pytest.mark.parametrize("truthy", ["y", "1", "true"])
def test_database_functions_that_lose_events_are_refused(truthy: str) -> None:
    env = {**settings("postgresql://127.0.0.1/none", uuid4()), "POSTGRES_ENABLE_DB_FUNCTIONS": truthy}
    with pytest.raises(InfrastructureFactoryError, match="loses events"):
        LedgerFactory(env)


@pytest.mark.parametrize("missing", ["LEDGER_DATABASE_URL", "LEDGER_ORGANIZATION_ID"])
def test_a_missing_setting_is_named(missing: str) -> None:
    env = settings("postgresql://127.0.0.1/none", uuid4()) | {missing: ""}
    with pytest.raises(InfrastructureFactoryError, match=f"{missing} is not set"):
        LedgerFactory(env)


def test_an_organization_that_is_no_id_is_named() -> None:
    env = settings("postgresql://127.0.0.1/none", uuid4()) | {"LEDGER_ORGANIZATION_ID": "ours"}
    with pytest.raises(InfrastructureFactoryError, match="LEDGER_ORGANIZATION_ID is not a UUID"):
        LedgerFactory(env)


def test_what_was_recorded_is_not_refused_because_the_answer_was_lost(
    postgres_url: str, organization: OrganizationId
) -> None:
    conninfo = make_conninfo(postgres_url, options=f"-c role={APPLICATION_ROLE}")
    writer = WriterWhoseFirstAnswersAreLost(conninfo)
    writer.open()
    with ConnectionPool(conninfo, min_size=1, max_size=2) as pool:
        recorder = LedgerRecorder(pool, organization, writer, "kennels")
        alone = recorder.insert_events(events_of(uuid4()))
        together = recorder.insert_events([*events_of(uuid4()), *events_of(uuid4(), 1, 2)])
        recorded = [notification.id for notification in recorder.select_notifications(None, 10)]
    writer.close()
    assert recorded == [*alone, *together]


class WriterWhoseFirstAnswersAreLost(WriterThread):
    def append(self, append: Append) -> TupleRow:
        super().append(append)
        return super().append(append)


def events_of(aggregate: UUID, *versions: int) -> list[StoredEvent]:
    return [
        StoredEvent(originator_id=aggregate, originator_version=version, topic="topic", state=b"{}")
        for version in versions or (1,)
    ]


def test_who_records_while_the_application_closes_is_answered(postgres_url: str, organization: OrganizationId) -> None:
    application = Application[UUID](env=settings(postgres_url, organization))
    recorded, told = list[UUID](), list[str]()

    def record() -> None:
        try:
            while True:
                event = StoredEvent(originator_id=uuid4(), originator_version=1, topic="topic", state=b"{}")
                application.recorder.insert_events([event])
                recorded.append(UUID(str(event.originator_id)))
        except OperationalError as error:
            told.append(str(error))

    with ThreadPoolExecutor(16) as threads:
        for _ in range(16):
            threads.submit(record)
        sleep(0.2)
        application.close()
    assert len(told) == 16
    with Application[UUID](env=settings(postgres_url, organization)) as again:
        found = {notification.originator_id for notification in again.recorder.select_notifications(None, 100_000)}
    assert set(recorded) <= found


def test_what_threads_record_at_once_shares_commits(recorder: LedgerRecorder, postgres_url: str) -> None:
    def record(_: int) -> None:
        recorder.insert_events([StoredEvent(originator_id=uuid4(), originator_version=1, topic="topic", state=b"{}")])

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(record, range(160)))
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT recorded_at) FROM ledger.events WHERE topic = 'topic' AND position >= %s",
            (recorder.select_notifications(None, 1)[0].id,),
        ).fetchone()
    assert row is not None
    assert row[0] >= 160 > row[1]


def test_who_records_and_who_follows_outlive_every_connection(empty_url: str, organization: OrganizationId) -> None:
    with Application[UUID](env=settings(empty_url, organization)) as application:
        subscription = application.recorder.subscribe(gt=0)
        with psycopg.connect(empty_url, autocommit=True) as owner, subscription:
            for number in range(5):
                kennel = Kennel(str(number))
                recorded = application.save(kennel)
                assert next(subscription).id == recorded[0].notification.id
                owner.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


def test_who_follows_a_closed_application_is_told(postgres_url: str, organization: OrganizationId) -> None:
    with Application[UUID](env=settings(postgres_url, organization)) as application:
        subscription = application.recorder.subscribe(gt=0)
    with subscription, pytest.raises(OperationalError, match="closed"):
        next(subscription)
