"""The ledger in Postgres: one writer a process, and whole streams read at once."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.appends import Append, Part, StoredFact
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.codec import decode, encode, encode_json
from adapters.postgres.connections import answering, in_its_time
from adapters.postgres.snapshots import PostgresSnapshots
from application.context import CommandContext
from application.errors import CommandReusedError, VersionConflictError
from application.ids import uuid7
from application.known_states import KnownStates
from application.ports import ObservationBatch, Receipt, StreamFacts, Tail
from domain.shared.facts import Actor, ActorKind, Fact, RecordedFact
from domain.shared.ids import CommandId, FactId, OrganizationId

COLUMNS = (
    "topic, schema_version, data::text, event_id, org_id, stream_id, stream_type, stream_version, position,"
    " actor_kind, actor_id, correlation_id, causation_id, command_id, trace, occurred_at, recorded_at"
)
"""The columns of `ledger.events` that `recorded_fact` takes, in its order."""


def recorded_fact(row: TupleRow) -> RecordedFact:
    """A row of `COLUMNS` as a fact with its envelope."""
    return RecordedFact(
        fact=decode(row[0], row[1], row[2]),
        fact_id=FactId(row[3]),
        organization=OrganizationId(row[4]),
        stream_id=row[5],
        stream_type=row[6],
        version=row[7],
        position=row[8],
        actor=Actor(kind=ActorKind(row[9]), id=row[10]),
        correlation_id=row[11],
        causation_id=row[12],
        command_id=CommandId(row[13]),
        trace=row[14],
        occurred_at=row[15],
        recorded_at=row[16],
    )


class PostgresLedger:
    """`application.ports.Ledger`: reads over a pool of connections, writes through the process's one writer.

    What comes with observations goes around the writer; `on_recorded` is told its position, as the writer's is.
    """

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        writer: Coalescer,
        on_recorded: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._pool = pool
        self._writer = writer
        self._on_recorded = on_recorded
        self.states = KnownStates()
        self.snapshots = PostgresSnapshots(partial(answering, pool), partial(in_its_time, pool))
        self._months_with_a_partition: set[date] = set()

    async def load(
        self, organization: OrganizationId, stream_id: UUID, *, until: datetime | None = None
    ) -> Sequence[RecordedFact]:
        """All facts of a stream in order, or those recorded at or before `until`."""
        query = f"SELECT {COLUMNS} FROM ledger.events WHERE org_id = %s AND stream_id = %s"  # noqa: S608 - a constant
        parameters: list[object] = [organization, stream_id]
        if until is not None:
            query += " AND recorded_at <= %s"
            parameters.append(until)
        async with answering(self._pool) as connection:
            cursor = await connection.execute(query + " ORDER BY stream_version", parameters)
            return [recorded_fact(row) for row in await cursor.fetchall()]

    async def facts_since(self, organization: OrganizationId, stream_id: UUID, version: int) -> Tail:
        """The facts of a stream after a version, for folding."""
        async with answering(self._pool) as connection:
            cursor = await connection.execute(
                "SELECT topic, schema_version, data::text, stream_type, position FROM ledger.events"
                " WHERE org_id = %s AND stream_id = %s AND stream_version > %s ORDER BY stream_version",
                (organization, stream_id, version),
            )
            rows = await cursor.fetchall()
        return Tail(
            stream_type=rows[0][3] if rows else "",
            facts=[decode(row[0], row[1], row[2]) for row in rows],
            position=rows[-1][4] if rows else 0,
        )

    async def append(
        self,
        context: CommandContext,
        *,
        stream_type: str,
        stream_id: UUID,
        expected_version: int,
        facts: Sequence[Fact],
        also: Sequence[StreamFacts] = (),
        observations: ObservationBatch | None = None,
    ) -> Receipt:
        """Record the facts of a command, all or none; see the port for what is raised."""
        if observations is None:
            first = StreamFacts(
                stream_type=stream_type, stream_id=stream_id, expected_version=expected_version, facts=facts
            )
            return receipt(await self._writer.append(_append(context, [first, *also])))
        assert not also  # noqa: S101 - observations are vouched for by one fact of one stream
        stored = [stored_fact(fact.topic, fact.schema_version, encode(fact)) for fact in facts]
        request = append_request(context, stream_type, stream_id, expected_version, stored)
        await self._ensure_partitions(observations)
        statement, parameters = _with_observations(request, observations)
        async with answering(self._pool) as connection:
            cursor = await connection.execute(statement, parameters)
            row = await cursor.fetchone()
        assert row is not None  # noqa: S101 - the function always answers one row
        recorded = receipt(row)
        self._on_recorded(recorded.position)
        return recorded

    async def _ensure_partitions(self, batch: ObservationBatch) -> None:
        months = {row.key.day.replace(day=1) for row in batch.rows} - self._months_with_a_partition
        async with answering(self._pool) as connection:
            for month in sorted(months):
                await connection.execute("SELECT performance.ensure_month(%s)", (month,))
        self._months_with_a_partition |= months

    async def answer(self, context: CommandContext) -> Receipt | None:
        """The first answer to the context's command id, if it has one."""
        async with answering(self._pool) as connection:
            cursor = await connection.execute(
                "SELECT CASE WHEN fingerprint = %s THEN 'duplicate' ELSE 'reused' END, version, position, stream_id"
                " FROM ledger.commands WHERE org_id = %s AND command_id = %s",
                (context.fingerprint, context.organization, context.command_id),
            )
            row = await cursor.fetchone()
        return None if row is None else receipt(row)


def _append(context: CommandContext, parts: Sequence[StreamFacts]) -> Append:
    return Append(
        organization=context.organization,
        command_id=context.command_id,
        fingerprint=context.fingerprint,
        actor_kind=context.actor.kind.value,
        actor_id=context.actor.id,
        correlation_id=context.correlation_id,
        causation_id=context.causation_id,
        trace=context.trace,
        occurred_at=context.now,
        parts=[_part(part) for part in parts],
    )


def _part(part: StreamFacts) -> Part:
    return Part(
        stream_id=part.stream_id,
        stream_type=part.stream_type,
        expected_version=part.expected_version,
        facts=[
            StoredFact(event_id=uuid7(), topic=fact.topic, schema_version=fact.schema_version, data=encode_json(fact))
            for fact in part.facts
        ],
    )


def stored_fact(topic: str, schema_version: int, data: dict[str, Any]) -> dict[str, Any]:
    """One fact as `ledger.append` takes it, under an id of its own."""
    return {"event_id": str(uuid7()), "topic": topic, "schema_version": schema_version, "data": data}


def append_request(
    context: CommandContext, stream_type: str, stream_id: UUID, expected_version: int, facts: Sequence[dict[str, Any]]
) -> str:
    """The JSON that `ledger.append` takes; `facts` as `stored_fact` makes them."""
    return json.dumps(
        {
            "org_id": str(context.organization),
            "stream_type": stream_type,
            "stream_id": str(stream_id),
            "expected_version": expected_version,
            "command_id": str(context.command_id),
            "fingerprint": context.fingerprint,
            "actor_kind": context.actor.kind.value,
            "actor_id": context.actor.id,
            "correlation_id": str(context.correlation_id),
            "causation_id": None if context.causation_id is None else str(context.causation_id),
            "trace": context.trace,
            "occurred_at": context.now.isoformat(),
            "facts": [*facts],
        }
    )


def receipt(row: TupleRow) -> Receipt:
    """The answer of `ledger.append` as a receipt, or as the error that it stands for."""
    status, version, position, stream_id = row
    match status:
        case "appended" | "duplicate":
            return Receipt(stream_id=stream_id, version=version, position=position, replayed=status == "duplicate")
        case "reused":
            raise CommandReusedError
        case _:
            raise VersionConflictError


def _with_observations(request: str, batch: ObservationBatch) -> tuple[str, list[object]]:
    keys, sums = [row.key for row in batch.rows], [row.metrics for row in batch.rows]
    parameters: list[object] = [
        request,
        batch.batch_id,
        batch.account_id,
        batch.grain.value,
        batch.observed_at,
        [key.day for key in keys],
        [key.hour for key in keys],
        [key.campaign_ref for key in keys],
        [key.ad_group_ref for key in keys],
        [key.ad_ref for key in keys],
        [metrics.impressions for metrics in sums],
        [metrics.clicks for metrics in sums],
        [metrics.spend_micros for metrics in sums],
        [metrics.conversions for metrics in sums],
        [metrics.conversion_value_micros for metrics in sums],
        [row.source_rows for row in batch.rows],
    ]
    casts = (
        "jsonb uuid uuid text timestamptz date[] smallint[] text[] text[] text[] bigint[] bigint[] bigint[]"
        " numeric[] bigint[] integer[]"
    ).split()
    arguments = ", ".join(f"%s::{cast}" for cast in casts)
    return f"SELECT status, version, at_position, stream_id FROM performance.append_batch({arguments})", parameters  # noqa: S608 - constants only
