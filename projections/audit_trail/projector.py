"""Writes one row a fact, in words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.shared.facts import RecordedFact
from domain.shared.ids import OrganizationId
from domain.topics import BY_TOPIC
from projections.audit_trail.naming import name_given, subjects_of
from projections.audit_trail.sentences import sentence
from projections.audit_trail.table import AUDIT_TRAIL, NAMES
from projections.projector import Quiet
from projections.rows import insert_once, upsert

Named = dict[OrganizationId, dict[UUID, str]]

_SELECT_NAMES = """
    SELECT org_id, subject_id, name FROM audit_names
    WHERE (org_id, subject_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))
"""


class AuditTrailProjector(Quiet):
    """Writes `audit_trail` and `audit_names`."""

    name = "audit_trail"
    version = 1
    topics = frozenset(BY_TOPIC)
    tables = (AUDIT_TRAIL, NAMES)

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[RecordedFact]) -> None:
        """Write a sentence for each fact, with the names of its moment."""
        names = await _known_names(connection, batch)
        given: dict[tuple[OrganizationId, UUID], dict[str, object]] = {}
        rows = []
        for recorded in batch:
            called = names.setdefault(recorded.organization, {})
            match name_given(recorded):
                case (subject, name):
                    called[subject] = name
                    given[recorded.organization, subject] = _name_row(recorded, subject, name)
            rows.append(_row(recorded, sentence(recorded.fact, called)))
        await upsert(connection, NAMES, given.values())
        await insert_once(connection, AUDIT_TRAIL, rows)


async def _known_names(connection: AsyncConnection[Any], batch: Sequence[RecordedFact]) -> Named:
    wanted = sorted({(recorded.organization, subject) for recorded in batch for subject in subjects_of(recorded.fact)})
    names: Named = {}
    if wanted:
        cursor = await connection.execute(_SELECT_NAMES, [list(part) for part in zip(*wanted, strict=True)])
        for organization, subject, name in await cursor.fetchall():
            names.setdefault(organization, {})[subject] = name
    return names


def _name_row(recorded: RecordedFact, subject: UUID, name: str) -> dict[str, object]:
    return {"org_id": recorded.organization, "subject_id": subject, "name": name, "position": recorded.position}


def _row(recorded: RecordedFact, text: str) -> dict[str, object]:
    return {
        "org_id": recorded.organization,
        "position": recorded.position,
        "stream_type": recorded.stream_type,
        "stream_id": recorded.stream_id,
        "stream_version": recorded.version,
        "topic": recorded.fact.topic,
        "sentence": text,
        "actor_kind": recorded.actor.kind.value,
        "actor_id": recorded.actor.id,
        "occurred_at": recorded.occurred_at,
        "recorded_at": recorded.recorded_at,
        "correlation_id": recorded.correlation_id,
        "causation_id": recorded.causation_id,
    }
