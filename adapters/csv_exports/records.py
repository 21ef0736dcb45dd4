"""The rows of an export, told from what stands around them: blank lines, totals, notes, and rows that do not fit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.csv_exports.columns import AD, AD_GROUP, CAMPAIGN, Columns, Field
from adapters.csv_exports.errors import lines_of, refused
from adapters.csv_exports.layout import Layout, Line, lines_after_header
from adapters.csv_exports.numbers import MISSING

_TOTAL = re.compile(r"(?:grand |report )?(?:sub-?)?totals?\b|results? from \d+|gesamt|summe\b", re.IGNORECASE)
_SHOWN = 5
MOST_SKIPPED_SHOWN = 20


@dataclass(slots=True)
class Skipped:
    """Lines that are no rows of figures: how many, and the first of them with their text."""

    count: int = 0
    lines: list[tuple[int, str]] = field(default_factory=list)

    def note(self, number: int, text: str) -> None:
        """Take note of one line."""
        self.count += 1
        if len(self.lines) < MOST_SKIPPED_SHOWN:
            self.lines.append((number, text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of figures as text."""

    line: int
    cells: tuple[str, ...]
    columns: Columns

    def text(self, field: Field) -> str:
        """What the row says of a field; empty where it has no column or says that there is nothing."""
        at = self.columns.position.get(field)
        return "" if at is None or self.cells[at] in MISSING else self.cells[at]

    def first_text(self, fields: tuple[Field, ...]) -> str:
        """What the row says of the first of several fields that it says anything of."""
        return next(filter(None, map(self.text, fields)), "")


def records(layout: Layout, skipped: Skipped) -> Iterator[Record]:
    """The rows of figures. Raises `ExportRefusedError` where rows have more or fewer cells than the header."""
    misshapen: list[Line] = []
    first, after_blank = True, False
    for line in lines_after_header(layout):
        if line.is_blank:
            after_blank = True
            continue
        if _is_no_row(line, layout, first=first, after_blank=after_blank):
            skipped.note(line.number, " ".join(cell for cell in line.cells if cell not in MISSING))
        elif len(line.cells) == len(layout.header):
            yield Record(line=line.number, cells=line.cells, columns=layout.columns)
        else:
            misshapen.append(line)
            if len(misshapen) == _SHOWN:
                break
        first, after_blank = False, False
    if misshapen:
        raise _shifted(layout, misshapen)


def _is_no_row(line: Line, layout: Layout, *, first: bool, after_blank: bool) -> bool:
    texts = [cell for cell in line.cells if cell not in MISSING]
    if not texts or line.cells == layout.header:
        return True
    if len(line.cells) != len(layout.header):
        is_note = after_blank and len(texts) == 1
        return is_note or _TOTAL.match(texts[0]) is not None
    record = Record(line=line.number, cells=line.cells, columns=layout.columns)
    day, campaign = record.first_text((Field.DATE, Field.PERIOD_START)), record.first_text(CAMPAIGN)
    if _TOTAL.match(day):
        return True
    if not day:
        return not campaign or any(_TOTAL.match(text) for text in texts)
    # Meta puts its totals first, with the whole range of days and no names.
    by_period = Field.DATE not in layout.columns.position
    return first and by_period and not record.first_text((*CAMPAIGN, *AD_GROUP, *AD))


def _shifted(layout: Layout, lines: list[Line]) -> Exception:
    counts = ", ".join(f"line {line.number} has {len(line.cells)}" for line in lines)
    message = f"Its columns have shifted: the header has {len(layout.header)} cells, {counts}."
    where = lines_of([line.number for line in lines])
    return refused("file", message, f"Look at {where}: quote cells that contain {layout.delimiter!r}, or export again.")
