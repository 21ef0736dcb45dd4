import csv
import io
from pathlib import Path

import pytest

from tests.adapters.csv_exports.files import COLUMNS, a_row, written
from tests.interfaces.cli.console import Console

VALUE = (*COLUMNS, "conversion_value")


@pytest.fixture
def figures(console: Console, tmp_path: Path) -> Console:
    rows = [
        (*a_row(clicks="3", impressions="7", spend="0.10", conversions="0"), "0"),
        (*a_row(date="2024-03-02", platform="tiktok", spend="2.000001", clicks="0", conversions="1.50"), "4.10"),
        (*a_row(date="2024-03-03", platform="display", currency="JPY", conversions=""), ""),
    ]
    assert console.imports(written(tmp_path, VALUE, *rows)).exit_code == 0
    return console


def test_ratios_have_12_decimals_and_are_null_where_undefined(figures: Console) -> None:
    row = figures.figures("--by", "platform", "--platform", "google")[0]
    assert (row["ctr"], row["cpc"], row["cvr"]) == ("0.428571428571", "0.033333333333", "0.000000000000")
    assert (row["cpa"], row["roas"]) == (None, "0.000000000000")


def test_sums_are_plain_decimals_without_needless_zeros(figures: Console) -> None:
    row = figures.figures("--by", "platform", "--platform", "tiktok")[0]
    assert (row["spend"], row["conversions"], row["conversion_value"]) == ("2.000001", "1.5", "4.1")
    assert row["cpc"] is None


def test_what_no_row_says_is_unknown_and_not_0(figures: Console) -> None:
    row = figures.figures("--by", "platform", "--platform", "display")[0]
    assert (row["conversions"], row["conversion_value"], row["cpa"], row["roas"]) == (None, None, None, None)


def test_currencies_are_never_added(figures: Console) -> None:
    assert [(row["currency"], row["rows"]) for row in figures.figures("--by", "total")] == [("JPY", 1), ("USD", 2)]


def test_a_range_has_both_its_days(figures: Console) -> None:
    days = figures.figures("--by", "day", "--from", "2024-03-01", "--to", "2024-03-02")
    assert [row["date"] for row in days] == ["2024-03-01", "2024-03-02"]


def test_csv_says_the_same_as_json(figures: Console) -> None:
    rows = list(csv.DictReader(io.StringIO(figures.reports("--by", "campaign", "--format", "csv").stdout)))
    exact = figures.figures("--by", "campaign")
    assert rows == [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in exact]


def test_the_table_is_rounded_and_says_what_its_ratios_are_and_as_of_when(figures: Console) -> None:
    said = figures.reports("--by", "platform").stdout
    assert "42.86%" in said
    assert "Ratios are ratios of the sums" in said
    assert "Figures as observed up to 20" in said


def test_nothing_to_report_is_said_beside_the_empty_answer(console: Console) -> None:
    said = console.reports("--format", "json")
    assert (said.exit_code, said.stdout) == (0, "[]\n")
    assert f"No figures of {console.slug} match" in said.stderr


def test_a_range_that_runs_backwards_is_refused(console: Console) -> None:
    said = console.reports("--from", "2024-03-02", "--to", "2024-03-01")
    assert said.exit_code == 1
    assert "2024-03-01 is before 2024-03-02" in said.stderr


def test_a_report_of_an_unknown_organization_is_refused(console: Console) -> None:
    said = console.run("report", "performance", "--organization", "nobody")
    assert (said.exit_code, said.stdout) == (1, "")
    assert "There is no organization 'nobody'" in said.stderr
