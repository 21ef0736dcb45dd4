"""Writes one row a fact, in words."""

import json
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
from projections.rows import upsert

Named = dict[OrganizationId, dict[UUID, str]]

_SELECT_NAMES = """
    SELECT org_id, subject_id, name FROM audit_names
    WHERE (org_id, subject_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))
"""

# Everything but the sentence is in the ledger, in the same database.
_INSERT = """
    INSERT INTO audit_trail (org_id, position, stream_type, stream_id, stream_version, topic, sentence, actor_kind,
        actor_id, occurred_at, recorded_at, correlation_id, causation_id)
    SELECT e.org_id, e.position, e.stream_type, e.stream_id, e.stream_version, e.topic, told.sentence, e.actor_kind,
        e.actor_id, e.occurred_at, e.recorded_at, e.correlation_id, e.causation_id
    FROM ROWS FROM (unnest(%s::bigint[]), json_array_elements_text(%s::json)) AS told (position, sentence)
    JOIN ledger.events e USING (position)
    WHERE e.position BETWEEN %s AND %s
    ORDER BY e.org_id, e.position
    ON CONFLICT (org_id, position) DO NOTHING
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
        positions, sentences = [recorded.position for recorded in batch], []
        for recorded in batch:
            called = names.setdefault(recorded.organization, {})
            match name_given(recorded):
                case (subject, name):
                    called[subject] = name
                    given[recorded.organization, subject] = _name_row(recorded, subject, name)
            sentences.append(sentence(recorded.fact, called))
        await upsert(connection, NAMES, given.values())
        await connection.execute(_INSERT, [positions, json.dumps(sentences), positions[0], positions[-1]])


async def _known_names(connection: AsyncConnection[Any], batch: Sequence[RecordedFact]) -> Named:
    wanted = list({(recorded.organization, subject) for recorded in batch for subject in subjects_of(recorded.fact)})
    names: Named = {}
    if wanted:
        cursor = await connection.execute(_SELECT_NAMES, [list(part) for part in zip(*wanted, strict=True)])
        for organization, subject, name in await cursor.fetchall():
            names.setdefault(organization, {})[subject] = name
    return names


def _name_row(recorded: RecordedFact, subject: UUID, name: str) -> dict[str, object]:
    return {"org_id": recorded.organization, "subject_id": subject, "name": name, "position": recorded.position}
