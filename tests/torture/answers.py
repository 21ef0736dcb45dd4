"""Whether every command of the extra writers has exactly one answer, in all diaries and in the ledger."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from tests.torture.deeds import ORGANIZATIONS, Deed, command_id, deed
from tests.torture.diary import Answer, Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command as the ledger has it: the versions of its facts in the stream that it answers with, others too."""

    version: int
    position: int
    versions: tuple[int, ...]
    elsewhere: int
    last_position: int | None

    def is_the_answer(self, answer: Answer, wanted: Deed) -> bool:
        """Whether it is what its writer was told, and its facts are what was asked, all of them, side by side."""
        told = (answer.version, answer.position) == (self.version, self.position)
        first, *also = (len(part.facts) for part in wanted.parts)
        versions = tuple(range(self.version - first + 1, self.version + 1))
        there = (self.versions, self.elsewhere, self.last_position)
        return told and there == (versions, sum(also), self.position)


_ENTRIES = """
    SELECT c.command_id, c.version, c.position,
        array_agg(e.stream_version ORDER BY e.position) FILTER (WHERE e.stream_id = c.stream_id),
        count(*) FILTER (WHERE e.stream_id <> c.stream_id),
        max(e.position)
    FROM ledger.commands c
    LEFT JOIN ledger.events e ON e.org_id = c.org_id AND e.command_id = c.command_id
    WHERE c.org_id = ANY(%s) GROUP BY c.org_id, c.command_id, c.version, c.position
"""


def entries(connection: Connection[Any]) -> dict[UUID, Entry]:
    """All commands of the extra writers' organizations, by their ids."""
    return {
        row[0]: Entry(
            version=row[1], position=row[2], versions=tuple(row[3] or ()), elsewhere=row[4], last_position=row[5]
        )
        for row in connection.execute(_ENTRIES, (list(ORGANIZATIONS),))
    }


def wrong_answers(diaries: Iterable[Pages], ledger: Mapping[UUID, Entry]) -> Iterator[str]:
    """The commands that were answered in two ways, otherwise than the ledger has it, or not at all."""
    asked: set[str] = set()
    first: dict[str, Answer] = {}
    for pages in diaries:
        asked.update(pages.asked)
        for answer in pages.answers:
            if first.setdefault(answer.key, answer) != answer:
                yield f"{answer.key} was answered {first[answer.key]} and {answer}"
        yield from (f"{key} has no answer" for key in pages.unanswered)
    for key, answer in first.items():
        entry = ledger.get(command_id(key))
        if entry is None or not entry.is_the_answer(answer, deed(key)):
            yield f"{answer} was acknowledged, and the ledger has {entry}"
    if unknown := ledger.keys() - {command_id(key) for key in asked}:
        yield f"{len(unknown)} commands are in the ledger that nobody sent"
