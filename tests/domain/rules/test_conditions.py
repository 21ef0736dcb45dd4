from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.rules.conditions import Comparison, DayReading, Truth, truth_in_a_row, truth_of_day
from domain.shared.metrics import Metric, Metrics
from tests.builders import TODAY, a_condition, figures

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
ABOVE, BELOW = Comparison.ABOVE, Comparison.BELOW


@pytest.mark.parametrize(
    ("comparison", "spend", "truth"),
    [
        (ABOVE, "20.000001", TRUE),
        (ABOVE, "20", FALSE),
        (ABOVE, "19.999999", FALSE),
        (BELOW, "19.999999", TRUE),
        (BELOW, "20", FALSE),
        (BELOW, "20.000001", FALSE),
    ],
)
def test_a_metric_is_compared_exactly(comparison: Comparison, spend: str, truth: Truth) -> None:
    condition = a_condition(Metric.SPEND, comparison, "20")
    assert truth_of_day(condition, figures(spend=spend)) is truth


def test_a_ratio_is_compared_before_it_is_rounded() -> None:
    third = Metrics(impressions=3, clicks=1)
    assert truth_of_day(a_condition(Metric.CTR, ABOVE, "0.333333333333"), third) is TRUE
    assert truth_of_day(a_condition(Metric.CTR, BELOW, "0.333333333334"), third) is TRUE


def test_a_day_without_figures_is_unknown() -> None:
    assert truth_of_day(a_condition(Metric.SPEND), None) is UNKNOWN


def test_a_ratio_over_nothing_is_unknown() -> None:
    assert truth_of_day(a_condition(Metric.CTR, ABOVE, "0"), Metrics()) is UNKNOWN


def test_conversions_that_nobody_counted_are_unknown() -> None:
    assert truth_of_day(a_condition(Metric.CPA), figures(spend="1000", conversions=None)) is UNKNOWN


def test_more_than_a_conversion_may_cost_and_none_to_show_is_above() -> None:
    assert truth_of_day(a_condition(Metric.CPA, ABOVE, "20"), figures(spend="20.01", conversions="0")) is TRUE


def test_no_conversion_yet_within_what_one_may_cost_is_unknown() -> None:
    assert truth_of_day(a_condition(Metric.CPA, ABOVE, "20"), figures(spend="20", conversions="0")) is UNKNOWN


def test_no_conversion_is_never_below_a_cost() -> None:
    assert truth_of_day(a_condition(Metric.CPA, BELOW, "20"), figures(spend="50", conversions="0")) is UNKNOWN


@pytest.mark.parametrize(
    ("truths", "truth"),
    [
        ([TRUE, TRUE], TRUE),
        ([TRUE, FALSE], FALSE),
        ([TRUE, UNKNOWN], UNKNOWN),
        ([FALSE, UNKNOWN], FALSE),
        ([UNKNOWN, UNKNOWN], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_days_in_a_row_are_as_true_as_the_least_of_them(truths: Sequence[Truth], truth: Truth) -> None:
    assert truth_in_a_row([DayReading(day=TODAY, metrics=None, truth=each) for each in truths]) is truth


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_can_be_watched(metric: Metric) -> None:
    condition = replace(a_condition(metric), threshold=Decimal(0))
    assert truth_of_day(condition, figures()) is TRUE
