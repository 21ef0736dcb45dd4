"""The ledger behind the `eventsourcing` library's recorder interfaces, for applications that are written with it.

`PERSISTENCE_MODULE=adapters.postgres.recorder`, `LEDGER_DATABASE_URL` and `LEDGER_ORGANIZATION_ID` are all that such
an application needs. It gives itself an organization of its own: its topics are not ours, and our projections would
park them. AdScale itself uses `PostgresLedger`.
"""

from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool
from psycopg_pool import ConnectionPool

from adapters.postgres.connections import conninfo_of, must_be_alive_in_a_thread
from adapters.postgres.recorder_events import LedgerRecorder
from adapters.postgres.recorder_snapshots import LedgerSnapshotRecorder
from adapters.postgres.recorder_tracking import LedgerProcessRecorder, LedgerTrackingRecorder
from adapters.postgres.recorder_writer import WriterThread
from adapters.postgres.schema import APPLICATION_ROLE
from domain.shared.ids import OrganizationId


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Makes recorders over the ledger; refuses the library's "database functions", which lose events."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        if strtobool(self.env.get("POSTGRES_ENABLE_DB_FUNCTIONS") or "no"):
            raise InfrastructureFactoryError("POSTGRES_ENABLE_DB_FUNCTIONS loses events. Take it out.")
        conninfo = conninfo_of(self._setting("LEDGER_DATABASE_URL"), APPLICATION_ROLE)
        self._pool: ConnectionPool[Any] = ConnectionPool(
            conninfo, min_size=1, max_size=8, open=False, check=must_be_alive_in_a_thread
        )
        self._writer = WriterThread(conninfo)
        self._organization = OrganizationId(self._id("LEDGER_ORGANIZATION_ID"))

    def application_recorder(self) -> LedgerRecorder:
        """A recorder of the organization's events."""
        return LedgerRecorder(*self._opened(), self.env.name)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """A recorder of the organization's events, or of snapshots."""
        if purpose == "events":
            return self.application_recorder()
        pool, organization, _ = self._opened()
        return LedgerSnapshotRecorder(pool, organization, self.env.name)

    def tracking_recorder(
        self, tracking_recorder_class: type[TrackingRecorder] | None = None
    ) -> LedgerTrackingRecorder:
        """A recorder of positions, or a view that derives from one, under the name of the environment."""
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        named = resolve_topic(topic) if topic else LedgerTrackingRecorder
        made: type[TrackingRecorder] = tracking_recorder_class or named
        if not issubclass(made, LedgerTrackingRecorder):
            raise InfrastructureFactoryError(f"{made.__name__} does not derive from LedgerTrackingRecorder.")
        pool, organization, _ = self._opened()
        return made(pool, organization, self.env.name)

    def process_recorder(self) -> LedgerProcessRecorder:
        """A recorder of events and of the positions that they follow from."""
        return LedgerProcessRecorder(*self._opened(), self.env.name)

    def close(self) -> None:
        """Close all connections."""
        self._writer.close()
        self._pool.close()

    def _opened(self) -> tuple[ConnectionPool[Any], OrganizationId, WriterThread]:
        self._pool.open()
        self._writer.open()
        return self._pool, self._organization, self._writer

    def _id(self, name: str) -> UUID:
        try:
            return UUID(self._setting(name))
        except ValueError as error:
            raise InfrastructureFactoryError(f"{name} is not a UUID.") from error

    def _setting(self, name: str) -> str:
        value = self.env.get(name)
        if not value:
            raise InfrastructureFactoryError(f"{name} is not set.")
        return value
