from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.shared.currencies import DECIMALS
from domain.shared.money import MICROS, Currency, Money, currency, plain

CODES = st.sampled_from(sorted(DECIMALS))
AMOUNTS = st.integers(-(10**18) + 1, 10**18 - 1)
NAMED = ("JPY", "TWD", "HUF", "COP", "CRC", "KWD", "BHD", "USD")


def refused(amount: str, code: str = "USD") -> str:
    """What an amount is refused with."""
    with pytest.raises(InvalidInputError) as caught:
        Money.of(amount, code, field="budget.amount")
    assert {violation.field for violation in caught.value.violations} <= {"budget.amount", "currency"}
    return str(caught.value)


@given(code=CODES, micros=AMOUNTS)
@example(code="JPY", micros=1)
@example(code="TWD", micros=999_999_999_999_999_999)
@example(code="HUF", micros=10 * MICROS)
@example(code="COP", micros=-1)
@example(code="CRC", micros=100 * MICROS)
@example(code="KWD", micros=1_001_000)
@example(code="BHD", micros=500)
def test_what_is_written_is_read_back_in_every_currency(code: str, micros: int) -> None:
    money = Money(currency=Currency(code), micros=micros)
    amount, _, written_code = str(money).partition(" ")
    assert Money.of(amount, written_code) == money
    assert Money.of(money.amount, code) == money


@given(
    code=CODES,
    steps=st.integers(0, 10**12),
    step=st.sampled_from([1, 1_000, 10_000, MICROS]),
    weights=st.lists(st.integers(1, 10_000), min_size=1, max_size=8),
)
def test_parts_add_up_and_are_whole_steps(code: str, steps: int, step: int, weights: list[int]) -> None:
    money = Money(currency=Currency(code), micros=steps * step)
    parts = money.split(weights, step_micros=step)
    assert sum(part.micros for part in parts) == money.micros
    assert all(part.micros % step == 0 and part.currency == code for part in parts)


@given(steps=st.integers(0, 10**12), weights=st.lists(st.integers(1, 10_000), min_size=1, max_size=8))
def test_no_part_is_a_step_off_its_proportion(steps: int, weights: list[int]) -> None:
    parts = Money(currency=Currency("USD"), micros=steps).split(weights, step_micros=1)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.micros * sum(weights) - steps * weight) < sum(weights)


@pytest.mark.parametrize("code", NAMED)
def test_a_thousand_is_written_with_the_currencys_decimals(code: str) -> None:
    decimals = DECIMALS[code]
    assert str(Money.of("1000", code)) == f"1000{'.' if decimals else ''}{'0' * decimals} {code}"


def test_what_is_finer_than_the_currency_is_written_all_the_same() -> None:
    assert str(Money.of("0.5", "JPY")) == "0.5 JPY"


@pytest.mark.parametrize("amount", ["", "ten", "1,5", "1.2.3", "--1"])
def test_what_is_no_number_is_refused(amount: str) -> None:
    assert "is not an amount" in refused(amount)


@pytest.mark.parametrize(
    "amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1000000000000", "1E+30", "9E+999999", "1E+999999999999"]
)
def test_what_is_out_of_range_is_refused(amount: str) -> None:
    assert refused(amount)


@pytest.mark.parametrize("amount", ["0.0000001", "1.0000000000000000000000000000000001", "1E-999999"])
def test_what_is_finer_than_a_millionth_is_refused(amount: str) -> None:
    assert "more than 6 decimals" in refused(amount)


def test_needless_zeros_are_no_decimals() -> None:
    assert Money.of("1.500000000000000000000000000000000000", "USD").micros == 1_500_000


@pytest.mark.parametrize("code", ["usd", "XXX", "", "DEM", "US"])
def test_an_unknown_currency_is_refused(code: str) -> None:
    with pytest.raises(InvalidInputError, match="is not a currency"):
        Money.of("1", code)
    with pytest.raises(InvalidInputError, match=r"^budget.currency: "):
        currency(code, field="budget.currency")


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 6))
def test_a_plain_number_is_the_number(number: Decimal, at_least: int) -> None:
    text = plain(number, at_least)
    assert Decimal(text) == number
    assert "e" not in text.lower()


def test_a_refused_amount_names_its_field_and_the_way_out() -> None:
    with pytest.raises(InvalidInputError, match=r'^bid: .* such as "12\.50"'):
        Money.of("ten", "USD", field="bid")
