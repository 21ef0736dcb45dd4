"""One step of a projection: the next facts become rows, and the checkpoint moves, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from psycopg import AsyncConnection, InternalError, IsolationLevel, OperationalError, ProgrammingError

from domain.shared.facts import RecordedFact
from projections.leasing import Lease, LeaseLostError
from projections.parking import FOLLOWS_ANOTHER, park, parked_streams
from projections.projector import Projector
from projections.reading import FactSource, StoredFact, head, read

NOT_THE_FACTS_FAULT = (OperationalError, InternalError, ProgrammingError, LeaseLostError)
"""The database, its schema or our lease is at fault: to be tried again, and never a reason to park a fact."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a step led to. `full`: there were at least as many facts as it may take."""

    lease: Lease
    full: bool


async def step(
    connection: AsyncConnection[Any], projector: Projector, source: FactSource, lease: Lease, limit: int
) -> Step:
    """Take up to `limit` facts. Raises `LeaseLostError`; the facts' own faults end in `work.parked`.

    `connection` commits by itself and reads with REPEATABLE READ, see `prepared`.
    """
    if await head(connection) == lease.position:
        return Step(lease=lease, full=False)
    try:
        done = await _take(connection, projector, source, lease, limit, one_by_one=False)
    except NOT_THE_FACTS_FAULT:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a projector stumbles over, the others go on
        _log.warning("batch_failed", projection=projector.name, after=lease.position, error=repr(error))
        done = await _take(connection, projector, source, lease, limit, one_by_one=True)
    await projector.after_commit()
    return done


async def prepared(connection: AsyncConnection[Any]) -> None:
    """Make a fresh connection fit for `step`: one snapshot a transaction, and a batch takes as long as it takes."""
    await connection.set_autocommit(True)
    await connection.execute("SET statement_timeout = 0")
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)


async def _take(
    connection: AsyncConnection[Any],
    projector: Projector,
    source: FactSource,
    lease: Lease,
    limit: int,
    *,
    one_by_one: bool,
) -> Step:
    async with connection.transaction():
        newest = await head(connection)
        stored = await read(connection, source, after=lease.position, topics=projector.topics, limit=limit)
        parked = await parked_streams(connection, lease)
        free = [fact for fact in stored if (fact.organization, fact.stream_id) not in parked]
        await park(connection, lease, [f for f in stored if (f.organization, f.stream_id) in parked], FOLLOWS_ANOTHER)
        if one_by_one:
            await _apply_one_by_one(connection, projector, source, lease, free)
        elif free:
            await projector.apply(connection, [source.decode(fact.row) for fact in free])
        full = len(stored) == limit
        return Step(lease=await lease.move_to(connection, stored[-1].position if full else newest), full=full)


async def _apply_one_by_one(
    connection: AsyncConnection[Any],
    projector: Projector,
    source: FactSource,
    lease: Lease,
    facts: Iterable[StoredFact],
) -> None:
    parked = set()
    for fact in facts:
        key = fact.organization, fact.stream_id
        if key in parked:
            await park(connection, lease, [fact], FOLLOWS_ANOTHER)
            continue
        try:
            async with connection.transaction():
                recorded: RecordedFact = source.decode(fact.row)
                await projector.apply(connection, [recorded])
        except NOT_THE_FACTS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - parked with its reason, for a person to look at
            _log.error("fact_parked", projection=projector.name, position=fact.position, error=repr(error))
            await park(connection, lease, [fact], repr(error))
            parked.add(key)
