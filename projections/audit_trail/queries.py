"""The history of one stream, as an auditor reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import OrganizationId
from projections.audit_trail.table import AUDIT_TRAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One fact in words, with who, when and why. `version` is the stream's after it."""

    position: int
    version: int
    topic: str
    sentence: str
    actor: Actor
    occurred_at: datetime
    recorded_at: datetime
    correlation_id: UUID
    causation_id: UUID | None


async def history(
    connection: AsyncConnection,
    organization: OrganizationId,
    stream_type: str,
    stream_id: UUID,
    *,
    after: int = 0,
    limit: int = 100,
) -> Sequence[HistoryLine]:
    """The facts of a stream, oldest first; the next page is what came `after` the last position."""
    statement = (
        select(AUDIT_TRAIL)
        .where(
            AUDIT_TRAIL.c.org_id == organization,
            AUDIT_TRAIL.c.stream_id == stream_id,
            AUDIT_TRAIL.c.stream_type == stream_type,
            AUDIT_TRAIL.c.position > after,
        )
        .order_by(AUDIT_TRAIL.c.position)
        .limit(limit)
    )
    return [
        HistoryLine(
            position=row.position,
            version=row.stream_version,
            topic=row.topic,
            sentence=row.sentence,
            actor=Actor(kind=ActorKind(row.actor_kind), id=row.actor_id),
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            correlation_id=row.correlation_id,
            causation_id=row.causation_id,
        )
        for row in await connection.execute(statement)
    ]
