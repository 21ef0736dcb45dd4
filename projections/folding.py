"""Tables of entities: the rows that a batch touches are read at once, folded in memory, and written at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from psycopg import AsyncConnection, sql
from pydantic import TypeAdapter
from sqlalchemy import Table

from domain.shared.facts import Fact, RecordedFact
from domain.shared.ids import OrganizationId
from projections.statements import qualified, unnested

State = TypeVar("State")


class Folds(Protocol[State]):
    """An aggregate's class, as far as folding goes."""

    def evolve(self, state: State | None, fact: Fact) -> State:
        """The state after a fact."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded(Generic[State]):
    """An entity after the batch. `began_with` is its first fact, where that stood in this batch."""

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
        self._select = (
            sql.SQL(
                "SELECT org_id, {key}, state::text, version, position, created_at, updated_at FROM {table}"
                " WHERE (org_id, {key}) IN (SELECT * FROM {arrays})"
            )
            .format(key=sql.Identifier(key), table=qualified(table), arrays=unnested(table, "org_id", key))
            .as_bytes()
        )

    async def fold(self, connection: AsyncConnection[Any], batch: Sequence[RecordedFact]) -> list[Folded[State]]:
        """The entities that the batch changes. Facts that a row has seen already are passed over."""
        known = {(row.organization, row.stream_id): row for row in await self._known(connection, batch)}
        changed: dict[tuple[OrganizationId, UUID], Folded[State]] = {}
        for recorded in batch:
            key = recorded.organization, recorded.stream_id
            before = changed.get(key) or known.get(key)
            if before is None or before.position < recorded.position:
                changed[key] = self._after(before, recorded)
        return list(changed.values())

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

    async def _known(self, connection: AsyncConnection[Any], batch: Iterable[RecordedFact]) -> list[Folded[State]]:
        keys = list({(recorded.organization, recorded.stream_id) for recorded in batch})
        cursor = await connection.execute(self._select, [[key[0] for key in keys], [key[1] for key in keys]])
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

    def _after(self, before: Folded[State] | None, recorded: RecordedFact) -> Folded[State]:
        state = self._aggregate.evolve(None if before is None else before.state, recorded.fact)
        if before is None:
            return Folded(
                organization=recorded.organization,
                stream_id=recorded.stream_id,
                state=state,
                version=recorded.version,
                position=recorded.position,
                created_at=recorded.occurred_at,
                updated_at=recorded.occurred_at,
                began_with=recorded.fact,
            )
        return replace(
            before,
            state=state,
            version=recorded.version,
            position=recorded.position,
            updated_at=recorded.occurred_at,
        )
