"""The library's snapshots, beside our own: a shape of state of its own for each application, which we never read.

They may be deleted at any moment, as ours may. The library makes them when it is asked to, or as it saves.
"""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, StoredEvent
from psycopg_pool import ConnectionPool

from adapters.postgres.recorder_connections import OverTheLedger
from adapters.postgres.recorder_states import as_data, as_state
from adapters.postgres.recorder_values import as_stream, as_text, as_version
from domain.shared.ids import OrganizationId

_KEEP = """
    INSERT INTO ledger.snapshots (org_id, stream_id, version, state_schema, state, made_at)
    SELECT %s, s.stream_id, s.version, %s, jsonb_build_object('topic', s.topic, 'state', s.state::jsonb), now()
    FROM unnest(%s::uuid[], %s::integer[], %s::text[], %s::text[]) AS s (stream_id, version, topic, state)
"""
_KEPT = """
    SELECT stream_id, version, state ->> 'topic', (state -> 'state')::text FROM ledger.snapshots
    WHERE org_id = %s AND state_schema = %s AND stream_id = %s
        AND (%s::integer IS NULL OR version > %s) AND (%s::integer IS NULL OR version <= %s)
"""


class LedgerSnapshotRecorder(OverTheLedger, AggregateRecorder):
    """Keeps the snapshots of one application."""

    def __init__(self, pool: ConnectionPool[Any], organization: OrganizationId, application: str) -> None:
        super().__init__(pool, organization)
        self._shape = f"library/{application}"

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:  # noqa: ANN401 - the library's signature
        """Keep snapshots, all or none; raises `IntegrityError` where there is one of the version."""
        rows = [
            (
                as_stream(event.originator_id),
                as_version(event.originator_version),
                as_text("topic", event.topic),
                json.dumps(as_data(event.state)),
            )
            for event in stored_events
        ]
        if rows:
            with self._connection() as connection:
                connection.execute(_KEEP, (self._organization, self._shape, *map(list, zip(*rows, strict=True))))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The snapshots of an aggregate after `gt` and up to `lte`."""
        query = f"{_KEPT} ORDER BY version {'DESC' if desc else 'ASC'} LIMIT %s"
        stream = as_stream(originator_id)
        rows = self._rows(query, (self._organization, self._shape, stream, gt, gt, lte, lte, limit))
        return [StoredEvent(row[0], row[1], row[2], as_state(row[3])) for row in rows]
