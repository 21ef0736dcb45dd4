"""Numbers as people and exports write them: with a decimal point or comma, grouped, with a currency."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from adapters.csv_exports.errors import lines_of, refused
from domain.shared.currencies import DECIMALS
from domain.shared.money import Currency

MISSING = frozenset({"", "-", "--", "\N{EN DASH}", "\N{EM DASH}"})
"""What exports write where there is nothing to say."""

_CURRENCY_WORDS = frozenset({"KR", "ZŁ", "KČ", "FT", "LEI", "RS", "RP"})
_OF_SIGN = {"€": Currency("EUR")}
_PLAIN = re.compile(r"[0-9.,]+")
_GAP = r"[ \u00a0\u2009\u202f'\u2019]"
_GAPS = re.compile(rf"(?<=[0-9]){_GAP}(?=(?:[0-9]{{2,3}}{_GAP})*[0-9]{{3}}(?![0-9]))")
_WORD = re.compile(r"[^\W\d_]+\.?")
_WITH_A_MARK = re.compile(r"[+-]?[0-9.,]*[.,][0-9.,]*")
_LONG = re.compile(r"[+-]?[0-9]{4}")


class DecimalMark(StrEnum):
    """What stands before the decimals."""

    POINT = "."
    COMMA = ","

    @property
    def other(self) -> "DecimalMark":
        """The mark that groups thousands then."""
        return DecimalMark.COMMA if self is DecimalMark.POINT else DecimalMark.POINT


class NotANumberError(ValueError):
    """The text is no number."""


def parse_number(text: str, mark: DecimalMark) -> Decimal | None:
    """The exact number; None where the text says that there is none. Raises `NotANumberError`."""
    if text in MISSING:
        return None
    if text.isascii() and text.isdigit():
        return Decimal(text)
    number = _bare(text)
    if not _NUMBERS[mark].fullmatch(number):
        raise NotANumberError
    return Decimal(number.replace(mark.other, "").replace(mark, "."))


def _number_with(mark: DecimalMark) -> re.Pattern[str]:
    point, group = re.escape(mark), re.escape(mark.other)
    whole = rf"(?:[0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{2,3}})*{group}[0-9]{{3}})"
    return re.compile(rf"[+-]?(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)")


_NUMBERS = {mark: _number_with(mark) for mark in DecimalMark}


def written_currency(text: str) -> Currency | None:
    """The currency that stands beside an amount, where what stands there means one currency only."""
    if _PLAIN.fullmatch(text):
        return None
    for sign, code in _OF_SIGN.items():
        if sign in text:
            return code
    words = re.findall(r"[A-Za-z]{3}", text)
    return Currency(words[0].upper()) if len(words) == 1 and words[0].upper() in DECIMALS else None


@dataclass(slots=True)
class DecimalMarkEvidence:
    """What a whole file shows of its decimal mark: the lines of amounts that leave no doubt, and of those that do."""

    certain: dict[DecimalMark, int] = field(default_factory=dict)
    by_counts: dict[DecimalMark, int] = field(default_factory=dict)
    doubtful: dict[DecimalMark, int] = field(default_factory=dict)
    ungrouped: bool = False

    def see_amount(self, text: str, line: int) -> None:
        """Take note of a number that may have decimals."""
        self._see_ungrouped(text)
        match _shown(text):
            case (mark, "doubtful"):
                self.doubtful.setdefault(mark, line)
            case (mark, _):
                self.certain.setdefault(mark, line)

    def see_count(self, text: str, line: int) -> None:
        """Take note of a whole number: a mark with three digits after it groups thousands."""
        self._see_ungrouped(text)
        match _shown(text):
            case (mark, "doubtful"):
                self.by_counts.setdefault(mark.other, line)
            case (mark, "grouped"):
                self.by_counts.setdefault(mark, line)

    def _see_ungrouped(self, text: str) -> None:
        self.ungrouped = self.ungrouped or _LONG.match(text) is not None

    def decided(self) -> DecimalMark:
        """The mark of the file. Raises `ExportRefusedError` where the file leaves it open or contradicts itself."""
        for shown in (self.certain, self.by_counts):
            if len(shown) == 1:
                return next(iter(shown))
            if shown:
                lines = lines_of(sorted(shown.values()))
                message = f"Some numbers have a decimal point and some a decimal comma ({lines})."
                raise refused(
                    "spend", message, "Export it in one way, or say which: --decimal point or --decimal comma."
                )
        if not self.doubtful:
            return DecimalMark.POINT
        if len(self.doubtful) == 1 and self.ungrouped:
            return next(iter(self.doubtful))
        message = (
            f"Nothing in the file tells whether 1,234 is a thousand or one ({lines_of([*self.doubtful.values()])})."
        )
        raise refused("spend", message, "Say which: --decimal point or --decimal comma.")


@lru_cache(maxsize=10_000)
def _shown(text: str) -> tuple[DecimalMark, Literal["decimals", "grouped", "doubtful"]] | None:
    """The decimal mark that a number shows, and by what: `doubtful` if the mark may group thousands as well."""
    number = _bare(text)
    if not _WITH_A_MARK.fullmatch(number):
        return None
    last = max(DecimalMark, key=number.rfind)
    if number.count(last) > 1:
        return last.other, "grouped"
    if last.other in number:
        return last, "grouped"
    whole, _, decimals = number.lstrip("+-").partition(last)
    may_group = len(decimals) == len("000") and 0 < len(whole) <= len("000") and whole != "0"
    return last, "doubtful" if may_group else "decimals"


def _bare(text: str) -> str:
    """The number without currency, signs of grouping by space or apostrophe, and with a plain minus."""
    if _PLAIN.fullmatch(text):
        return text
    signs = {sign for sign in text if unicodedata.category(sign) == "Sc"}
    stripped = re.sub(rf"[A-Za-z]{{0,3}}[{re.escape(''.join(signs))}]", " ", text).strip() if signs else text
    stripped = stripped.replace("\N{MINUS SIGN}", "-")
    if re.fullmatch(r"\(.*\)", stripped):
        stripped = f"-{stripped[1:-1].strip()}"
    stripped = _GAPS.sub("", _WORD.sub(_without_currency_word, stripped).strip())
    return re.sub(r"^([+-])\s+", r"\1", stripped)


def _without_currency_word(match: re.Match[str]) -> str:
    word = match[0].rstrip(".").upper()
    return "" if word in DECIMALS or word in _CURRENCY_WORDS else match[0]
