"""The ledger behind the `eventsourcing` library's recorder interface, for applications that are written with it.

`PERSISTENCE_MODULE=adapters.postgres.recorder`, `LEDGER_DATABASE_URL` and `LEDGER_ORGANIZATION_ID` are all that such
an application needs. It gives itself an organization of its own: its topics are not ours, and our projections would
park them. Snapshots, tracking and processes are not kept here. AdScale itself uses `PostgresLedger`.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from time import sleep
from typing import Any, NoReturn
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    DatabaseError,
    InfrastructureFactory,
    InfrastructureFactoryError,
    IntegrityError,
    Notification,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType, strtobool
from psycopg_pool import ConnectionPool, PoolTimeout

from adapters.postgres.ledger import append_request, receipt, stored_fact
from adapters.postgres.schema import APPLICATION_ROLE
from application.context import CommandContext
from application.errors import VersionConflictError
from application.ids import uuid7
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, OrganizationId

_ACTOR = Actor(kind=ActorKind.SYSTEM, id="eventsourcing-library")
_STREAM_TYPES = {0: "library_from_0", 1: "library"}
"""The stream type by the version that a sequence begins with; our own versions always begin with 1."""

_COLUMNS = "stream_id, stream_version - (stream_type = 'library_from_0')::int, topic, data::text, position"
_POLL_SECONDS = 0.05
_PULLED_AT_ONCE = 500


class LedgerRecorder(ApplicationRecorder):
    """One organization's part of the ledger as an application sequence; notification ids are ledger positions."""

    def __init__(self, pool: ConnectionPool[Any], organization: OrganizationId) -> None:
        self._pool = pool
        self._organization = organization

    def insert_events(self, stored_events: Sequence[StoredEvent], **_kwargs: object) -> Sequence[int]:
        """Record events of any number of aggregates, all or none; their positions."""
        with self._connection() as connection:
            runs = [[*run] for _, run in groupby(stored_events, key=lambda event: event.originator_id)]
            return [position for run in runs for position in self._append(connection, run)]

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
            f"SELECT * FROM (SELECT {_COLUMNS} FROM ledger.events WHERE org_id = %s AND stream_id = %s)"  # noqa: S608 - constants
            " AS own(originator_id, version, topic, state, position)"
            " WHERE version > coalesce(%s, -1) AND (%s::bigint IS NULL OR version <= %s)"
            f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT %s"
        )
        rows = self._rows(query, (self._organization, UUID(str(originator_id)), gt, lte, lte, limit))
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
        """The organization's events by position."""
        first = None if start is None else start + (not inclusive_of_start)
        query = (
            f"SELECT {_COLUMNS} FROM ledger.events WHERE org_id = %s AND position >= coalesce(%s, 0)"  # noqa: S608 - constants
            " AND (%s::bigint IS NULL OR position <= %s) AND (%s::text[] = '{}' OR topic = ANY(%s))"
            " ORDER BY position LIMIT %s"
        )
        wanted = [*topics]
        rows = self._rows(query, (self._organization, first, stop, stop, wanted, wanted, limit))
        return [Notification(*_event(row), row[4]) for row in rows]

    def max_notification_id(self) -> int | None:
        """The position of the organization's last event."""
        last: int | None = self._rows(
            "SELECT max(position) FROM ledger.events WHERE org_id = %s", (self._organization,)
        )[0][0]
        return last

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "LedgerSubscription":
        """Events by position as they are recorded, found by polling."""
        return LedgerSubscription(self, gt, topics)

    def _append(self, connection: psycopg.Connection[Any], run: Sequence[StoredEvent]) -> list[int]:
        stream, first = UUID(str(run[0].originator_id)), run[0].originator_version
        if [event.originator_version for event in run] != [*range(first, first + len(run))]:
            raise IntegrityError(f"The versions of {stream} do not follow each other.")
        row = connection.execute(
            "SELECT stream_type FROM ledger.streams WHERE org_id = %s AND stream_id = %s", (self._organization, stream)
        ).fetchone()
        base = int(first > 0) if row is None else int(row[0] == _STREAM_TYPES[1])
        facts = [stored_fact(event.topic, 1, _data(event.state)) for event in run]
        context = _context(self._organization)
        request = append_request(context, _STREAM_TYPES[base], stream, first - base, facts)
        try:
            receipt(
                connection.execute(
                    "SELECT status, version, at_position, stream_id FROM ledger.append(%s::jsonb)", (request,)
                ).fetchone()
                or _no_answer()
            )
        except VersionConflictError as error:
            raise IntegrityError(f"{stream} is not at version {first - 1}.") from error
        positions = connection.execute(
            "SELECT position FROM ledger.events WHERE org_id = %s AND stream_id = %s AND stream_version > %s"
            " ORDER BY stream_version",
            (self._organization, stream, first - base),
        )
        return [position for (position,) in positions]

    def _rows(self, query: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return connection.execute(query, parameters).fetchall()

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise OperationalError(str(error)) from error
        except psycopg.Error as error:
            raise DatabaseError(str(error)) from error


class LedgerSubscription(Subscription[LedgerRecorder]):
    """Asks again and again: positions are in the order of commits, so nothing can appear behind the last one."""

    _pulled: Iterator[Notification] = iter(())

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            for notification in self._pulled:
                self._last_notification_id = notification.id
                return notification
            found = self._recorder.select_notifications(
                self._last_notification_id, _PULLED_AT_ONCE, topics=self._topics, inclusive_of_start=False
            )
            self._pulled = iter(found)
            if not found:
                sleep(_POLL_SECONDS)
        raise StopIteration


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Makes recorders over the ledger; refuses the library's "database functions", which lose events."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        if strtobool(self.env.get("POSTGRES_ENABLE_DB_FUNCTIONS") or "no"):
            raise InfrastructureFactoryError("POSTGRES_ENABLE_DB_FUNCTIONS loses events. Take it out.")
        self._pool: ConnectionPool[Any] = ConnectionPool(
            self._setting("LEDGER_DATABASE_URL"),
            kwargs={"options": f"-c role={APPLICATION_ROLE}"},
            min_size=1,
            max_size=8,
            open=False,
        )
        self._organization = OrganizationId(UUID(self._setting("LEDGER_ORGANIZATION_ID")))

    def application_recorder(self) -> LedgerRecorder:
        """A recorder of the organization's events."""
        self._pool.open()
        return LedgerRecorder(self._pool, self._organization)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """There is none: snapshots are made beside the command path."""
        raise InfrastructureFactoryError(f"The ledger keeps no {purpose} for the library.")

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> TrackingRecorder:
        """There is none: projections keep their own checkpoints."""
        raise InfrastructureFactoryError(f"The ledger tracks no {tracking_recorder_class or 'views'} for the library.")

    def process_recorder(self) -> ProcessRecorder:
        """There is none: reactions are our own."""
        raise InfrastructureFactoryError("The ledger records no processes for the library.")

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _setting(self, name: str) -> str:
        value = self.env.get(name)
        if not value:
            raise InfrastructureFactoryError(f"{name} is not set.")
        return value


def _context(organization: OrganizationId) -> CommandContext:
    return CommandContext(
        organization=organization,
        actor=_ACTOR,
        now=datetime.now(UTC),
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )


def _no_answer() -> NoReturn:
    raise DatabaseError("The ledger did not answer.")


def _event(row: tuple[Any, ...]) -> tuple[UUID, int, str, bytes]:
    return row[0], row[1], row[2], _state(row[3])


def _data(state: bytes) -> dict[str, Any]:
    """A state as JSON that an auditor can read, where it is an object that the database can hold; else its bytes."""
    try:
        data = json.loads(state)
        readable = isinstance(data, dict) and _state(json.dumps(data, allow_nan=False)) == state
    except ValueError:
        data, readable = {}, False
    if readable and "$bytes" not in data and b"\\u0000" not in state:
        return dict(data)
    return {"$bytes": b64encode(state).decode()}


def _state(data: str) -> bytes:
    value = json.loads(data)
    if value.keys() == {"$bytes"}:
        return b64decode(value["$bytes"])
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
