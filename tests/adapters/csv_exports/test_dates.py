from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.csv_exports.dates import (
    DateOrder,
    DateOrderEvidence,
    ImpossibleDateError,
    NotADateError,
    parse_day,
)
from adapters.csv_exports.errors import ExportRefusedError

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
ANY_ORDER = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%Y-%m-%d 00:00:00")
BY_ORDER = {DateOrder.DMY: "%d/%m/%Y", DateOrder.MDY: "%m/%d/%Y"}


def _seen(*texts: str) -> DateOrderEvidence:
    evidence = DateOrderEvidence()
    for line, text in enumerate(texts, start=2):
        evidence.see(text, line)
    return evidence


@given(day=DAYS, written=st.sampled_from(ANY_ORDER))
def test_a_day_survives_every_way_of_writing_it(day: date, written: str) -> None:
    assert parse_day(day.strftime(written), DateOrder.DMY) == day


@given(day=DAYS, order=st.sampled_from([*BY_ORDER]))
def test_a_day_survives_either_order(day: date, order: DateOrder) -> None:
    assert parse_day(day.strftime(BY_ORDER[order]), order) == day


@given(first=DAYS, order=st.sampled_from([*BY_ORDER]))
def test_a_month_of_days_shows_its_order(first: date, order: DateOrder) -> None:
    days = [first + timedelta(days=ahead) for ahead in range(31)]
    assert _seen(*(day.strftime(BY_ORDER[order]) for day in days)).decided() is order


def test_the_last_row_can_decide_the_order_of_the_whole_column() -> None:
    assert _seen("01/02/2024", "03/04/2024", "05/13/2024").decided() is DateOrder.MDY


def test_an_order_that_nothing_shows_is_refused_with_the_fix() -> None:
    with pytest.raises(ExportRefusedError, match=r"01/02/2024 \(line 2\).*--date-order dmy"):
        _seen("01/02/2024", "03/04/2024").decided()


def test_two_orders_in_one_column_are_refused_with_their_lines() -> None:
    with pytest.raises(ExportRefusedError, match="lines 2 and 3"):
        _seen("13/02/2024", "02/13/2024").decided()


def test_dates_with_points_begin_with_their_day() -> None:
    assert _seen("01.02.2024").decided() is DateOrder.DMY


@pytest.mark.parametrize("text", ["2024-02-30", "31.04.2024", "20241301", "0000-01-01"])
def test_a_day_that_never_was_is_impossible(text: str) -> None:
    with pytest.raises(ImpossibleDateError):
        parse_day(text, DateOrder.DMY)


@pytest.mark.parametrize(
    "text", ["camp-1", "45292", "1/2/24", "2024-01-01 07:30", "Foo 1, 2024", "\u0662\u0660\u0662\u0664-01-01"]
)
def test_what_is_no_date_is_no_date(text: str) -> None:
    with pytest.raises(NotADateError):
        parse_day(text, DateOrder.DMY)
