"""Single values of a row: each rule refuses with a sentence that says what is wrong."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from adapters.csv_exports.columns import Field
from adapters.csv_exports.dates import DateOrder, ImpossibleDateError, NotADateError, parse_day
from adapters.csv_exports.numbers import DecimalMark, NotANumberError, parse_number, written_currency
from domain.shared.currencies import DECIMALS
from domain.shared.money import MICROS, Currency

_LARGEST = 10**12
_MOST_DECIMALS = 12
_CENT = Decimal("0.01")
_LONGEST_NAME = 500
_HOURS_A_DAY = 24
_EARLIEST = date(2000, 1, 1)


class Said(NamedTuple):
    """What a row says of a field; empty text for nothing."""

    field: Field
    text: str


class FaultyValueError(Exception):
    """A value that cannot be taken. `mistyped`: it is of another type than its column."""

    def __init__(self, said: Said, reason: str, *, mistyped: bool = False) -> None:
        super().__init__(reason)
        self.said, self.reason, self.mistyped = said, reason, mistyped


@lru_cache(maxsize=10_000)
def day(said: Said, order: DateOrder, latest: date) -> date:
    """The day that a row is about: from 2000 on and not after `latest`."""
    if not said.text:
        raise FaultyValueError(said, "The date is missing.")
    try:
        found = parse_day(said.text, order)
    except NotADateError:
        raise FaultyValueError(said, "This is not a date. Write it as 2024-01-31.", mistyped=True) from None
    except ImpossibleDateError:
        raise FaultyValueError(said, f"There is no such day (read as {order}).") from None
    if found < _EARLIEST or found > latest:
        raise FaultyValueError(said, f"The day is not between {_EARLIEST} and {latest}.")
    return found


def hour(said: Said) -> int:
    """The hour of the day, 0 to 23, from `7`, `07:00` or `07:00:00 - 07:59:59`."""
    match = re.fullmatch(r"([0-9]{1,2})(?::00(?::00)?(?: ?- ?[0-9]{2}:59(?::59)?)?)?", said.text)
    if match is None:
        raise FaultyValueError(said, "This is not an hour from 0 to 23.", mistyped=bool(said.text))
    if int(match[1]) >= _HOURS_A_DAY:
        raise FaultyValueError(said, "The hour is not from 0 to 23.")
    return int(match[1])


def needed_name(said: Said) -> str:
    """An id or a name without which the row says nothing, on one line."""
    if not said.text:
        raise FaultyValueError(said, f"The {said.field.removesuffix('_id').replace('_', ' ')} is missing.")
    return name(said)


def name(said: Said) -> str:
    """An id or a name, on one line; empty where nothing is said."""
    if len(said.text) > _LONGEST_NAME:
        raise FaultyValueError(said, f"It has more than {_LONGEST_NAME} characters.")
    if said.text.isprintable():
        return said.text
    one_line = re.sub(r"[\t\r\n]+", " ", said.text)
    if any(unicodedata.category(sign) == "Cc" for sign in one_line):
        raise FaultyValueError(said, "It holds a control character.")
    return one_line


@lru_cache(maxsize=100)
def one_currency(said: Said, stated: tuple[Currency, ...]) -> Currency:
    """The currency of a row, which must agree with what the header or the caller says."""
    code = said.text.upper()
    if said.text and code not in DECIMALS:
        raise FaultyValueError(said, "This is not an ISO 4217 currency, such as USD.", mistyped=True)
    codes = {*stated, *([Currency(code)] if code else [])}
    if len(codes) > 1:
        raise FaultyValueError(said, f"The currency is stated in different ways: {', '.join(sorted(codes))}.")
    if not codes:
        raise FaultyValueError(said, "The currency is missing. Name it in the row, or for all rows: --currency CODE.")
    return codes.pop()


def count(said: Said, mark: DecimalMark) -> int:
    """A whole number, 0 or more; nothing said is 0."""
    found = _number(said, mark)
    if found != found.to_integral_value():
        raise FaultyValueError(said, "It must be a whole number.")
    return int(found)


def micros(said: Said, mark: DecimalMark, currency: Currency | None) -> int | None:
    """An amount of money in micros, 0 or more, with at most 6 decimals; None where nothing is said."""
    if not said.text:
        return None
    beside = written_currency(said.text)
    if None not in (beside, currency) and beside != currency:
        raise FaultyValueError(said, f"The amount is written in {beside}, but the row is in {currency}.")
    found = _number(said, mark)
    if found == (cents := found.quantize(_CENT)):
        return int(cents.scaleb(6))  # As nearly all are: exact, and a tenth of a fraction's time.
    exact = Fraction(found) * MICROS
    if exact.denominator != 1:
        raise FaultyValueError(said, "It has more than 6 decimals.")
    return exact.numerator


def conversions(said: Said, mark: DecimalMark) -> Decimal | None:
    """Conversions, which may be fractional, 0 or more; None where nothing is said."""
    if not said.text:
        return None
    found = _number(said, mark)
    if found != round(found, _MOST_DECIMALS):
        raise FaultyValueError(said, f"It has more than {_MOST_DECIMALS} decimals.")
    return found


def _number(said: Said, mark: DecimalMark) -> Decimal:
    try:
        found = parse_number(said.text, mark)
    except NotANumberError:
        reason = f"This is not a number (with {mark.value!r} before the decimals)."
        raise FaultyValueError(said, reason, mistyped=True) from None
    if found is None:
        return Decimal(0)
    if found < 0:
        raise FaultyValueError(said, "It must not be negative.")
    if found >= _LARGEST:
        raise FaultyValueError(said, "It must be less than 1,000,000,000,000.")
    return found
