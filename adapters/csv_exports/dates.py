"""Days as exports write them. Whether day or month comes first is found from the whole column, never guessed."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from adapters.csv_exports.errors import lines_of, refused

_MIDNIGHT = r"(?:[T ]+00:00(?::00(?:\.0+)?)?(?:Z|[+]00:00)?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _MIDNIGHT)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})" + _MIDNIGHT)
_MONTH_NAMED = re.compile(r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
_DAY_NAMED = re.compile(r"(?:[A-Za-z]{3,9},? )?([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FULL_MONTHS = "january february march april may june july august september october november december".split()
_LAST_MONTH = 12
_LAST_DAY = 31


class DateOrder(StrEnum):
    """Which part comes first where the year comes last (or, for `ymd`, that it never does)."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


class NotADateError(ValueError):
    """The text is nothing like a date."""


class ImpossibleDateError(ValueError):
    """The text is written like a date, and there is no such day."""


def parse_day(text: str, order: DateOrder) -> date:
    """The day. Raises `NotADateError` and `ImpossibleDateError`."""
    try:
        return date(*_parts(text, order))
    except ValueError as error:
        if isinstance(error, NotADateError):
            raise
        raise ImpossibleDateError from error


def _parts(text: str, order: DateOrder) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _MONTH_NAMED.fullmatch(text):
        return int(match[3]), _month(match[1]), int(match[2])
    if match := _DAY_NAMED.fullmatch(text):
        return int(match[3]), _month(match[2]), int(match[1])
    if (match := _YEAR_LAST.fullmatch(text)) and order is not DateOrder.YMD:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        return (year, second, first) if order is DateOrder.DMY else (year, first, second)
    raise NotADateError


def _month(name: str) -> int:
    for names in (_MONTHS, _FULL_MONTHS):
        if name.lower() in names:
            return names.index(name.lower()) + 1
    if name.lower() == "sept":
        return 9
    raise NotADateError


@dataclass(slots=True)
class DateOrderEvidence:
    """What a whole column shows of its order: the first lines that leave no doubt, and the first that does."""

    certain: dict[DateOrder, int] = field(default_factory=dict)
    doubtful: tuple[int, str] | None = None

    def see(self, text: str, line: int) -> None:
        """Take note of one value of the column."""
        match = _YEAR_LAST.fullmatch(text)
        if match is None:
            return
        first, second = int(match[1]), int(match[3])
        if max(first, second) > _LAST_DAY or min(first, second) > _LAST_MONTH:
            return
        if first > _LAST_MONTH or (match[2] == "." and second <= _LAST_MONTH):
            self.certain.setdefault(DateOrder.DMY, line)
        elif second > _LAST_MONTH:
            self.certain.setdefault(DateOrder.MDY, line)
        elif first != second:
            self.doubtful = self.doubtful or (line, text)

    def decided(self) -> DateOrder:
        """The order of the column. Raises `ExportRefusedError` where it is open or contradicts itself."""
        if len(self.certain) > 1:
            lines = lines_of(sorted(self.certain.values()))
            message = f"In some dates the day comes first, in some the month ({lines})."
            raise refused("date", message, "Say which: --date-order dmy or --date-order mdy.")
        if self.certain:
            return next(iter(self.certain))
        if self.doubtful is not None:
            line, text = self.doubtful
            message = f"Nothing in the column tells whether {text} (line {line}) begins with its day or its month."
            raise refused("date", message, "Say which: --date-order dmy or --date-order mdy.")
        # What is left reads the same in either order.
        return DateOrder.DMY
