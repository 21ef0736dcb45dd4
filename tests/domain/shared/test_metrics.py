from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.metrics import RATIOS, Metric, Metrics, rounded

counts = st.integers(0, 10**15)
metrics = st.builds(
    Metrics,
    impressions=counts,
    clicks=counts,
    spend_micros=counts,
    conversions=st.none() | st.decimals(0, 10**9, places=6),
    conversion_value_micros=st.none() | counts,
)
SEEN = Metrics(
    impressions=4_000,
    clicks=100,
    spend_micros=50_000_000,
    conversions=Decimal("2.5"),
    conversion_value_micros=125_000_000,
)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (Metric.CTR, Fraction(1, 40)),
        (Metric.CPC, Fraction(1, 2)),
        (Metric.CPM, Fraction(25, 2)),
        (Metric.CVR, Fraction(1, 40)),
        (Metric.CPA, Fraction(20)),
        (Metric.ROAS, Fraction(5, 2)),
        (Metric.SPEND, Fraction(50)),
        (Metric.CONVERSION_VALUE, Fraction(125)),
        (Metric.CONVERSIONS, Fraction(5, 2)),
        (Metric.IMPRESSIONS, Fraction(4_000)),
        (Metric.CLICKS, Fraction(100)),
    ],
)
def test_every_metric_is_worked_out_from_sums(metric: Metric, value: Fraction) -> None:
    assert SEEN.exactly(metric) == value


@pytest.mark.parametrize("metric", RATIOS)
def test_a_ratio_over_nothing_is_none(metric: Metric) -> None:
    nothing = Metrics(conversions=Decimal(0), conversion_value_micros=0)
    assert nothing.exactly(metric) is None


@pytest.mark.parametrize("metric", [Metric.CONVERSIONS, Metric.CONVERSION_VALUE, Metric.CVR, Metric.CPA, Metric.ROAS])
def test_what_nobody_counted_is_none_and_not_0(metric: Metric) -> None:
    assert Metrics(impressions=1, clicks=1, spend_micros=1).exactly(metric) is None


def test_a_ratio_of_sums_is_no_mean_of_ratios() -> None:
    busy, quiet = Metrics(impressions=1_000, clicks=10), Metrics(impressions=10, clicks=5)
    assert (busy + quiet).exactly(Metric.CTR) == Fraction(15, 1_010)


def test_the_unknown_adds_nothing_to_the_known() -> None:
    known, unknown = Metrics(conversions=Decimal("1.5")), Metrics(clicks=1)
    assert (known + unknown).conversions == (unknown + known).conversions == Decimal("1.5")
    assert (unknown + unknown).conversions is None


@given(metrics, metrics, metrics)
def test_sums_do_not_depend_on_the_order(one: Metrics, two: Metrics, three: Metrics) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0.125", "0.12"), ("0.375", "0.38"), ("0.135", "0.14"), ("-0.125", "-0.12"), ("2", "2.00")],
)
def test_rounding_goes_half_to_even(number: str, shown: str) -> None:
    assert str(rounded(Fraction(number), 2)) == shown


def test_nothing_is_rounded_to_nothing() -> None:
    assert rounded(None) is None


@given(st.integers(-(10**40), 10**40), st.integers(0, 12))
def test_what_has_so_many_decimals_is_not_rounded_at_all(units: int, places: int) -> None:
    assert Fraction(rounded(Fraction(units, 10**places), places) or 0) == Fraction(units, 10**places)
