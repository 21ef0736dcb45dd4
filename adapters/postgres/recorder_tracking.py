"""How far the library's projections and processes have come, recorded together with what they make of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.persistence import IntegrityError, ProcessRecorder, StoredEvent, Tracking, TrackingRecorder
from psycopg_pool import ConnectionPool

from adapters.postgres.appends import APPEND_MANY, parameters
from adapters.postgres.recorder_connections import OverTheLedger
from adapters.postgres.recorder_events import LedgerRecorder, refuse_unless_appended
from adapters.postgres.recorder_values import as_text
from adapters.postgres.recorder_writer import WriterThread
from domain.shared.ids import OrganizationId

_TRACK = """
    INSERT INTO work.library_tracking AS known (org_id, tracker, application_name, notification_id)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (org_id, tracker, application_name) DO UPDATE SET notification_id = excluded.notification_id
    WHERE known.notification_id < excluded.notification_id RETURNING true
"""
_TRACKED = """
    SELECT notification_id FROM work.library_tracking
    WHERE org_id = %s AND tracker = %s AND application_name = %s
"""


class LedgerTrackingRecorder(OverTheLedger, TrackingRecorder):
    """One row a tracker and upstream application. A view derives from this and writes its rows in `tracked`."""

    def __init__(self, pool: ConnectionPool[Any], organization: OrganizationId, tracker: str) -> None:
        super().__init__(pool, organization)
        self._tracker = tracker

    def insert_tracking(self, tracking: Tracking) -> None:
        """Record a position; raises `IntegrityError` for one that is not after the last."""
        with self.tracked(tracking):
            pass

    def max_tracking_id(self, application_name: str) -> int | None:
        """The last recorded position."""
        rows = self._rows(_TRACKED, (self._organization, self._tracker, as_text("application name", application_name)))
        return int(rows[0][0]) if rows else None

    @contextmanager
    def tracked(self, tracking: Tracking) -> Iterator[psycopg.Connection[Any]]:
        """A transaction that records a position, for what else belongs into it."""
        with self._connection() as connection, connection.transaction():
            key = self._organization, self._tracker, as_text("application name", tracking.application_name)
            if connection.execute(_TRACK, (*key, tracking.notification_id)).fetchone() is None:
                raise IntegrityError(f"{tracking} is not after what {self._tracker} has recorded.")
            yield connection


class LedgerProcessRecorder(LedgerTrackingRecorder, LedgerRecorder, ProcessRecorder):
    """Records events, and in their transaction the position that they follow from."""

    def __init__(
        self, pool: ConnectionPool[Any], organization: OrganizationId, writer: WriterThread, tracker: str
    ) -> None:
        LedgerRecorder.__init__(self, pool, organization, writer, tracker)
        self._tracker = tracker

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        **_: Any,  # noqa: ANN401 - the library's signature
    ) -> Sequence[int]:
        """Record events and a position, all or none. Without a position they go through the coalescing writer."""
        if tracking is None:
            return super().insert_events(stored_events)
        with self.tracked(tracking) as connection:
            if not stored_events:
                return []

            def ask(query: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
                return connection.execute(query, parameters).fetchall()

            append = self._append_of(ask, stored_events)
            ((_, status, *_answer),) = ask(APPEND_MANY, parameters([append]))
            refuse_unless_appended(status, append)
            return self._positions(ask, append)
