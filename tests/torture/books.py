"""The ledgers that a writer of the torture can write: ours, and the library's in the mode that loses events."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, Final, Self

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, StoredEvent, TrackingRecorder
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.codec import encode_json
from adapters.postgres.doorbell import Doorbell
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.schema import APPLICATION_ROLE
from application.errors import TryLaterError, VersionConflictError
from application.ports import StreamFacts
from tests.torture.deeds import Deed, Part
from tests.torture.diary import Answer

LIBRARY_APPLICATION: Final = "Torture"
"""The library calls its table after the application: `torture_events`."""

SESSION: Final = f"-c role={APPLICATION_ROLE} -c statement_timeout=30000 -c lock_timeout=10000"
"""What our processes say first on each connection, without the wiring of all that they would not use here."""

_CONNECTIONS: Final = 4


class UnavailableError(Exception):
    """No answer: the same may be tried again."""


class OurBook:
    """Our ledger behind our coalescing writer, as the API opens it."""

    answers_repeats = True

    def __init__(self, url: str) -> None:
        self._conninfo = make_conninfo(url, options=SESSION)
        self._open = AsyncExitStack()
        self._pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            self._conninfo, min_size=1, timeout=5, reconnect_timeout=2, kwargs={"autocommit": True}, open=False
        )
        self._ledger: PostgresLedger

    async def __aenter__(self) -> Self:
        doorbell = await self._open.enter_async_context(Doorbell(self._conninfo))
        writer = await self._open.enter_async_context(Coalescer(self._conninfo, on_flushed=doorbell.ring))
        await self._open.enter_async_context(self._pool)
        self._ledger = PostgresLedger(self._pool, writer)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def head(self, part: Part) -> int:
        """The version of the part's stream."""
        try:
            async with self._pool.connection() as connection:
                cursor = await connection.execute(
                    "SELECT coalesce(max(version), 0) FROM ledger.streams WHERE stream_id = %s", (part.stream_id,)
                )
                row = await cursor.fetchone()
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise UnavailableError from error
        return 0 if row is None else int(row[0])

    async def append(self, deed: Deed, versions: Sequence[int]) -> Answer:
        """Record the deed."""
        first, *also = (
            StreamFacts(stream_type="campaign", stream_id=part.stream_id, expected_version=version, facts=part.facts)
            for part, version in zip(deed.parts, versions, strict=True)
        )
        try:
            receipt = await self._ledger.append(
                deed.context,
                stream_type=first.stream_type,
                stream_id=first.stream_id,
                expected_version=first.expected_version,
                facts=first.facts,
                also=also,
            )
        except TryLaterError as error:
            raise UnavailableError from error
        except psycopg.IntegrityError as error:  # only where somebody took the ledger's lock away
            raise VersionConflictError from error
        return Answer(key=deed.key, version=receipt.version, position=receipt.position)


class TheLibrarysBook:
    """The library's own table, written by its "database functions". It knows no command ids."""

    answers_repeats = False

    def __init__(self, url: str) -> None:
        self._factory = _factory(url)
        self._doorbell = Doorbell(make_conninfo(url))
        self._recorder: ApplicationRecorder

    async def __aenter__(self) -> Self:
        self._recorder = await asyncio.to_thread(self._factory.application_recorder)
        await self._doorbell.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._doorbell.__aexit__()
        await asyncio.to_thread(self._factory.close)

    async def head(self, part: Part) -> int:
        """The version of the part's stream."""
        return len(await asyncio.to_thread(self._recorder.select_events, part.stream_id))

    async def append(self, deed: Deed, versions: Sequence[int]) -> Answer:
        """Record the deed."""
        events = [
            StoredEvent(part.stream_id, version, fact.topic, encode_json(fact).encode())
            for part, before in zip(deed.parts, versions, strict=True)
            for version, fact in enumerate(part.facts, start=before + 1)
        ]
        try:
            positions = await asyncio.to_thread(self._recorder.insert_events, events)
        except persistence.IntegrityError as error:
            raise VersionConflictError from error
        except persistence.PersistenceError as error:
            raise UnavailableError from error
        assert positions is not None
        self._doorbell.ring(positions[-1])
        return Answer(key=deed.key, version=versions[0] + len(deed.parts[0].facts), position=positions[-1])


def make_the_librarys_table(url: str) -> None:
    """Make the library's table and function, before several writers would at once."""
    with _factory(url) as factory:
        factory.application_recorder()


def _factory(url: str) -> InfrastructureFactory[TrackingRecorder]:
    address = conninfo_to_dict(url)
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(address["dbname"]),
        "POSTGRES_HOST": str(address["host"]),
        "POSTGRES_PORT": str(address["port"]),
        "POSTGRES_USER": str(address["user"]),
        "POSTGRES_PASSWORD": str(address["password"]),
        "POSTGRES_POOL_SIZE": str(_CONNECTIONS),
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
    }
    return InfrastructureFactory[TrackingRecorder].construct(Environment(LIBRARY_APPLICATION, environment))
