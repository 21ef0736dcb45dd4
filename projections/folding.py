"""Tables of entities: the rows that a batch touches are read at once, folded in memory, and written at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from psycopg import AsyncConnection, sql
from pydantic import TypeAdapter
from sqlalchemy import Table

from domain.shared.facts import Fact
from domain.shared.ids import OrganizationId
from projections.projector import SeenFact
from projections.statements import qualified

State = TypeVar("State")


class Folds(Protocol[State]):
    """An aggregate's class, as far as folding goes."""

    def evolve(self, state: State | None, fact: Fact) -> State:
        """The state after a fact."""
        ...


@dataclass(slots=True, kw_only=True)
class Folded(Generic[State]):
    """An entity as far as a batch is folded. `began_with` is its first fact, where that stood in this batch."""

    organization: OrganizationId
    stream_id: UUID
    state: State
    version: int
    position: int
    created_at: datetime
    updated_at: datetime
    began_with: Fact | None = None


class Folding(Generic[State]):
    """Folds facts onto the states that a table keeps in its `state` column, under `key`, the stream's id."""

    def __init__(self, table: Table, key: str, aggregate: Folds[State], state: TypeAdapter[State]) -> None:
        self._aggregate = aggregate
        self._state = state
        # A planner that sees how long the arrays are plans anew each time, which takes longer than to read a few rows.
        self._select = (
            sql.SQL(
                "SELECT org_id, {key}, state::text, version, position, created_at, updated_at FROM {table}"
                " WHERE (org_id, {key}) IN (SELECT * FROM unnest((SELECT %b::uuid[]), (SELECT %b::uuid[])))"
            )
            .format(key=sql.Identifier(key), table=qualified(table))
            .as_bytes()
        )

    async def fold(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> list[Folded[State]]:
        """The entities that the batch changes. Facts that a row has seen already are passed over."""
        # The ledger binds a stream to one organization, so its id alone is the key.
        entities = {known.stream_id: known for known in await self._known(connection, batch)}
        before = {stream_id: known.position for stream_id, known in entities.items()}
        for seen in batch:
            folded = entities.get(seen.stream_id)
            if folded is None:
                entities[seen.stream_id] = self._begun(seen)
            elif folded.position < seen.position:
                self._go_on(folded, seen)
        return [folded for folded in entities.values() if folded.position != before.get(folded.stream_id)]

    def columns(self, folded: Folded[State]) -> dict[str, object]:
        """The columns that every table of entities has, but for its key."""
        return {
            "org_id": folded.organization,
            "version": folded.version,
            "position": folded.position,
            "created_at": folded.created_at,
            "updated_at": folded.updated_at,
            "state": self._state.dump_json(folded.state).decode(),
        }

    async def _known(self, connection: AsyncConnection[Any], batch: Iterable[SeenFact]) -> list[Folded[State]]:
        keys = {seen.stream_id: seen.organization for seen in batch}
        cursor = await connection.execute(self._select, [[*keys.values()], [*keys]])
        return [
            Folded(
                organization=row[0],
                stream_id=row[1],
                state=self._state.validate_json(row[2]),
                version=row[3],
                position=row[4],
                created_at=row[5],
                updated_at=row[6],
            )
            for row in await cursor.fetchall()
        ]

    def _begun(self, seen: SeenFact) -> Folded[State]:
        return Folded(
            organization=seen.organization,
            stream_id=seen.stream_id,
            state=self._aggregate.evolve(None, seen.fact),
            version=seen.version,
            position=seen.position,
            created_at=seen.occurred_at,
            updated_at=seen.occurred_at,
            began_with=seen.fact,
        )

    def _go_on(self, folded: Folded[State], seen: SeenFact) -> None:
        folded.state = self._aggregate.evolve(folded.state, seen.fact)
        folded.version = seen.version
        folded.position = seen.position
        folded.updated_at = seen.occurred_at
