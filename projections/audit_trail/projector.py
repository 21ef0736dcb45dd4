"""Writes one row a fact, in words."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.shared.ids import OrganizationId
from domain.topics import BY_TOPIC
from projections.audit_trail.naming import concerns_names, name_given, subjects_of
from projections.audit_trail.sentences import sentence
from projections.audit_trail.table import AUDIT_TRAIL, NAMES
from projections.projector import Quiet, SeenFact
from projections.rows import WORTH_A_COPY, Write, upsert
from projections.statements import Statement

Named = dict[OrganizationId, dict[UUID, str]]
Given = dict[tuple[OrganizationId, UUID], dict[str, object]]

AT_ONCE = 1000
"""So many sentences are sent to the database before the next are written, and it writes rows meanwhile."""

_SELECT_NAMES = """
    SELECT org_id, subject_id, name FROM audit_names
    WHERE (org_id, subject_id) IN (SELECT * FROM unnest(%b::uuid[], %b::uuid[]))
"""
_ANY_TOLD = """
    SELECT EXISTS (
        SELECT FROM unnest(%b::uuid[]) AS those (org_id)
        JOIN audit_trail told USING (org_id) WHERE told.position BETWEEN %s AND %s
    )
"""

# Everything but the sentence is in the ledger, in the same database.
_INSERT = b"""
    INSERT INTO audit_trail (org_id, position, stream_type, stream_id, stream_version, topic, sentence, actor_kind,
        actor_id, occurred_at, recorded_at, correlation_id, causation_id)
    SELECT e.org_id, e.position, e.stream_type, e.stream_id, e.stream_version, e.topic, told.sentence, e.actor_kind,
        e.actor_id, e.occurred_at, e.recorded_at, e.correlation_id, e.causation_id
    FROM ROWS FROM (json_array_elements_text(%s::json), json_array_elements_text(%s::json)) AS told (position, sentence)
    JOIN ledger.events e ON e.position = told.position::bigint
    WHERE e.position BETWEEN %s AND %s
    ORDER BY e.org_id, e.position
"""
_INSERT_WHAT_IS_NEW = _INSERT + b" ON CONFLICT (org_id, position) DO NOTHING"


class AuditTrailProjector(Quiet):
    """Writes `audit_trail` and `audit_names`."""

    name = "audit_trail"
    version = 1
    topics = frozenset(BY_TOPIC)
    tables = (AUDIT_TRAIL, NAMES)

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        """A sentence for each fact, with the names of its moment, and the names that are new."""
        names = await _known_names(connection, batch)
        return _writes(batch, names, _INSERT if await _all_new(connection, batch) else _INSERT_WHAT_IS_NEW)


def _writes(batch: Sequence[SeenFact], names: Named, insert: bytes) -> Iterator[Write]:
    given: Given = {}
    for begin in range(0, len(batch), AT_ONCE):
        part = batch[begin : begin + AT_ONCE]
        positions, sentences = [seen.position for seen in part], json.dumps(_sentences(part, names, given))
        yield Statement(insert, (str(positions), sentences, positions[0], positions[-1]))
    yield from upsert(NAMES, given.values())


async def _known_names(connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Named:
    wanted = list({(seen.organization, subject) for seen in batch for subject in subjects_of(seen.fact)})
    names: Named = defaultdict(dict)
    if wanted:
        cursor = await connection.execute(_SELECT_NAMES, [list(part) for part in zip(*wanted, strict=True)])
        for organization, subject, name in await cursor.fetchall():
            names[organization][subject] = name
    return names


async def _all_new(connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> bool:
    """Whether it is known that no fact of a large batch was told before: to ask once is cheaper than row by row."""
    if len(batch) < WORTH_A_COPY:
        return False
    organizations = list({seen.organization.int: seen.organization for seen in batch}.values())
    cursor = await connection.execute(_ANY_TOLD, [organizations, batch[0].position, batch[-1].position])
    return await cursor.fetchone() == (False,)


def _sentences(batch: Sequence[SeenFact], names: Named, given: Given) -> list[str]:
    """A sentence a fact, noting in `names` and `given` what is called otherwise from then on."""
    sentences = []
    for seen in batch:
        fact = seen.fact
        if not concerns_names(fact):
            sentences.append(sentence(fact, {}))
            continue
        called = names[seen.organization]
        match name_given(seen):
            case (subject, name):
                called[subject] = name
                given[seen.organization, subject] = _name_row(seen, subject, name)
        sentences.append(sentence(fact, called))
    return sentences


def _name_row(seen: SeenFact, subject: UUID, name: str) -> dict[str, object]:
    return {"org_id": seen.organization, "subject_id": subject, "name": name, "position": seen.position}
