"""An append as the ledger's SQL function takes it, many at a time: one array a column, in Postgres's binary form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

_TYPES = (
    "uuid[] uuid[] text[] integer[] uuid[] text[] text[] text[] uuid[] uuid[] text[] timestamptz[]"
    " integer[] integer[] uuid[] text[] smallint[] text[]"
).split()
APPEND_MANY = "SELECT item, status, version, at_position, in_stream FROM ledger.append_many({})".format(  # noqa: S608 - constants only
    ", ".join(f"%b::{type_}" for type_ in _TYPES)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFact:
    """A fact as the ledger stores it: `data` is JSON text."""

    event_id: UUID
    topic: str
    schema_version: int
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """One append, all or nothing: to which stream, at which version, under which command id, and what."""

    organization: UUID
    stream_id: UUID
    stream_type: str
    expected_version: int
    command_id: UUID
    fingerprint: str
    actor_kind: str
    actor_id: str
    correlation_id: UUID
    causation_id: UUID | None
    trace: str | None
    occurred_at: datetime
    facts: Sequence[StoredFact]


def parameters(appends: Sequence[Append]) -> list[list[object]]:
    """The arrays of `APPEND_MANY`: twelve of appends, six of their facts."""
    columns = zip(
        *(
            (
                append.organization,
                append.stream_id,
                append.stream_type,
                append.expected_version,
                append.command_id,
                append.fingerprint,
                append.actor_kind,
                append.actor_id,
                append.correlation_id,
                append.causation_id,
                append.trace,
                append.occurred_at,
            )
            for append in appends
        ),
        strict=True,
    )
    facts = [
        (item, ordinal, fact.event_id, fact.topic, fact.schema_version, fact.data)
        for item, append in enumerate(appends, start=1)
        for ordinal, fact in enumerate(append.facts, start=1)
    ]
    return [*map(list, columns), *([list(column) for column in zip(*facts, strict=True)] or [[]] * 6)]
