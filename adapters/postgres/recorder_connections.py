"""What the recorders share: connections, of which any may be lost, and the library's words for what goes wrong."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from typing import Any

import psycopg
from eventsourcing.persistence import DatabaseError, DataError, IntegrityError, OperationalError, Recorder
from psycopg_pool import ConnectionPool, PoolTimeout

from application.errors import TryLaterError
from domain.shared.ids import OrganizationId

_PAUSES = (0.0, 0.05, 0.2, 0.5)


class OverTheLedger(Recorder):
    """A recorder with connections and an organization."""

    def __init__(self, pool: ConnectionPool[Any], organization: OrganizationId) -> None:
        self._pool = pool
        self._organization = organization

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        with in_the_librarys_words(), self._pool.connection() as connection:
            yield connection

    def _rows(self, query: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """The answer to a question. Where the connection is lost over it, it is asked again on another."""
        for pause in _PAUSES:
            with self._connection() as connection:
                try:
                    return connection.execute(query, parameters).fetchall()
                except psycopg.OperationalError:
                    if not connection.closed:
                        raise
            sleep(pause)
        with self._connection() as connection:
            return connection.execute(query, parameters).fetchall()


@contextmanager
def in_the_librarys_words() -> Iterator[None]:
    """Raise the library's errors for those of the database, its driver and the writer."""
    try:
        yield
    except (psycopg.OperationalError, PoolTimeout, TryLaterError) as error:
        raise OperationalError(str(error)) from error
    except psycopg.IntegrityError as error:
        raise IntegrityError(str(error)) from error
    except psycopg.DataError as error:
        raise DataError(str(error)) from error
    except psycopg.Error as error:
        raise DatabaseError(str(error)) from error
