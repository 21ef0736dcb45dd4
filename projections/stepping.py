"""One step of a projection: facts become rows, and the checkpoint moves, in one transaction."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from psycopg import AsyncConnection, InternalError, IsolationLevel, OperationalError, ProgrammingError, sql
from psycopg.pq import TransactionStatus

from projections.leasing import Lease, LeaseLostError, StreamKey
from projections.parking import FOLLOWS_ANOTHER, park
from projections.projector import Projector
from projections.reading import Chunk, StoredFact
from projections.rows import WORTH_A_COPY
from projections.versions import SCHEMAS, Place

NOT_THE_FACTS_FAULT = (OperationalError, InternalError, ProgrammingError, LeaseLostError)
"""The database, its schema or our lease is at fault: to be tried again, and never a reason to park a fact."""

_log = structlog.get_logger(__name__)


async def made_to_write(connection: AsyncConnection[Any], place: Place = "live") -> None:
    """Make a fresh connection fit for `step`: one snapshot a transaction, and the tables of one version."""
    await connection.set_autocommit(True)
    path = sql.SQL("SET search_path = {}, pg_catalog").format(sql.Identifier(SCHEMAS[place]))
    await connection.execute(path)
    await connection.execute("SET statement_timeout = 0; SET client_min_messages = warning; SET jit = off")
    # Rows and checkpoint are one transaction, so a crash of the server takes back both or neither, and what it takes
    # back is projected again. Whoever acts upon a row commits behind it, and thereby makes it durable.
    await connection.execute("SET synchronous_commit = off")
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)


async def step(connection: AsyncConnection[Any], projector: Projector, lease: Lease, chunk: Chunk) -> Lease:
    """Take a chunk of facts. Raises `LeaseLostError`; the facts' own faults end in `work.parked`.

    `connection` is one that `made_to_write` has seen. What is to be done after the commit is the caller's.
    """
    try:
        return await _take(connection, projector, lease, chunk, one_by_one=False)
    except NOT_THE_FACTS_FAULT:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a projector stumbles over, the others go on
        _log.warning("batch_failed", projection=projector.name, after=lease.position, error=repr(error))
        return await _take(connection, projector, lease, chunk, one_by_one=True)


async def _take(
    connection: AsyncConnection[Any], projector: Projector, lease: Lease, chunk: Chunk, *, one_by_one: bool
) -> Lease:
    taken = [fact.position for fact in chunk.facts]
    if not taken:
        return await lease.move_to(connection, chunk.upto)
    within = connection.info.transaction_status is not TransactionStatus.IDLE
    alone = within or one_by_one or len(taken) >= WORTH_A_COPY
    async with connection.transaction() if alone else _quick_transaction(connection):
        follow = [fact for fact in chunk.facts if fact.stream in lease.parked] if lease.parked else []
        free = [fact for fact in chunk.facts if fact.stream not in lease.parked] if follow else chunk.facts
        await park(connection, lease, follow, FOLLOWS_ANOTHER)
        parked: Iterable[StreamKey] = ()
        if one_by_one:
            parked = await _apply_one_by_one(connection, projector, lease, free)
        elif free:
            await projector.apply(connection, free)
        return await lease.move_to(connection, chunk.upto, taken, parked)


@asynccontextmanager
async def _quick_transaction(connection: AsyncConnection[Any]) -> AsyncIterator[None]:
    """A transaction whose statements do not wait for the answers of those before; psycopg's own waits four times."""
    try:
        async with connection.pipeline():
            await connection.execute(b"BEGIN ISOLATION LEVEL REPEATABLE READ")
            yield
            await connection.execute(b"COMMIT")
    finally:
        if connection.info.transaction_status is not TransactionStatus.IDLE:
            await connection.rollback()


async def _apply_one_by_one(
    connection: AsyncConnection[Any], projector: Projector, lease: Lease, facts: Sequence[StoredFact]
) -> set[StreamKey]:
    parked: set[StreamKey] = set()
    for fact in facts:
        if fact.stream in parked:
            await park(connection, lease, [fact], FOLLOWS_ANOTHER)
            continue
        try:
            async with connection.transaction():
                await projector.apply(connection, [fact])
        except NOT_THE_FACTS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - parked with its reason, for a person to look at
            _log.error("fact_parked", projection=projector.name, position=fact.position, error=repr(error))
            await park(connection, lease, [fact], repr(error))
            parked.add(fact.stream)
    return parked
