"""How a file is laid out: its encoding, its delimiter, where the header is and what its columns say."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from adapters.csv_exports.columns import Columns, Field, recognised, resolve
from adapters.csv_exports.encodings import find_encoding
from adapters.csv_exports.errors import refused

_DELIMITERS = (",", "\t", ";", "|")
_MOST_PREAMBLE = 40
_FEWEST_FIELDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything stands. `header_line` counts from 1, `preamble` are the lines before it that say something."""

    path: Path
    encoding: str
    delimiter: str
    header_line: int
    header: tuple[str, ...]
    preamble: tuple[tuple[int, str], ...]
    columns: Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record of a CSV file and the line on which it starts."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell says anything."""
        return not any(self.cells)


def find_layout(path: Path, mapping: Mapping[Field, str], given: frozenset[Field]) -> Layout:
    """The layout of an export. Raises `ExportRefusedError` where there is no header or its columns do not do."""
    encoding = find_encoding(path)
    candidates = [
        (recognised(line.cells, mapping), delimiter, line)
        for delimiter in _DELIMITERS
        for line in _first_lines(path, encoding, delimiter)
    ]
    if not candidates:
        raise refused("file", "It is empty.", "Export it again.")
    found, delimiter, header = max(candidates, key=lambda candidate: candidate[0])
    if found < _FEWEST_FIELDS:
        # No usual name: the widest line is taken, so that the refusal can say what it found and how to map it.
        found, delimiter, header = max(candidates, key=lambda candidate: len(candidate[2].cells))
    if len(header.cells) < _FEWEST_FIELDS:
        first = candidates[0][2]
        message = (
            f"No line among its first {_MOST_PREAMBLE} is a header; line {first.number} says {first.cells[0]!r:.80}."
        )
        raise refused("file", message, 'Put the column names in the first line, or name them: --map date="COLUMN" ....')
    before = (line for line in _first_lines(path, encoding, delimiter) if line.number < header.number)
    return Layout(
        path=path,
        encoding=encoding,
        delimiter=delimiter,
        header_line=header.number,
        header=header.cells,
        preamble=tuple((line.number, " ".join(filter(None, line.cells))) for line in before),
        columns=resolve(header.cells, mapping, given),
    )


def lines_after_header(layout: Layout) -> Iterator[Line]:
    """Every record after the header, blank ones too. Raises `ExportRefusedError` where quoting or encoding breaks."""
    with _opened(layout.path, layout.encoding) as file:
        lines = _lines(file, layout.delimiter, strict=True)
        yield from (line for line in lines if line.number > layout.header_line)


def _first_lines(path: Path, encoding: str, delimiter: str) -> list[Line]:
    with _opened(path, encoding) as file:
        return [line for line in islice(_lines(file, delimiter, strict=False), _MOST_PREAMBLE) if not line.is_blank]


def _lines(file: TextIO, delimiter: str, *, strict: bool) -> Iterator[Line]:
    reader = csv.reader(file, delimiter=delimiter, strict=strict)
    number = 1
    try:
        for cells in reader:
            yield Line(number=number, cells=tuple(map(str.strip, cells)))
            number = reader.line_num + 1
    except csv.Error as error:
        if strict:
            message = f"The record that starts on line {number} cannot be read: {error}."
            raise refused("file", message, "Close or double the quotation mark in it.") from error


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    with path.open(encoding=encoding, newline="") as file:
        try:
            yield file
        except UnicodeDecodeError as error:
            raise refused("file", f"It is not {encoding} throughout: {error.reason}.", "Save it as UTF-8.") from error
