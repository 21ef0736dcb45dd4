"""The same figures in every way of writing them: whatever the format, the same comes out."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.csv_exports.files import taken, written

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%b %d, %Y", "%Y%m%d", "%Y-%m-%d 00:00:00")
NUMBERS = ((".", ""), (".", ","), (".", "'"), (",", ""), (",", "."), (",", " "), (",", "\u00a0"))
"""Decimal mark and mark between groups of thousands."""
HEADERS = (
    ("date", "platform", "account_id", "campaign_id", "campaign_name", "currency", "impressions", "clicks", "spend"),
    ("Day", "Platform", "Customer ID", "Campaign ID", "Campaign", "Currency code", "Impr.", "Clicks", "Cost"),
    ("DATE", "PLATFORM", "ACCOUNT", "CampaignId", "CAMPAIGN NAME", "CURRENCY", "IMPRESSIONS", "CLICKS", "AMOUNT SPENT"),
)
PREAMBLES: tuple[list[list[str]], ...] = ([], [["Campaign report"], ["January 1 - March 2"]], [["sep=;"], [""]])
FOOTERS: tuple[list[list[str]], ...] = ([], [["Total: Account", *[""] * 8]], [[""], ["Made by a machine"]])

FIGURES = [
    (date(2024, 1, 1) + timedelta(days=at), 1000 * at, at * 7, Decimal(at * 987_654_321) / 10**5) for at in range(31)
]
_FOLDERS = count()


def _number(number: Decimal | int, mark: str, group: str) -> str:
    whole, _, decimals = f"{number:,f}".partition(".") if isinstance(number, Decimal) else f"{number:,}".partition(".")
    return whole.replace(",", group) + (mark + decimals if decimals else "")


def _row(figures: tuple[date, int, int, Decimal], written_date: str, mark: str, group: str) -> Sequence[str]:
    day, impressions, clicks, spend = figures
    numbers = (_number(number, mark, group) for number in (impressions, clicks, spend))
    return (day.strftime(written_date), "google", "123-456-7890", "77", "Größe", "EUR", *numbers)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(",;\t|"),
    written_date=st.sampled_from(DATES),
    marks=st.sampled_from(NUMBERS),
    header=st.sampled_from(HEADERS),
    before=st.sampled_from(PREAMBLES),
    after=st.sampled_from(FOOTERS),
)
def test_the_same_figures_come_out_of_every_format(
    tmp_path: Path,
    *,
    encoding: str,
    delimiter: str,
    written_date: str,
    marks: tuple[str, str],
    header: Sequence[str],
    before: list[list[str]],
    after: list[list[str]],
) -> None:
    folder = tmp_path / str(next(_FOLDERS))
    folder.mkdir()
    rows = [_row(figures, written_date, *marks) for figures in FIGURES]
    found = taken(written(folder, *before, header, *rows, *after, delimiter=delimiter, encoding=encoding))
    assert not found.faults
    assert [
        (row.key.day, row.metrics.impressions, row.metrics.clicks, Decimal(row.metrics.spend_micros) / 10**6)
        for row in found.rows
    ] == FIGURES
    assert found.accounts == [("google-ads", "1234567890", "EUR")]
    assert found.campaigns == {"77": "Größe"}
