"""The reference for projections: the library's runner over its own Postgres recorders.

Its view is a table like our audit trail, with the same columns and indexes: one row an event.
"""

import time
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

from benchmarks.servers import of_the_library

EVENTS = 1_000
_IN_ONE_AGGREGATE = 20
_PATIENCE_SECONDS = 60
_ORGANIZATION = uuid4()


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
        self._insert = SQL(
            "INSERT INTO {} (org_id, position, stream_type, stream_id, stream_version, topic, sentence, actor_kind,"
            " actor_id, occurred_at, recorded_at, correlation_id)"
            " VALUES (%s, %s, 'budget', %s, %s, %s, %s, 'user', 'ada', %s, now(), %s)"
        ).format(table)
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS {} (LIKE read_models.audit_trail INCLUDING ALL)").format(table)
        )

    def write(self, happened: Aggregate.Event, sentence: str, tracking: Tracking) -> None:
        """Write the sentence of an event."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            row = (
                _ORGANIZATION,
                tracking.notification_id,
                happened.originator_id,
                happened.originator_version,
                type(happened).__qualname__,
                sentence,
                happened.timestamp,
                happened.originator_id,
            )
            cursor.execute(self._insert, row, prepare=True)
        self.written_at = time.perf_counter()


class Telling(Projection[Trail]):
    """Says what happened."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401 - the library's own
        """Write one row."""
        self.view.write(domain_event, f"Budget changed to {domain_event.amount}.", tracking)


def events_a_second(url: str) -> float:
    """How many the library's runner takes, of as many as were recorded since it last ran."""
    env = of_the_library(url)
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
