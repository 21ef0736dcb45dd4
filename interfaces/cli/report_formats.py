"""A report as JSON or CSV, exact, or as a table, rounded for reading."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from domain.shared.currencies import DECIMALS
from domain.shared.metrics import RATIOS, Metric, rounded
from domain.shared.money import MICROS, plain
from projections.performance.queries import By, PerformanceRow

Cell = str | int | None

_WIDTH_OF_FILES = 240
_KEYS: Mapping[By, tuple[str, ...]] = {
    "total": (),
    "day": ("date",),
    "hour": ("date", "hour"),
    "platform": ("platform",),
    "account": ("platform", "account_id", "account_name", "adscale_id"),
    "campaign": ("platform", "campaign_id", "campaign_name", "account_id", "adscale_id"),
}
_MEASURES = ("currency", "rows", "impressions", "clicks", "spend", "conversions", "conversion_value", *RATIOS)
_SUMS = frozenset({"impressions", "clicks", "spend", "conversions", "conversion_value"})
_RATIO_NAMES = frozenset(ratio.value for ratio in RATIOS)
_PERCENT = frozenset({Metric.CTR.value, Metric.CVR.value})
_NOT_FOR_READING = ("adscale_id", "rows")


def as_json(by: By, rows: Sequence[PerformanceRow]) -> str:
    """A list of objects; amounts and ratios as decimal strings, ratios with 12 decimals, None where undefined."""
    return json.dumps([_exact(by, row) for row in rows], indent=2, ensure_ascii=False)


def as_csv(by: By, rows: Sequence[PerformanceRow]) -> str:
    """The same columns, an empty cell where there is nothing."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*_KEYS[by], *_MEASURES], lineterminator="\n")
    writer.writeheader()
    writer.writerows(_exact(by, row) for row in rows)
    return text.getvalue()


def as_table(by: By, rows: Sequence[PerformanceRow]) -> None:
    """Print a table to standard output."""
    names = [name for name in (*_KEYS[by], *_MEASURES) if name not in _NOT_FOR_READING]
    table = Table(title=f"Performance by {by}")
    for name in names:
        is_text = name in _KEYS[by] or name == "currency"
        table.add_column(_title(name), justify="left" if is_text else "right", no_wrap=not is_text)
    for row in rows:
        exact = _exact(by, row)
        table.add_row(*(_readable(row, name, exact[name]) for name in names))
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console = Console(markup=False, highlight=False, width=_WIDTH_OF_FILES)
    console.print(table)
    observed = max(row.observed_at for row in rows).astimezone(UTC)
    console.print("Ratios are ratios of the sums, never means of ratios; - where a denominator is 0 or unknown.")
    console.print(f"Figures as observed up to {observed:%Y-%m-%d %H:%M:%S} UTC; a day is the ad account's day.")


def _exact(by: By, row: PerformanceRow) -> dict[str, Cell]:
    sums = row.metrics
    ratios = {ratio.value: _ratio(row, ratio, 12) for ratio in RATIOS}
    measures: dict[str, Cell] = {
        "currency": row.currency,
        "rows": row.source_rows,
        "impressions": sums.impressions,
        "clicks": sums.clicks,
        "spend": _amount(sums.spend_micros),
        "conversions": None if sums.conversions is None else plain(sums.conversions),
        "conversion_value": _amount(sums.conversion_value_micros),
    }
    key = _key(by, row)
    return {name: key[name] for name in _KEYS[by]} | measures | ratios


def _key(by: By, row: PerformanceRow) -> dict[str, Cell]:
    adscale_id = row.campaign_id if by == "campaign" else row.account_id
    return {
        "date": None if row.day is None else row.day.isoformat(),
        "hour": row.hour,
        "platform": row.platform,
        "account_id": row.account_external_id,
        "account_name": row.account_name,
        "campaign_id": row.external_campaign_id,
        "campaign_name": row.campaign_name,
        "adscale_id": None if adscale_id is None else str(adscale_id),
    }


def _amount(micros: int | None, at_least: int = 0) -> str | None:
    return None if micros is None else plain(Decimal(micros) / MICROS, at_least)


def _ratio(row: PerformanceRow, ratio: Metric, places: int, times: int = 1) -> str | None:
    exact = row.metrics.exactly(ratio)
    number = None if exact is None else rounded(exact * times, places)
    return None if number is None else f"{number:f}"


def _readable(row: PerformanceRow, name: str, exact: Cell) -> str:
    """A cell for people: grouped thousands, money in the currency's decimals, rates in percent."""
    if exact is None:
        return "-"
    if name in _PERCENT:
        return f"{_ratio(row, Metric(name), 2, times=100)}%"
    if name in _RATIO_NAMES:
        return str(_ratio(row, Metric(name), 2))
    if name in _SUMS:
        decimals = {"impressions": 0, "clicks": 0, "conversions": 2}.get(name, DECIMALS[row.currency])
        return f"{round(Decimal(exact), decimals):,f}"
    return str(exact)


def _title(name: str) -> str:
    titles = {"conversion_value": "Value", "account_id": "Account", "campaign_id": "Campaign", "campaign_name": "Name"}
    return titles.get(name) or (name.upper() if name in _RATIO_NAMES else name.replace("_", " ").capitalize())
