"""Meta's offsets, and that money survives them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.meta_ads.money import from_minor, micros_of, offset, to_minor
from application.platforms.errors import PlatformBugError, ValueRejectedError
from domain.campaigns.limits import budget_step_micros
from domain.shared.currencies import DECIMALS
from domain.shared.money import Currency, Money
from domain.shared.platform import Platform


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("12.50", "USD", 1250),
        ("5000", "JPY", 5000),
        ("3000", "TWD", 3000),
        ("4500", "HUF", 4500),
        ("20000", "COP", 20000),
        ("2500", "CRC", 2500),
        ("1.25", "KWD", 125),
        ("1.25", "BHD", 125),
    ],
)
def test_a_budget_is_written_in_metas_own_units(amount: str, currency: str, units: int) -> None:
    assert to_minor(Money.of(amount, currency), field="budget") == units


@given(currency=st.sampled_from(sorted(DECIMALS)), units=st.integers(min_value=1, max_value=10**12))
def test_what_meta_writes_comes_back_as_it_went(currency: str, units: int) -> None:
    money = from_minor(str(units), Currency(currency))

    assert to_minor(money, field="budget") == units


@given(currency=st.sampled_from(sorted(DECIMALS)), steps=st.integers(min_value=1, max_value=10**9))
def test_every_budget_that_the_domain_lets_through_can_be_written(currency: str, steps: int) -> None:
    step = budget_step_micros(Platform.META_ADS, Currency(currency))
    money = Money(currency=Currency(currency), micros=steps * step)

    assert from_minor(to_minor(money, field="budget"), Currency(currency)) == money


@pytest.mark.parametrize(("amount", "currency"), [("12.505", "USD"), ("10.5", "TWD"), ("1.255", "KWD")])
def test_an_amount_that_meta_cannot_hold_is_refused_with_its_field(amount: str, currency: str) -> None:
    with pytest.raises(ValueRejectedError) as caught:
        to_minor(Money.of(amount, currency), field="budget")

    assert caught.value.field == "budget"
    assert f"1/{offset(Currency(currency))} {currency}" in caught.value.advice


def test_reported_spend_is_exact() -> None:
    assert micros_of("1234.567891") == 1_234_567_891


def test_reported_spend_that_is_no_number_is_a_bug_of_the_platform() -> None:
    with pytest.raises(PlatformBugError):
        micros_of("NaN")
