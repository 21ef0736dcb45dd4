"""Single rows: what is taken, what is refused by itself, and when so many are faulty that nothing is taken."""

from decimal import Decimal
from pathlib import Path

import pytest

from adapters.csv_exports.errors import ExportRefusedError
from adapters.csv_exports.rows import Given
from domain.shared.money import Currency
from domain.shared.platform import PlatformName
from tests.adapters.csv_exports.files import COLUMNS, ROW, a_row, many, options, saved, taken, written


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("date", "2024-02-30", "no such day"),
        ("date", "", "missing"),
        ("date", "2031-01-01", "not between"),
        ("date", "1999-12-31", "not between"),
        ("spend", "-1", "negative"),
        ("spend", "0.1234567", "6 decimals"),
        ("spend", "0.10000000000000000000000000000001", "6 decimals"),
        ("spend", "1000000000000", "less than"),
        ("spend", "12.00 €", "written in EUR"),
        ("conversions", "three", "not a number"),
        ("conversions", "-1", "negative"),
        ("clicks", "1.5", "whole number"),
        ("impressions", "-3", "negative"),
        ("currency", "dollars", "ISO 4217"),
        ("campaign_id", "", "missing"),
        ("campaign_id", "a\x07b", "control character"),
        ("platform", "??", "missing"),
        ("account_id", "", "missing"),
    ],
)
def test_a_faulty_value_refuses_its_row_and_no_other(tmp_path: Path, field: str, value: str, reason: str) -> None:
    found = taken(written(tmp_path, COLUMNS, *many(), a_row(**{field: value}), a_row()))
    (fault,) = found.faults
    assert (fault.line, fault.field, fault.value) == (42, field, value)
    assert reason in fault.reason
    assert len(found.rows) == 41


def test_every_fault_of_a_row_is_told(tmp_path: Path) -> None:
    found = taken(written(tmp_path, COLUMNS, *many(), a_row(date="2024-02-30", clicks="1.5", spend="-1")))
    assert {fault.field for fault in found.faults} == {"date", "clicks", "spend"}


def test_conversions_above_clicks_and_clicks_above_impressions_are_real(tmp_path: Path) -> None:
    metrics = taken(written(tmp_path, COLUMNS, a_row(impressions="1", clicks="2", conversions="3.5"))).row.metrics
    assert (metrics.impressions, metrics.clicks, metrics.conversions) == (1, 2, Decimal("3.5"))


def test_what_is_not_said_is_0_for_counts_and_unknown_for_conversions(tmp_path: Path) -> None:
    metrics = taken(written(tmp_path, COLUMNS, a_row(clicks="--", spend="", conversions="-"))).row.metrics
    assert (metrics.clicks, metrics.spend_micros, metrics.conversions) == (0, 0, None)


def test_rows_that_share_a_key_are_added_up_and_counted(tmp_path: Path) -> None:
    row = taken(written(tmp_path, COLUMNS, a_row(), a_row(spend="0.000001"), a_row(conversions=""))).row
    assert row.source_rows == 3
    assert (row.metrics.impressions, row.metrics.spend_micros) == (3000, 25_000_001)
    assert row.metrics.conversions == 6


def test_the_text_that_spreadsheets_write_for_an_error_is_an_id_like_any_other(tmp_path: Path) -> None:
    header, row = (*COLUMNS, "ad_id"), (*ROW, "#N/A")
    assert taken(written(tmp_path, header, row)).row.key.ad_ref == "#N/A"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Google Ads", "google-ads"),
        ("adwords", "google-ads"),
        ("FB", "meta-ads"),
        ("meta", "meta-ads"),
        ("TikTok", "tiktok-ads"),
        ("Display Network", "display-network"),
        ("Яндекс", "яндекс"),
    ],
)
def test_a_platform_has_one_name_however_it_is_labelled(tmp_path: Path, label: str, name: str) -> None:
    assert taken(written(tmp_path, COLUMNS, a_row(platform=label))).accounts == [(name, "123", "USD")]


def test_an_account_has_one_id_however_it_is_written(tmp_path: Path) -> None:
    rows = (
        a_row(account_id="123-456-7890"),
        a_row(account_id="1234567890"),
        a_row(platform="meta", account_id="act_9"),
    )
    accounts = taken(written(tmp_path, COLUMNS, *rows)).accounts
    assert accounts == [("google-ads", "1234567890", "USD"), ("meta-ads", "9", "USD")]


def test_an_account_with_two_currencies_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(ExportRefusedError, match="EUR and USD"):
        taken(written(tmp_path, COLUMNS, a_row(), a_row(currency="EUR")))


def test_a_currency_that_contradicts_the_caller_is_refused(tmp_path: Path) -> None:
    given = Given(platform=PlatformName("google-ads"), currency=Currency("EUR"))
    (fault,) = taken(written(tmp_path, COLUMNS, a_row()), options(given)).faults
    assert fault.reason == "The currency is stated in different ways: EUR, USD."


def test_an_account_that_contradicts_the_caller_is_refused(tmp_path: Path) -> None:
    (fault,) = taken(written(tmp_path, COLUMNS, a_row()), options(Given(account="999"))).faults
    assert fault.field == "account_id"


def test_a_campaign_has_the_name_of_its_last_day(tmp_path: Path) -> None:
    header = (*COLUMNS, "campaign_name")
    rows = ((*a_row(date="2024-03-02"), "New"), (*a_row(date="2024-03-01"), "Old"))
    assert taken(written(tmp_path, header, *rows)).campaigns == {"c1": "New"}


def test_more_than_a_tenth_of_faulty_rows_refuses_the_file_with_the_first_lines(tmp_path: Path) -> None:
    faulty = [a_row(spend="-1") if at % 8 == 0 else row for at, row in enumerate(many())]
    with pytest.raises(ExportRefusedError, match="5 of 40 rows are faulty, the first on lines 2, 10, 18, 26 and 34"):
        taken(written(tmp_path, COLUMNS, *faulty))


def test_a_tenth_of_faulty_rows_is_refused_row_by_row(tmp_path: Path) -> None:
    faulty = [a_row(spend="-1") if at % 10 == 0 else row for at, row in enumerate(many())]
    assert len(taken(written(tmp_path, COLUMNS, *faulty)).faults) == 4


def test_two_faulty_rows_of_a_short_file_are_refused_row_by_row(tmp_path: Path) -> None:
    found = taken(written(tmp_path, COLUMNS, a_row(), a_row(spend="-1"), a_row(clicks="0.5")))
    assert [fault.line for fault in found.faults] == [3, 4]


@pytest.mark.parametrize("text", ["", "\n\n", ",".join(COLUMNS), "just a line\nand another"])
def test_a_file_without_figures_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ExportRefusedError):
        taken(saved(tmp_path, text))
