"""What a writer asked and what it was told, line by line in a file: a killed writer goes on by it, the judge reads it.

Only the process is killed, not the machine, so what was written stays without being flushed to the disk.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the ledger said to a command."""

    key: str
    version: int
    position: int


@dataclass(slots=True)
class Pages:
    """All that a writer has written: the keys in the order in which they were first asked, and every answer."""

    asked: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def unanswered(self) -> list[str]:
        """The keys that were asked in vain, in their order."""
        answered = {answer.key for answer in self.answers}
        return [key for key in self.asked if key not in answered]


class Diary:
    """The open file; a kill loses no line that was written before."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        # The last line may have been torn by the death of who wrote it.
        os.write(self._file, b"\n")

    def asked(self, key: str) -> None:
        """Write down that a command is about to be sent."""
        self._write([key])

    def answered(self, answer: Answer) -> None:
        """Write down an answer."""
        self._write([answer.key, answer.version, answer.position])

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, line: list[str | int]) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")


def read(path: Path) -> Pages:
    """A diary's pages; empty where none was written."""
    pages, known = Pages(), set[str]()
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        match _parsed(line):
            case [str(key)] if key not in known:
                known.add(key)
                pages.asked.append(key)
            case [str(key), int(version), int(position)]:
                pages.answers.append(Answer(key=key, version=version, position=position))
    return pages


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
