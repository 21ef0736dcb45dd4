"""The exports of the three platforms, as their report editors write them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.csv_exports.columns import Field
from adapters.csv_exports.export import ReadingOptions
from adapters.csv_exports.rows import Given
from domain.performance.observation import Grain
from domain.shared.money import Currency
from domain.shared.platform import PlatformName
from tests.adapters.csv_exports.files import TODAY, saved, taken

GOOGLE = """Campaign report
January 1, 2024 - January 2, 2024
Day\tCustomer ID\tCampaign ID\tCampaign\tCurrency code\tImpr.\tCTR\tClicks\tCost\tConversions\tConv. value
2024-01-01\t123-456-7890\t111\tBrand\tUSD\t"1,204"\t4.15%\t50\t1,017.25\t3.50\t"2,000.00"
2024-01-02\t123-456-7890\t111\tBrand\tUSD\t900\t5.00%\t45\t12.00\t--\t--
Total: Campaigns\t --\t --\t --\tUSD\t"2,104"\t4.52%\t95\t1,029.25\t3.50\t"2,000.00"
Total: Account\t --\t --\t --\tUSD\t"2,104"\t4.52%\t95\t1,029.25\t3.50\t"2,000.00"
"""

META = """Reporting starts,Reporting ends,Campaign name,Ad set ID,Ad ID,Amount spent (EUR),Impressions,Clicks (all),\
Purchases,Purchases conversion value
2024-01-01,2024-01-02,,,,20.5,300,30,2,50
2024-01-01,2024-01-01,Spring,120,130,10.25,100,10,,
2024-01-02,2024-01-02,Spring,120,131,10.25,200,20,2,50
"""

TIKTOK = """Campaign ID,Campaign name,Ad group ID,By Day,Cost,Currency,Impressions,Clicks,Conversions,\
Total purchase value
1790,Launch,55,2024-01-01 00:00:00,7.5,JPY,700,70,7,770
Total of 1 results,-,-,-,7.5,JPY,700,70,7,770
"""


def _of(platform: str, account: str | None = None) -> ReadingOptions:
    return ReadingOptions(latest=TODAY, given=Given(platform=PlatformName(platform), account=account))


def test_google_s_own_encoding_titles_and_totals_are_understood(tmp_path: Path) -> None:
    found = taken(saved(tmp_path, GOOGLE, "utf-16"), _of("google-ads"))
    assert found.accounts == [("google-ads", "1234567890", "USD")]
    assert found.skipped == [1, 2, 6, 7]
    assert found.campaigns == {"111": "Brand"}
    assert [row.metrics.spend_micros for row in found.rows] == [1_017_250_000, 12_000_000]
    assert [row.metrics.conversions for row in found.rows] == [Decimal("3.50"), None]


def test_meta_s_totals_row_is_skipped_and_the_currency_taken_from_the_header(tmp_path: Path) -> None:
    found = taken(saved(tmp_path, META, "utf-8-sig"), _of("meta-ads", "act_42"))
    assert found.accounts == [("meta-ads", "42", "EUR")]
    assert found.skipped == [2]
    assert [(row.key.day, row.key.ad_ref, row.metrics.clicks) for row in found.rows] == [
        (date(2024, 1, 1), "130", 10),
        (date(2024, 1, 2), "131", 20),
    ]
    assert found.grain is Grain.AD_DAY


def test_a_meta_row_over_several_days_is_refused(tmp_path: Path) -> None:
    text = META + "2024-01-01,2024-01-31,Spring,120,130,10.25,100,10,,\n"
    (fault,) = taken(saved(tmp_path, text), _of("meta-ads", "42")).faults
    assert (fault.line, fault.field) == (5, "period_end")
    assert "more than one day" in fault.reason


def test_tiktok_s_day_with_a_midnight_is_a_day(tmp_path: Path) -> None:
    row = taken(saved(tmp_path, TIKTOK), _of("tiktok-ads", "7")).row
    assert row.key.day == date(2024, 1, 1)
    assert row.metrics.conversion_value_micros == 770_000_000


@pytest.mark.parametrize("hour", ["7", "07:00", "07:00:00 - 07:59:59"])
def test_a_file_with_hours_has_the_grain_of_hours(tmp_path: Path, hour: str) -> None:
    text = f"Day,Hour of the day,Campaign,Impr.\n2024-01-01,{hour},Brand,5"
    given = Given(platform=PlatformName("google-ads"), account="1", currency=Currency("USD"))
    found = taken(saved(tmp_path, text), ReadingOptions(latest=TODAY, given=given))
    assert found.grain is Grain.CAMPAIGN_HOUR
    assert found.row.key.hour == 7


def test_a_german_export_is_read_with_its_own_numbers_and_dates(tmp_path: Path) -> None:
    text = "Tag;Kampagne;Währungscode;Impr.;Klicks;Kosten\n31.01.2024;Frühling;EUR;1.204;50;1.017,25\n"
    row = taken(saved(tmp_path, text, "cp1252"), _of("google-ads", "1")).row
    assert (row.key.day, row.key.campaign_ref) == (date(2024, 1, 31), "Frühling")
    assert (row.metrics.impressions, row.metrics.spend_micros) == (1204, 1_017_250_000)


def test_a_column_with_an_unusual_name_is_mapped(tmp_path: Path) -> None:
    text = "When,What,Shown\n2024-01-01,Brand,5"
    given = Given(platform=PlatformName("display"), account="1", currency=Currency("USD"))
    mapping = {Field.DATE: "When", Field.CAMPAIGN_NAME: "what", Field.IMPRESSIONS: "Shown"}
    found = taken(saved(tmp_path, text), ReadingOptions(latest=TODAY, given=given, mapping=mapping))
    assert found.row.metrics.impressions == 5
