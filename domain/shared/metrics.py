"""What advertising is measured by: sums that can be added, and ratios worked out from sums.

A ratio is a ratio of sums, `None` where the denominator is 0 or the numbers are not known,
never a mean of ratios, and it is compared exactly, before any rounding.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from domain.shared.money import MICROS

Number = TypeVar("Number", int, Decimal)


class Metric(StrEnum):
    """Everything that can be asked of a set of observations, by its trade name."""

    IMPRESSIONS = "impressions"
    CLICKS = "clicks"
    SPEND = "spend"
    CONVERSIONS = "conversions"
    CONVERSION_VALUE = "conversion_value"
    CTR = "ctr"
    CPC = "cpc"
    CPM = "cpm"
    CVR = "cvr"
    CPA = "cpa"
    ROAS = "roas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Sums over any set of observations in one currency.

    Counts are integers; money is micros; conversions may be fractional. `conversions` and
    `conversion_value_micros` are None where no observation carried them: unknown is not 0.
    """

    impressions: int = 0
    clicks: int = 0
    spend_micros: int = 0
    conversions: Decimal | None = None
    conversion_value_micros: int | None = None

    def __add__(self, other: "Metrics") -> "Metrics":
        return Metrics(
            impressions=self.impressions + other.impressions,
            clicks=self.clicks + other.clicks,
            spend_micros=self.spend_micros + other.spend_micros,
            conversions=_added(self.conversions, other.conversions),
            conversion_value_micros=_added(self.conversion_value_micros, other.conversion_value_micros),
        )

    def exactly(self, metric: Metric) -> Fraction | None:
        """The metric as an exact fraction (money in major units); None where it is undefined or unknown."""
        if metric in _RATIO_OF:
            numerator, denominator, factor = _RATIO_OF[metric]
            above, below = self._sum(numerator), self._sum(denominator)
            return None if above is None or not below else factor * above / below
        return self._sum(metric)

    def _sum(self, metric: Metric) -> Fraction | None:
        value = getattr(self, _FIELD_OF.get(metric, metric.value))
        return None if value is None else Fraction(value) / (MICROS if metric in _FIELD_OF else 1)


_FIELD_OF = {Metric.SPEND: "spend_micros", Metric.CONVERSION_VALUE: "conversion_value_micros"}

_RATIO_OF: dict[Metric, tuple[Metric, Metric, int]] = {
    Metric.CTR: (Metric.CLICKS, Metric.IMPRESSIONS, 1),
    Metric.CPC: (Metric.SPEND, Metric.CLICKS, 1),
    Metric.CPM: (Metric.SPEND, Metric.IMPRESSIONS, 1000),
    Metric.CVR: (Metric.CONVERSIONS, Metric.CLICKS, 1),
    Metric.CPA: (Metric.SPEND, Metric.CONVERSIONS, 1),
    Metric.ROAS: (Metric.CONVERSION_VALUE, Metric.SPEND, 1),
}

RATIOS = tuple(_RATIO_OF)
"""The metrics that are ratios of two sums."""


def rounded(number: Fraction | None, places: int = 12) -> Decimal | None:
    """A fraction as a decimal with `places` decimals, half to even: for showing, never for comparing."""
    if number is None:
        return None
    return Decimal(f"{round(number * 10**places)}E-{places}")


def _added(left: Number | None, right: Number | None) -> Number | None:
    if left is None or right is None:
        return right if left is None else left
    return left + right
