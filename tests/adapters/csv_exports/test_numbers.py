from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.csv_exports.errors import ExportRefusedError
from adapters.csv_exports.numbers import (
    DecimalMark,
    DecimalMarkEvidence,
    NotANumberError,
    parse_number,
    written_currency,
)

AMOUNTS = st.decimals(0, 10**11, places=6, allow_nan=False)
SEPARATORS = {
    DecimalMark.POINT: ("", ",", " ", "\u00a0", "\u202f", "'", "\u2019"),
    DecimalMark.COMMA: ("", ".", " ", "\u00a0", "\u202f", "'", "\u2019"),
}
AROUND = ("{}", "${}", "{} €", "USD {}", "US${}", "R$ {}", "{} kr.", "{} zł", "+{}")


def _evidence(*amounts: str, counts: tuple[str, ...] = ()) -> DecimalMarkEvidence:
    evidence = DecimalMarkEvidence()
    for line, text in enumerate(amounts, start=2):
        evidence.see_amount(text, line)
    for text in counts:
        evidence.see_count(text, 2)
    return evidence


@given(amount=AMOUNTS, mark=st.sampled_from(DecimalMark), around=st.sampled_from(AROUND), data=st.data())
def test_an_amount_survives_every_way_of_writing_it(
    amount: Decimal, mark: DecimalMark, around: str, data: st.DataObject
) -> None:
    group = data.draw(st.sampled_from(SEPARATORS[mark]))
    whole, decimals = f"{amount:,f}".split(".")
    text = around.format(whole.replace(",", group) + mark + decimals)
    assert parse_number(text, mark) == amount


@given(amount=AMOUNTS, mark=st.sampled_from(DecimalMark))
def test_an_amount_with_two_decimals_shows_its_mark(amount: Decimal, mark: DecimalMark) -> None:
    text = f"{amount:.2f}".replace(".", mark)
    assert _evidence(text).decided() is mark


@pytest.mark.parametrize("text", ["", "-", "--", "\N{EN DASH}"])
def test_what_exports_write_for_nothing_is_nothing(text: str) -> None:
    assert parse_number(text, DecimalMark.POINT) is None


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12a",
        "1,2",
        "1,23,4",
        "1.2.3",
        "12%",
        "1e5",
        "USD",
        "A12",
        "\N{ARABIC-INDIC DIGIT THREE}",
        "1 2",
        "12 34",
        "NaN",
    ],
)
def test_what_is_no_number_is_no_number(text: str) -> None:
    with pytest.raises(NotANumberError):
        parse_number(text, DecimalMark.POINT)


@pytest.mark.parametrize("text", ["-5", "\N{MINUS SIGN}5", "(5)", "-$5", "$-5"])
def test_a_negative_number_is_negative_however_it_is_written(text: str) -> None:
    assert parse_number(text, DecimalMark.POINT) == -5


def test_indian_groups_are_understood() -> None:
    assert parse_number("12,34,567.5", DecimalMark.POINT) == Decimal("1234567.5")


def test_grouped_counts_tell_how_doubtful_amounts_are_meant() -> None:
    assert _evidence("1,234", counts=("12,345",)).decided() is DecimalMark.POINT
    assert _evidence("1,234", counts=("12.345",)).decided() is DecimalMark.COMMA


def test_a_file_that_does_not_group_has_decimals_after_its_mark() -> None:
    assert _evidence("1,234", counts=("20170",)).decided() is DecimalMark.COMMA


def test_a_mark_that_could_be_either_is_refused_with_the_fix() -> None:
    with pytest.raises(ExportRefusedError, match=r"line 2.*--decimal point"):
        _evidence("1,234", counts=("12",)).decided()


def test_both_marks_in_one_file_are_refused_with_their_lines() -> None:
    with pytest.raises(ExportRefusedError, match="lines 2 and 3"):
        _evidence("1.5", "2,5").decided()


@pytest.mark.parametrize(("text", "code"), [("12 €", "EUR"), ("CHF 12", "CHF"), ("$12", None), ("12", None)])
def test_a_currency_beside_an_amount_is_noticed_where_it_means_one_only(text: str, code: str | None) -> None:
    assert written_currency(text) == code
