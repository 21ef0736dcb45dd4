"""The provinces of a country, which the delivery model does not know: an ad's figures there are divided further here.

Every ad's day is divided by itself, so that provinces add up to their country at every level of a report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from adapters.sandbox.delivery import MetricsRow
from adapters.sandbox.delivery_draws import fractions, split

PROVINCE = "province_id"
# country -> GeoNames id of a province, as /tool/region/ would give it, and its share
_PROVINCES: Mapping[str, Mapping[str, float]] = {
    "US": {"5332921": 0.31, "5128638": 0.23, "4736286": 0.27, "4155751": 0.19},
    "CA": {"6093943": 0.52, "6115047": 0.29, "5909050": 0.19},
    "GB": {"6269131": 0.86, "2638360": 0.09, "2634895": 0.05},
    "DE": {"2861876": 0.4, "2951839": 0.33, "2950157": 0.27},
    "JP": {"1850144": 0.6, "1853904": 0.4},
}
_ELSEWHERE: Mapping[str, float] = {"-1": 1.0}


def by_province(row: MetricsRow, place: int) -> Iterator[MetricsRow]:
    """Divide one ad's figures, whose segment names a country at `place`; provinces that nobody saw it in are left out.

    The country gives way to its province.
    """
    shares = _PROVINCES.get(row.segment[place], _ELSEWHERE)
    click_luck, show_luck, spend_luck, sale_luck = fractions(row.ad_id, row.day, row.hour, *row.segment, count=4)
    weights = tuple(shares.values())
    clicks = split(row.clicks, weights, click_luck)
    unclicked = split(row.impressions - row.clicks, weights, show_luck)
    shown = [clicked + passed for clicked, passed in zip(clicks, unclicked, strict=True)]
    sales = _money(row.conversions, clicks, sale_luck)
    spend = _money(row.spend, shown, spend_luck)
    values = _money(row.conversion_value, [float(sale) for sale in sales], sale_luck)
    for at, province in enumerate(shares):
        if shown[at] or spend[at]:
            yield replace(
                row,
                impressions=shown[at],
                clicks=clicks[at],
                spend=spend[at],
                conversions=sales[at],
                conversion_value=values[at],
                segment=(*row.segment[:place], province, *row.segment[place + 1 :]),
            )


def _money(amount: Decimal, weights: list[float] | list[int], luck: float) -> list[Decimal]:
    """Divide an amount in its smallest units."""
    exponent = amount.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return [Decimal(part).scaleb(-digits) for part in split(int(amount.scaleb(digits)), weights, luck)]
