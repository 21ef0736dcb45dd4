"""The rows of an export, told from what stands around them: blank lines, totals, notes, and rows that do not fit."""

import re
from collections.abc import Iterator, Mapping
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
    """One row of figures as text. `said` has the fields of which it says anything."""

    line: int
    cells: tuple[str, ...]
    columns: Columns
    said: Mapping[Field, str]

    def text(self, field: Field) -> str:
        """What the row says of a field; empty where it has no column or says that there is nothing."""
        return self.said.get(field, "")

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
        record = _record(line, layout)
        if _is_note(line, after_blank=after_blank) if record is None else _is_no_row(record, layout, first=first):
            skipped.note(line.number, " ".join(_texts(line.cells)))
        elif record is not None:
            yield record
        else:
            misshapen.append(line)
            if len(misshapen) == _SHOWN:
                break
        first, after_blank = False, False
    if misshapen:
        raise _shifted(layout, misshapen)


def _record(line: Line, layout: Layout) -> Record | None:
    """The line as a row; None if it has more or fewer cells than the header."""
    cells = line.cells
    if len(cells) != len(layout.header):
        return None
    said = {field: cells[at] for field, at in layout.columns.position.items() if cells[at] not in MISSING}
    return Record(line=line.number, cells=cells, columns=layout.columns, said=said)


def _is_note(line: Line, *, after_blank: bool) -> bool:
    texts = _texts(line.cells)
    return not texts or (after_blank and len(texts) == 1) or _TOTAL.match(texts[0]) is not None


def _is_no_row(record: Record, layout: Layout, *, first: bool) -> bool:
    if record.cells == layout.header:
        return True
    day = record.first_text((Field.DATE, Field.PERIOD_START))
    if _TOTAL.match(day):
        return True
    if not day:
        return not record.first_text(CAMPAIGN) or any(map(_TOTAL.match, _texts(record.cells)))
    # Meta puts its totals first, with the whole range of days and no names.
    by_period = Field.DATE not in layout.columns.position
    return first and by_period and not record.first_text((*CAMPAIGN, *AD_GROUP, *AD))


def _texts(cells: tuple[str, ...]) -> list[str]:
    return [cell for cell in cells if cell not in MISSING]


def _shifted(layout: Layout, lines: list[Line]) -> Exception:
    counts = ", ".join(f"line {line.number} has {len(line.cells)}" for line in lines)
    message = f"Its columns have shifted: the header has {len(layout.header)} cells, {counts}."
    where = lines_of([line.number for line in lines])
    return refused("file", message, f"Look at {where}: quote cells that contain {layout.delimiter!r}, or export again.")
