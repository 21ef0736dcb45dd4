"""One step of a projection: facts become rows, and the checkpoint moves, in one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from psycopg import AsyncConnection, InternalError, IsolationLevel, OperationalError, ProgrammingError, sql
from psycopg.errors import CardinalityViolation, ProgramLimitExceeded
from psycopg.pq import TransactionStatus

from projections.leasing import Lease, LeaseLostError, StreamKey, refused_if_lost
from projections.parking import FOLLOWS_ANOTHER, park
from projections.projector import Projector
from projections.reading import Chunk, StoredFact
from projections.rows import WORTH_A_COPY, write
from projections.statements import Statement, together
from projections.versions import SCHEMAS, Place

NOT_THE_FACTS_FAULT = (OperationalError, InternalError, ProgrammingError, LeaseLostError)
"""The database, its schema or our lease is at fault: to be tried again, and never a reason to park a fact.

But for `_FACTS_FAULT`: a value is too long for where it is to go, or two facts claim one row, and would again.
"""
_FACTS_FAULT = (ProgramLimitExceeded, CardinalityViolation)

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
        return await _take(connection, projector, lease, chunk, in_parts=False)
    except Exception as error:
        if not _of_the_facts(error):
            raise
        _log.warning("batch_failed", projection=projector.name, after=lease.position, error=repr(error))
        return await _take(connection, projector, lease, chunk, in_parts=True)


async def _take(
    connection: AsyncConnection[Any], projector: Projector, lease: Lease, chunk: Chunk, *, in_parts: bool
) -> Lease:
    follow = [fact for fact in chunk.facts if fact.stream in lease.parked] if lease.parked else []
    within = connection.info.transaction_status is not TransactionStatus.IDLE
    few = len(chunk.facts) < WORTH_A_COPY
    with refused_if_lost():
        if few and not (follow or within or in_parts):
            return await _take_few(connection, projector, lease, chunk)
        async with connection.transaction():
            # First, as everybody does who changes rows and checkpoint: so none waits for the other in a circle.
            await lease.moving(chunk.upto, _positions(chunk)).write(connection)
            free = [fact for fact in chunk.facts if fact.stream not in lease.parked] if follow else chunk.facts
            await park(connection, lease, follow, FOLLOWS_ANOTHER)
            parked: Iterable[StreamKey] = ()
            if in_parts:
                parked = await _apply_halves(connection, projector, lease, free)
            elif free:
                await write(connection, await projector.apply(connection, free))
            return lease.moved(chunk.upto, parked)


async def _take_few(connection: AsyncConnection[Any], projector: Projector, lease: Lease, chunk: Chunk) -> Lease:
    """All in one statement where that can be: half of a small step's cost is what goes to and fro.

    What `apply` reads is read before, in no transaction: where another has written meanwhile, the lease is lost.
    """
    writes = [*await projector.apply(connection, chunk.facts)] if chunk.facts else []
    moving = lease.moving(chunk.upto, _positions(chunk))
    independent = [each for each in writes if isinstance(each, Statement) and not each.sees_others]
    if len(independent) == len(writes):
        await together(independent, moving).write(connection)
    else:
        async with connection.transaction():
            await write(connection, [moving, *writes])
    return lease.moved(chunk.upto)


def _positions(chunk: Chunk) -> list[int]:
    return [fact.position for fact in chunk.facts]


async def _apply_halves(
    connection: AsyncConnection[Any], projector: Projector, lease: Lease, facts: Sequence[StoredFact]
) -> set[StreamKey]:
    """Apply facts that failed together, and park those at fault with what follows in their streams; which streams."""
    parked: set[StreamKey] = set()
    middle = len(facts) // 2
    for half in (facts[:middle], facts[middle:]):
        await park(connection, lease, [fact for fact in half if fact.stream in parked], FOLLOWS_ANOTHER)
        free = [fact for fact in half if fact.stream not in parked]
        if free:
            parked |= await _apply_or_halve(connection, projector, lease, free)
    return parked


async def _apply_or_halve(
    connection: AsyncConnection[Any], projector: Projector, lease: Lease, facts: Sequence[StoredFact]
) -> set[StreamKey]:
    try:
        async with connection.transaction():
            await write(connection, await projector.apply(connection, facts))
    except Exception as error:
        if not _of_the_facts(error):
            raise
        if len(facts) > 1:
            return await _apply_halves(connection, projector, lease, facts)
        (fact,) = facts
        _log.error("fact_parked", projection=projector.name, position=fact.position, error=repr(error))
        await park(connection, lease, facts, repr(error))
        return {fact.stream}
    return set()


def _of_the_facts(error: Exception) -> bool:
    return isinstance(error, _FACTS_FAULT) or not isinstance(error, NOT_THE_FACTS_FAULT)
