"""Why a file, or a row of it, is not taken.

InvalidInputError
└── ExportRefusedError      the whole file: nothing of it may be written
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import InvalidInputError, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one row. `mistyped`: the value is of another type than its column, not just impossible."""

    line: int
    field: str
    value: str
    reason: str
    mistyped: bool = False


class ExportRefusedError(InvalidInputError):
    """The file was refused as a whole; nothing of it was taken."""

    def __init__(self, *violations: Violation, faults: Sequence[Fault] = ()) -> None:
        super().__init__(*violations)
        self.faults = tuple(faults)


def refused(field: str, message: str, fix: str, faults: Sequence[Fault] = ()) -> ExportRefusedError:
    """One violation as a refusal of the whole file, with the first rows that show it."""
    return ExportRefusedError(Violation(field=field, message=message, fix=fix), faults=faults)


def lines_of(lines: Sequence[int]) -> str:
    """Line numbers as words: `line 7` or `lines 7, 9 and 12`."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {', '.join(str(line) for line in lines[:-1])} and {lines[-1]}"
