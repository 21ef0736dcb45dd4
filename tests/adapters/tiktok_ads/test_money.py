"""TikTok's precision table, and that money survives the wire's floats."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tiktok_ads.money import from_major, micros_of, to_major
from application.platforms.errors import PlatformBugError, ValueRejectedError
from domain.campaigns.limits import budget_step_micros
from domain.shared.currencies import DECIMALS
from domain.shared.money import Currency, Money
from domain.shared.platform import Platform


@pytest.mark.parametrize(
    ("amount", "currency", "wire"),
    [
        ("123.45", "USD", "123.45"),
        ("5000", "JPY", "5000.0"),
        ("500", "TWD", "500.0"),
        ("50", "HUF", "50.0"),
        ("50000.25", "COP", "50000.25"),
        ("50000.25", "CRC", "50000.25"),
        ("50.25", "KWD", "50.25"),
        ("50.25", "BHD", "50.25"),
    ],
)
def test_a_budget_is_written_in_major_units(amount: str, currency: str, wire: str) -> None:
    assert json.dumps(to_major(Money.of(amount, currency), field="budget")) == wire


@given(currency=st.sampled_from(sorted(DECIMALS)), steps=st.integers(min_value=1, max_value=10**11))
def test_every_budget_that_the_domain_lets_through_comes_back_as_it_went(currency: str, steps: int) -> None:
    step = budget_step_micros(Platform.TIKTOK_ADS, Currency(currency))
    money = Money(currency=Currency(currency), micros=steps * step)

    wire = json.dumps(to_major(money, field="budget"))

    assert from_major(json.loads(wire, parse_float=Decimal), Currency(currency)) == money


@pytest.mark.parametrize(
    ("amount", "currency"), [("12.345", "USD"), ("10.5", "TWD"), ("10.5", "HUF"), ("1.255", "KWD")]
)
def test_an_amount_that_tiktok_cannot_hold_is_refused_with_its_field(amount: str, currency: str) -> None:
    with pytest.raises(ValueRejectedError) as caught:
        to_major(Money.of(amount, currency), field="budget")

    assert caught.value.field == "budget"
    assert currency in caught.value.advice


def test_an_amount_beyond_a_floats_reach_is_refused() -> None:
    with pytest.raises(ValueRejectedError):
        to_major(Money(currency=Currency("USD"), micros=(10**17 + 1) * 10_000), field="budget")


def test_reported_spend_that_is_no_number_is_a_bug_of_the_platform() -> None:
    with pytest.raises(PlatformBugError):
        micros_of("Infinity")
