"""Whether columns stay where they are: values that change their kind from some row on, in several columns at once."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from adapters.csv_exports.errors import refused
from adapters.csv_exports.numbers import MISSING

Kind = Literal["number", "text", "nothing"]

_NUMBER = re.compile(r"[^\w]*[0-9][0-9.,\s'%]*[^\w]*")
_LONG_ENOUGH = 3
_TOGETHER = 2


@dataclass(slots=True)
class _Column:
    """The one change of kind that a column has made so far; `steady` as long as there was no second one."""

    kind: Kind
    rows_before: int = 0
    before: Kind | None = None
    turned_at: int = 0
    rows_since: int = 0
    steady: bool = True

    def see(self, line: int, kind: Kind) -> None:
        if kind == self.kind:
            self.rows_since += 1
        elif self.before is None:
            self.before, self.kind, self.turned_at = self.kind, kind, line
            self.rows_before, self.rows_since = self.rows_since, 1
        else:
            self.steady = False

    @property
    def has_turned(self) -> bool:
        long_enough = min(self.rows_before, self.rows_since) >= _LONG_ENOUGH
        return self.before is not None and self.steady and long_enough

    @property
    def swaps_text_and_number(self) -> bool:
        return {self.before, self.kind} == {"number", "text"}


@dataclass(slots=True)
class DriftWatch:
    """Watches the kinds of all columns but `ignored`, each part of the file (such as an account) by itself."""

    header: Sequence[str]
    ignored: frozenset[int]
    _parts: dict[Hashable, dict[int, _Column]] = field(default_factory=dict)

    def see(self, line: int, cells: Sequence[str], *, part: Hashable) -> None:
        """Take note of one row."""
        columns = self._parts.setdefault(part, {})
        for at, cell in enumerate(cells):
            if at not in self.ignored:
                kind = _kind(cell)
                if at in columns:
                    columns[at].see(line, kind)
                else:
                    columns[at] = _Column(kind=kind, rows_since=1)

    def refuse_if_shifted(self) -> None:
        """Raise `ExportRefusedError` if columns changed their kind together, for good, one between text and number."""
        for columns in self._parts.values():
            turned = {at: column for at, column in columns.items() if column.has_turned}
            for line in sorted({column.turned_at for column in turned.values()}):
                together = {at: column for at, column in turned.items() if column.turned_at == line}
                if len(together) >= _TOGETHER and any(column.swaps_text_and_number for column in together.values()):
                    raise self._shifted(line, together)

    def _shifted(self, line: int, columns: Mapping[int, _Column]) -> Exception:
        turns = [f'"{self.header[at]}" from {column.before} to {column.kind}' for at, column in columns.items()]
        message = f"Its columns have shifted: from line {line} on, {', '.join(turns)}."
        return refused("file", message, "Put the cells back under their headers, or export again.")


@lru_cache(maxsize=10_000)
def _kind(cell: str) -> Kind:
    if cell in MISSING:
        return "nothing"
    return "number" if _NUMBER.fullmatch(cell) else "text"
