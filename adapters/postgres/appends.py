"""An append as the ledger's SQL function takes it, many at a time: one array a column, in Postgres's binary form."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from adapters.postgres.columns import Column, Integers, Moments, Texts, Uuids

_Columns = dict[str, type[Column]]

_PLACE: _Columns = {"item": Integers, "facts": Integers, "organization": Uuids}
_PART: _Columns = {"stream_id": Uuids, "stream_type": Texts, "expected_version": Integers}
_APPEND: _Columns = {
    "command_id": Uuids,
    "fingerprint": Texts,
    "actor_kind": Texts,
    "actor_id": Texts,
    "correlation_id": Uuids,
    "causation_id": Uuids,
    "trace": Texts,
    "occurred_at": Moments,
}
_FACT: _Columns = {"event_id": Uuids, "topic": Texts, "schema_version": Integers, "data": Texts}
_OF_PARTS: _Columns = _PLACE | _PART | _APPEND
_OF_FACTS: _Columns = {"part": Integers, "ordinal": Integers} | _FACT


def _append_many(placeholder: str) -> str:
    places = ", ".join(
        placeholder.format(number) + ("::smallint[]" if name == "schema_version" else "")
        for number, name in enumerate([*_OF_PARTS, *_OF_FACTS], start=1)
    )
    return f"SELECT item, status, version, at_position, in_stream FROM ledger.append_many({places})"  # noqa: S608 - of the two placeholders below, nothing from outside


APPEND_MANY = _append_many("%b")
APPEND_MANY_BY_NUMBER = _append_many("${}")
"""The same as Postgres itself has it, for who sends without psycopg's cursors; `TYPES` are those of its values."""
TYPES = [column.array for column in [*_OF_PARTS.values(), *_OF_FACTS.values()]]


class StoredFact(NamedTuple):
    """A fact as the ledger stores it: `data` is JSON text."""

    event_id: UUID
    topic: str
    schema_version: int
    data: str


class Part(NamedTuple):
    """What an append adds to one stream, and the version that the stream must be at."""

    stream_id: UUID
    stream_type: str
    expected_version: int
    facts: Sequence[StoredFact]


class Append(NamedTuple):
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

    def size(self) -> int:
        """How long the data of its facts is, in characters."""
        return sum([len(fact.data) for part in self.parts for fact in part.facts])


_of_part, _of_append, _of_fact = attrgetter(*_PART), attrgetter(*_APPEND), attrgetter(*_FACT)


def parameters(appends: Sequence[Append]) -> list[Column]:
    """The columns of `APPEND_MANY`: fourteen of parts, six of their facts."""
    parts = list(_parts(appends))
    rows = [
        (item, len(part.facts), append.organization, *_of_part(part), *_of_append(append))
        for item, append, part in parts
    ]
    facts = [
        (place, ordinal, *_of_fact(fact))
        for place, (_, _, part) in enumerate(parts, start=1)
        for ordinal, fact in enumerate(part.facts, start=1)
    ]
    return [*_columns(_OF_PARTS, rows), *_columns(_OF_FACTS, facts)]


def _columns(kinds: _Columns, rows: Sequence[tuple[Any, ...]]) -> Iterator[Column]:
    by_column = zip(*rows, strict=True) if rows else [()] * len(kinds)
    for kind, values in zip(kinds.values(), by_column, strict=True):
        yield kind.of(values)


def _parts(appends: Sequence[Append]) -> Iterator[tuple[int, Append, Part]]:
    for item, append in enumerate(appends, start=1):
        for part in append.parts:
            yield item, append, part
