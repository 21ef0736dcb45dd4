"""A condition and a value: does it hold? Values compare by the type of their field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from adapters.sandbox.google_ads.gaql.catalogue import Field
from adapters.sandbox.google_ads.gaql.dates import named_range
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator
from adapters.sandbox.google_ads.gaql.window import parse_day
from adapters.sandbox.google_ads.query_rules import ODD_CONSTANT
from adapters.sandbox.google_ads.refusals import refused
from adapters.sandbox.rule_switches import RuleSwitches

Test = Callable[[object], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition to decide over values of `field`; `only` is the one value that passes, where there is one."""

    field: Field
    holds: Test
    only: str | None = None


def filter_of(field: Field, condition: Condition, today: date, switches: RuleSwitches) -> Filter:
    """Return a condition's filter; raises RefusedError (query_error) as `test_of` does."""
    named = condition.values[0] if condition.operator is Operator.EQUAL else None
    is_whole = field.descriptor.cpp_type in {field.descriptor.CPPTYPE_INT32, field.descriptor.CPPTYPE_INT64}
    holds = test_of(field, condition, today, switches)
    return Filter(field=field, holds=holds, only=str(int(named)) if named is not None and is_whole else named)


_TRUTH = {"TRUE": True, "FALSE": False}


def test_of(field: Field, condition: Condition, today: date, switches: RuleSwitches) -> Test:
    """Return what decides over values of `field`; raises RefusedError (query_error) for a value of another type."""
    operator = condition.operator
    if operator in {Operator.IS_NULL, Operator.IS_NOT_NULL}:
        return lambda value: (value is None or value == ()) is (operator is Operator.IS_NULL)
    if operator is Operator.DURING:
        low, high = (day.isoformat() for day in named_range(condition.values[0].upper(), today))
        return lambda value: low <= str(value) <= high
    if operator in {Operator.LIKE, Operator.NOT_LIKE, Operator.REGEXP_MATCH, Operator.NOT_REGEXP_MATCH}:
        return _pattern_test(operator, condition.values[0])
    wanted = tuple(_typed(field, text, switches) for text in condition.values)
    unset = _zero(field)
    if operator is Operator.EQUAL:
        (only,) = wanted
        return lambda value: (unset if value is None else value) == only
    return lambda value: _holds(operator, unset if value is None else value, wanted)


def _zero(field: Field) -> object:
    """An unset scalar compares as its type's zero, so that `status != 'REMOVED'` holds for a field never set."""
    return "UNSPECIFIED" if field.is_enum else field.descriptor.default_value


def _holds(operator: Operator, value: object, wanted: tuple[object, ...]) -> bool:  # noqa: PLR0911 - one line an operator
    match operator:
        case Operator.NOT_EQUAL:
            return value != wanted[0]
        case Operator.IN:
            return value in wanted
        case Operator.NOT_IN:
            return value not in wanted
        case Operator.CONTAINS_ANY:
            return any(item in _items(value) for item in wanted)
        case Operator.CONTAINS_ALL:
            return all(item in _items(value) for item in wanted)
        case Operator.CONTAINS_NONE:
            return not any(item in _items(value) for item in wanted)
        case _:
            return _compares(operator, value, wanted)


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _compares(operator: Operator, value: object, wanted: tuple[object, ...]) -> bool:
    left, right = _rank(value), [_rank(item) for item in wanted]
    match operator:
        case Operator.GREATER:
            return left > right[0]
        case Operator.AT_LEAST:
            return left >= right[0]
        case Operator.LESS:
            return left < right[0]
        case Operator.AT_MOST:
            return left <= right[0]
        case _:
            return right[0] <= left <= right[1]


def _rank(value: object) -> tuple[float, str]:
    return (value, "") if isinstance(value, int | float) else (0, str(value))


def _pattern_test(operator: Operator, text: str) -> Test:
    if operator in {Operator.LIKE, Operator.NOT_LIKE}:
        pattern, wanted = re.compile(_like(text), re.IGNORECASE | re.DOTALL), operator is Operator.LIKE
    else:
        pattern, wanted = _regexp(text), operator is Operator.REGEXP_MATCH
    return lambda value: (pattern.fullmatch(str(value or "")) is not None) is wanted


def _like(text: str) -> str:
    """`%` is any text, `_` any letter, and brackets take one of them literally."""
    return re.sub(
        r"\[(.)\]|(%)|(_)|(.)",
        lambda found: ".*" if found[2] else "." if found[3] else re.escape(found[1] or found[4]),
        text,
        flags=re.DOTALL,
    )


def _regexp(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.DOTALL)
    except re.error as error:
        raise refused(
            "query_error.INVALID_STRING_VALUE", f"'{text}' is not a regular expression: {error}.", trigger=text
        ) from error


def _typed(field: Field, text: str, switches: RuleSwitches) -> object:
    descriptor = field.descriptor
    if field.is_enum:
        return _enum(field, text, switches)
    if field.is_segment and descriptor.cpp_type == descriptor.CPPTYPE_STRING:
        return _day(field, text)
    if descriptor.cpp_type == descriptor.CPPTYPE_BOOL:
        if text.upper() not in _TRUTH:
            raise _bad_value(field, text, "TRUE or FALSE")
        return _TRUTH[text.upper()]
    if descriptor.cpp_type in {descriptor.CPPTYPE_DOUBLE, descriptor.CPPTYPE_FLOAT}:
        return _number(field, text, float)
    if descriptor.cpp_type != descriptor.CPPTYPE_STRING:
        return _number(field, text, int)
    return text


def _enum(field: Field, text: str, switches: RuleSwitches) -> str:
    enum = field.descriptor.enum_type
    if enum is None or text not in enum.values_by_name:
        ODD_CONSTANT.refuse(switches, trigger=text, detail=f"'{text}' for '{field.name}'.")
    return text


def _day(field: Field, text: str) -> str:
    try:
        return parse_day(text).isoformat()
    except ValueError as error:
        raise refused(
            "query_error.INVALID_DATE_FORMAT", f"'{field.name}' takes 'YYYY-MM-DD', not '{text}'.", trigger=text
        ) from error


def _number(field: Field, text: str, kind: type[int] | type[float]) -> float:
    try:
        return kind(text)
    except ValueError as error:
        raise refused(
            "query_error.BAD_NUMBER", f"'{field.name}' takes a number, not '{text}'.", trigger=text
        ) from error


def _bad_value(field: Field, text: str, expected: str) -> Exception:
    return refused("query_error.BAD_VALUE", f"'{field.name}' takes {expected}, not '{text}'.", trigger=text)
