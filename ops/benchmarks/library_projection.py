"""The reference for projections: the library's runner over its own Postgres recorders, one row an event."""

import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

EVENTS = 2_000
_IN_ONE_AGGREGATE = 20
_PATIENCE_SECONDS = 60


class Budget(Aggregate):
    """What the events are about."""

    def __init__(self, amount: int) -> None:
        self.amount = amount

    @event("Changed")
    def change(self, amount: int) -> None:
        """Change the budget."""
        self.amount = amount


class Trail(PostgresTrackingRecorder):
    """A row an event, in the transaction of its tracking record."""

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(datastore, **options)
        self.written_at = 0.0
        table = Identifier(datastore.schema, "library_trail")
        self._insert = SQL("INSERT INTO {} VALUES (%s, %s, %s, %s)").format(table)
        self.sql_create_statements.append(
            SQL("CREATE TABLE {} (position bigint PRIMARY KEY, stream_id uuid, version integer, sentence text)").format(
                table
            )
        )

    def write(self, happened: Aggregate.Event, sentence: str, tracking: Tracking) -> None:
        """Write the sentence of an event."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            row = tracking.notification_id, happened.originator_id, happened.originator_version, sentence
            cursor.execute(self._insert, row)
        self.written_at = time.perf_counter()


class Telling(Projection[Trail]):
    """Says what happened."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401 - the library's own
        """Write one row."""
        self.view.write(domain_event, f"Budget changed to {domain_event.amount}.", tracking)


def events_a_second(url: str) -> float:
    """How many the library's runner takes that finds an empty table."""
    env = _environment(url)
    with Application[UUID](env=env) as application:
        for _ in range(EVENTS // _IN_ONE_AGGREGATE):
            budget = Budget(amount=0)
            for amount in range(1, _IN_ONE_AGGREGATE):
                budget.change(amount=amount)
            application.save(budget)
        last = application.recorder.max_notification_id()
    started = time.perf_counter()
    with ProjectionRunner(
        application_class=Application[UUID], projection_class=Telling, view_class=Trail, env=env
    ) as runner:
        runner.projection.view.wait(runner.app.name, last, timeout=_PATIENCE_SECONDS)
        return EVENTS / (runner.projection.view.written_at - started)


def _environment(url: str) -> dict[str, str]:
    address = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": address.path.lstrip("/"),
        "POSTGRES_HOST": str(address.hostname),
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_USER": str(address.username),
        "POSTGRES_PASSWORD": str(address.password),
    }
