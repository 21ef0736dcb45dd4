"""An append as the ledger's SQL function takes it, many at a time: one array a column, in Postgres's binary form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from adapters.postgres.columns import Column, Integers, Moments, Texts, Uuids

_OF_PARTS = (
    Integers,
    Integers,
    Uuids,
    Uuids,
    Texts,
    Integers,
    Uuids,
    Texts,
    Texts,
    Texts,
    Uuids,
    Uuids,
    Texts,
    Moments,
)
_OF_FACTS = (Integers, Integers, Uuids, Texts, Integers, Texts)
_SCHEMA_VERSION = len(_OF_PARTS) + 4
_PLACES = ", ".join("%b::smallint[]" if at == _SCHEMA_VERSION else "%b" for at in range(len(_OF_PARTS + _OF_FACTS)))
APPEND_MANY = f"SELECT item, status, version, at_position, in_stream FROM ledger.append_many({_PLACES})"  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFact:
    """A fact as the ledger stores it: `data` is JSON text."""

    event_id: UUID
    topic: str
    schema_version: int
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What an append adds to one stream, and the version that the stream must be at."""

    stream_id: UUID
    stream_type: str
    expected_version: int
    facts: Sequence[StoredFact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """One append, all or nothing: under which command id, by whom, when, and what to which streams.

    A command is answered with what became of the stream of the first part.
    """

    organization: UUID
    command_id: UUID
    fingerprint: str
    actor_kind: str
    actor_id: str
    correlation_id: UUID
    causation_id: UUID | None
    trace: str | None
    occurred_at: datetime
    parts: Sequence[Part]

    def subjects(self) -> list[int]:
        """What no other append may touch at the same moment: its streams, and its command id, as numbers."""
        return [self.command_id.int, *[part.stream_id.int for part in self.parts]]


_OF_PART = attrgetter("stream_id", "stream_type", "expected_version")
_OF_APPEND = attrgetter(
    *("command_id", "fingerprint", "actor_kind", "actor_id"),
    *("correlation_id", "causation_id", "trace", "occurred_at"),
)
_OF_FACT = attrgetter("event_id", "topic", "schema_version", "data")


def parameters(appends: Sequence[Append]) -> list[Column]:
    """The columns of `APPEND_MANY`: fourteen of parts, six of their facts."""
    parts = list(_parts(appends))
    rows = [
        (item, len(part.facts), append.organization, *_OF_PART(part), *_OF_APPEND(append))
        for item, append, part in parts
    ]
    facts = [
        (place, ordinal, *_OF_FACT(fact))
        for place, (_, _, part) in enumerate(parts, start=1)
        for ordinal, fact in enumerate(part.facts, start=1)
    ]
    of_facts = zip(*facts, strict=True) if facts else [()] * len(_OF_FACTS)
    return [
        *[kind.of(values) for kind, values in zip(_OF_PARTS, zip(*rows, strict=True), strict=True)],
        *[kind.of(values) for kind, values in zip(_OF_FACTS, of_facts, strict=True)],
    ]


def _parts(appends: Sequence[Append]) -> Iterator[tuple[int, Append, Part]]:
    for item, append in enumerate(appends, start=1):
        for part in append.parts:
            yield item, append, part
