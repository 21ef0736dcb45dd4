"""The library's events in the ledger: an application's streams in one organization, as an application sequence."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import sleep
from typing import Any
from uuid import UUID

import structlog
from eventsourcing.persistence import (
    ApplicationRecorder,
    DataError,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
    Subscription,
)
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolClosed

from adapters.postgres.appends import Append, Part, StoredFact
from adapters.postgres.recorder_connections import OverTheLedger, in_the_librarys_words
from adapters.postgres.recorder_states import as_data, as_state
from adapters.postgres.recorder_values import as_stream, as_text, as_version
from adapters.postgres.recorder_writer import WriterThread
from application.ids import uuid7
from domain.shared.facts import ActorKind
from domain.shared.ids import OrganizationId

_ACTOR = "eventsourcing-library"
_FROM_0, _FROM_1 = "library_from_0", "library"
"""How stream types begin, by the version that a sequence begins with; our own versions always begin with 1."""

_COLUMNS = "stream_id, stream_version - starts_with(stream_type, 'library_from_0')::int, topic, data::text, position"
_OWN = "org_id = %s AND stream_type = ANY(%b)"
_TYPES_OF = "SELECT stream_id, stream_type FROM ledger.streams WHERE org_id = %s AND stream_id = ANY(%b)"
_POSITIONS = """
    SELECT e.position FROM unnest(%b::uuid[], %b::integer[]) WITH ORDINALITY AS wanted (stream_id, version, number)
    JOIN ledger.events e ON e.org_id = %s AND e.stream_id = wanted.stream_id AND e.stream_version = wanted.version
    ORDER BY wanted.number
"""
_POLL_SECONDS = 0.05
_PULLED_AT_ONCE = 500

Ask = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
"""Puts a query with its parameters to the database; its rows."""

log = structlog.get_logger()


class LedgerRecorder(OverTheLedger, ApplicationRecorder):
    """Records through the process's one coalescing writer; notification ids are ledger positions."""

    def __init__(
        self, pool: ConnectionPool[Any], organization: OrganizationId, writer: WriterThread, application: str
    ) -> None:
        super().__init__(pool, organization)
        self._writer = writer
        # Applications of one organization see nothing of each other: a process would follow its own events.
        self._stream_types = [f"{beginning}/{application}" for beginning in (_FROM_0, _FROM_1)]

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:  # noqa: ANN401 - the library's signature
        """Record events of any number of aggregates, all or none; their positions."""
        if not stored_events:
            return []
        append = self._append_of(self._rows, stored_events)
        status, _, last_position, _ = self._written(append)
        # The command id is this call's own: a duplicate is the writer's repeat of what it lost the answer to.
        if status != "duplicate":
            refuse_unless_appended(status, append)
        return [last_position] if len(stored_events) == 1 else self._positions(self._rows, append)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of an aggregate after `gt` and up to `lte`."""
        query = (
            f"SELECT * FROM (SELECT {_COLUMNS} FROM ledger.events WHERE {_OWN} AND stream_id = %s)"  # noqa: S608 - constants
            " AS own(originator_id, version, topic, state, position)"
            " WHERE version > coalesce(%s, -1) AND (%s::bigint IS NULL OR version <= %s)"
            f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT %s"
        )
        rows = self._rows(query, (*self._own(), as_stream(originator_id), gt, lte, lte, limit))
        return [StoredEvent(*_event(row)) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The application's events by position."""
        first = None if start is None else start + (not inclusive_of_start)
        query = (
            f"SELECT {_COLUMNS} FROM ledger.events WHERE {_OWN} AND position >= coalesce(%s, 0)"  # noqa: S608 - constants
            " AND (%s::bigint IS NULL OR position <= %s) AND (%s::text[] = '{}' OR topic = ANY(%s))"
            " ORDER BY position LIMIT %s"
        )
        wanted = [as_text("topic", topic) for topic in topics]
        rows = self._rows(query, (*self._own(), first, stop, stop, wanted, wanted, limit))
        return [Notification(*_event(row), row[4]) for row in rows]

    def max_notification_id(self) -> int | None:
        """The position of the application's last event."""
        query = f"SELECT max(position) FROM ledger.events WHERE {_OWN}"  # noqa: S608 - constants
        last: int | None = self._rows(query, self._own())[0][0]
        return last

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "LedgerSubscription":
        """Events by position as they are recorded, found by polling."""
        return LedgerSubscription(self, gt, topics)

    def _own(self) -> tuple[object, ...]:
        return self._organization, self._stream_types

    def _written(self, append: Append) -> TupleRow:
        """The writer's answer."""
        try:
            with in_the_librarys_words():
                return self._writer.append(append)
        except ValueError as error:
            raise DataError(str(error)) from error

    def _append_of(self, ask: Ask, stored_events: Sequence[StoredEvent]) -> Append:
        streams: dict[UUID, list[StoredEvent]] = {}
        for event in stored_events:
            streams.setdefault(as_stream(event.originator_id), []).append(event)
        types: dict[UUID, str] = dict(ask(_TYPES_OF, (self._organization, [*streams])))
        append = _append(self._organization)
        parts = [_part(stream, self._stream_types, types.get(stream), run) for stream, run in streams.items()]
        return append._replace(parts=parts)

    def _positions(self, ask: Ask, append: Append) -> list[int]:
        """The positions of what was appended. A stream's events are where its part says."""
        places = [
            (part.stream_id, part.expected_version + ordinal)
            for part in append.parts
            for ordinal in range(1, len(part.facts) + 1)
        ]
        rows = ask(_POSITIONS, [*map(list, zip(*places, strict=True)), self._organization])
        return [position for (position,) in rows]


class LedgerSubscription(Subscription[LedgerRecorder]):
    """Asks again and again: positions are in the order of commits, so nothing can appear behind the last one.

    While the database is away it goes on asking, and then misses nothing.
    """

    _pulled: Iterator[Notification] = iter(())

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            for notification in self._pulled:
                self._last_notification_id = notification.id
                return notification
            found = self._pull()
            self._pulled = iter(found)
            if not found:
                sleep(_POLL_SECONDS)
        raise StopIteration

    def _pull(self) -> Sequence[Notification]:
        try:
            return self._recorder.select_notifications(
                self._last_notification_id, _PULLED_AT_ONCE, topics=self._topics, inclusive_of_start=False
            )
        except OperationalError as error:
            # Who stops a subscription may close the connections while it asks.
            if isinstance(error.__cause__, PoolClosed) and not self._has_been_stopped:
                raise
            log.warning("subscription.waits", reason=str(error).strip())
            return ()


def _append(organization: OrganizationId) -> Append:
    return Append(
        organization=organization,
        command_id=uuid7(),
        fingerprint="",
        actor_kind=ActorKind.SYSTEM.value,
        actor_id=_ACTOR,
        correlation_id=uuid7(),
        causation_id=None,
        trace=None,
        occurred_at=datetime.now(UTC),
        parts=(),
    )


def _part(stream: UUID, stream_types: Sequence[str], stream_type: str | None, run: Sequence[StoredEvent]) -> Part:
    first = as_version(run[0].originator_version)
    if [event.originator_version for event in run] != [*range(first, first + len(run))]:
        raise IntegrityError(f"The versions of {stream} do not follow each other.")
    if stream_type is None:
        base = int(first > 0)
    elif stream_type in stream_types:
        base = stream_types.index(stream_type)
    else:
        raise IntegrityError(f"{stream} is a stream of another application.")
    return Part(
        stream_id=stream,
        stream_type=stream_types[base],
        expected_version=first - base,
        facts=[
            StoredFact(
                event_id=uuid7(),
                topic=as_text("topic", event.topic),
                schema_version=1,
                data=json.dumps(as_data(event.state)),
            )
            for event in run
        ],
    )


def refuse_unless_appended(status: str, append: Append) -> None:
    """Raise the library's error for an append that was refused."""
    if status != "appended":
        versions = ", ".join(f"{part.stream_id} at version {part.expected_version}" for part in append.parts)
        raise IntegrityError(f"Not all of these are as they were: {versions}.")


def _event(row: tuple[Any, ...]) -> tuple[UUID, int, str, bytes]:
    return row[0], row[1], row[2], as_state(row[3])
