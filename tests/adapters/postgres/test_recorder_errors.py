"""What goes wrong in the recorders is told in the library's words, and soon."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import DataError, OperationalError, StoredEvent, Tracking
from psycopg.conninfo import make_conninfo

from adapters.postgres.recorder import LedgerFactory

Ask = Callable[[LedgerFactory], object]


@contextmanager
def a_factory(url: str, options: str = "") -> Iterator[LedgerFactory]:
    settings = {
        "LEDGER_DATABASE_URL": make_conninfo(url, options=options),
        "LEDGER_ORGANIZATION_ID": str(uuid4()),
    }
    factory = LedgerFactory(settings)
    yield factory
    factory.close()


@pytest.fixture(scope="module")
def factory(postgres_url: str) -> Iterator[LedgerFactory]:
    with a_factory(postgres_url) as made:
        yield made


def an_event(originator_id: UUID | str | None = None, version: int = 1, topic: str = "topic") -> StoredEvent:
    return StoredEvent(originator_id or uuid4(), version, topic, b"{}")


def recorded(event: StoredEvent) -> list[Ask]:
    """Everything that records an event."""
    return [
        lambda factory: factory.application_recorder().insert_events([event]),
        lambda factory: factory.process_recorder().insert_events([event], tracking=Tracking("up", 1)),
        lambda factory: factory.aggregate_recorder("snapshots").insert_events([event]),
    ]


@pytest.mark.parametrize("ask", recorded(an_event(topic="a\ud800")))
def test_a_topic_with_half_of_a_surrogate_pair_is_refused(factory: LedgerFactory, ask: Ask) -> None:
    with pytest.raises(DataError, match=r"topic 'a\\ud800' holds half of a surrogate pair"):
        ask(factory)


@pytest.mark.parametrize("ask", recorded(an_event(topic="a\0")))
def test_a_topic_with_a_nul_is_refused(factory: LedgerFactory, ask: Ask) -> None:
    with pytest.raises(DataError, match="holds a NUL"):
        ask(factory)


@pytest.mark.parametrize("ask", recorded(an_event(version=2**31)))
def test_a_version_that_there_is_no_room_for_is_refused(factory: LedgerFactory, ask: Ask) -> None:
    with pytest.raises(DataError, match="2147483648 is out of range"):
        ask(factory)


@pytest.mark.parametrize(
    "ask",
    [
        *recorded(an_event("Fido")),
        lambda factory: factory.application_recorder().select_events("Fido"),
        lambda factory: factory.aggregate_recorder("snapshots").select_events("Fido"),
    ],
)
def test_an_originator_that_is_no_uuid_is_refused(factory: LedgerFactory, ask: Ask) -> None:
    with pytest.raises(DataError, match="'Fido' is not a UUID"):
        ask(factory)


@pytest.mark.parametrize(
    "ask",
    [
        lambda factory: factory.tracking_recorder().max_tracking_id("\ud800"),
        lambda factory: factory.tracking_recorder().insert_tracking(Tracking("\ud800", 1)),
    ],
)
def test_an_application_that_is_followed_has_a_storable_name(factory: LedgerFactory, ask: Ask) -> None:
    with pytest.raises(DataError, match="application name"):
        ask(factory)


def test_a_position_that_there_is_no_room_for_is_refused(factory: LedgerFactory) -> None:
    with pytest.raises(DataError, match="out of range"):
        factory.tracking_recorder().insert_tracking(Tracking("up", 2**63))


def test_what_the_writer_does_not_take_is_refused(factory: LedgerFactory) -> None:
    long = StoredEvent(uuid4(), 1, "topic", b'"' + b"a" * 32_000_000 + b'"')
    with pytest.raises(DataError, match="Split it"):
        factory.application_recorder().insert_events([long])


def test_nobody_waits_for_ever_unless_the_address_says_so(postgres_url: str) -> None:
    def patience(factory: LedgerFactory) -> list[Any]:
        with factory.tracking_recorder().tracked(Tracking("up", 1)) as connection:
            return [connection.execute(f"SHOW {name}").fetchone() for name in ("lock_timeout", "statement_timeout")]

    with a_factory(postgres_url) as ours, a_factory(postgres_url, "-c lock_timeout=0") as theirs:
        assert patience(ours) == [("10s",), ("30s",)]
        assert patience(theirs) == [("0",), ("30s",)]


@pytest.mark.parametrize(
    "held",
    [
        "LOCK TABLE ledger.streams IN ACCESS EXCLUSIVE MODE",
        "SELECT ledger.take_turns(ARRAY['{organization}'::uuid])",
        "LOCK TABLE work.library_tracking IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_who_waits_too_long_for_what_somebody_holds_is_told(empty_url: str, held: str) -> None:
    with a_factory(empty_url, "-c lock_timeout=50") as factory, psycopg.connect(empty_url) as holder:
        recorder = factory.process_recorder()
        # Whoever waits without an end is let go then, and no test hangs.
        holder.execute("SET idle_in_transaction_session_timeout = '3s'")
        holder.execute(held.format(organization=factory.env["LEDGER_ORGANIZATION_ID"]).encode())
        with pytest.raises(OperationalError, match="lock timeout"):
            recorder.insert_events([an_event()], tracking=Tracking("up", 1))
        holder.rollback()
