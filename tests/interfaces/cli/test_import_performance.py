import csv
from pathlib import Path

import pytest

from tests.adapters.csv_exports.files import COLUMNS, a_row, many, written
from tests.interfaces.cli.console import Console


def test_an_import_says_what_it_took(console: Console, tmp_path: Path) -> None:
    said = console.imports(written(tmp_path, COLUMNS, *many()))
    assert said.exit_code == 0
    assert "google-ads 123: new account, 40 new campaigns, 40 figures new or restated, 0 known already" in said.stdout


def test_a_second_import_changes_nothing_and_says_so(console: Console, tmp_path: Path) -> None:
    file = written(tmp_path, COLUMNS, *many())
    console.imports(file)
    before = console.figures("--by", "campaign")
    assert "Nothing has changed: all 40 figures were known already." in console.imports(file).stdout
    assert console.figures("--by", "campaign") == before


def test_a_restated_value_replaces_the_one_before(console: Console, tmp_path: Path) -> None:
    console.imports(written(tmp_path, COLUMNS, a_row(spend="12.50"), a_row(date="2024-03-02", spend="1")))
    said = console.imports(written(tmp_path, COLUMNS, a_row(spend="13.75"), a_row(date="2024-03-02", spend="1")))
    assert "1 figure new or restated, 1 known already" in said.stdout
    assert console.figures("--by", "total")[0]["spend"] == "14.75"


def test_refused_rows_are_told_with_line_field_value_and_reason_and_the_rest_is_taken(
    console: Console, tmp_path: Path
) -> None:
    said = console.imports(written(tmp_path, COLUMNS, *many(), a_row(spend="-1")))
    assert said.exit_code == 0
    assert "line 42, spend '-1': It must not be negative." in said.stdout
    assert console.figures("--by", "total")[0]["rows"] == 40


def test_the_screen_shows_the_first_20_refused_rows_and_a_file_all(console: Console, tmp_path: Path) -> None:
    file, listing = written(tmp_path, COLUMNS, *many(300), *many(25), *[a_row(spend="-1")] * 25), tmp_path / "no.csv"
    said = console.imports(file, "--refused", str(listing))
    assert said.stdout.count("must not be negative") == 20
    assert "and 5 more" in said.stdout
    with listing.open(newline="") as written_file:
        rows = list(csv.DictReader(written_file))
    assert len(rows) == 25
    assert rows[0] == {"line": "327", "field": "spend", "value": "-1", "reason": "It must not be negative."}


def test_the_list_of_refused_rows_never_replaces_the_export(console: Console, tmp_path: Path) -> None:
    file = written(tmp_path, COLUMNS, a_row())
    before = file.read_bytes()
    assert console.imports(file, "--refused", str(file)).exit_code == 2
    assert file.read_bytes() == before


def test_a_shifted_file_is_refused_and_nothing_is_written(console: Console, tmp_path: Path) -> None:
    said = console.imports(written(tmp_path, COLUMNS, *many(), a_row()[:-1]))
    assert said.exit_code == 1
    assert "refused as a whole; nothing was written" in said.stderr
    assert "line 42 has 8" in said.stderr
    assert console.figures() == []


def test_a_missing_column_is_refused_with_the_option_that_mends_it(console: Console, tmp_path: Path) -> None:
    file = written(tmp_path, [column.replace("spend", "Aufwand") for column in COLUMNS[:2]], a_row()[:2])
    assert '--map spend="COLUMN"' in console.imports(file).stderr


def test_options_stand_in_for_columns(console: Console, tmp_path: Path) -> None:
    file = written(tmp_path, ("When", "Campaign", "Cost"), ("01/02/2024", "Brand", "1,234"))
    options = ["--platform", "fb", "--account", "act_7", "--currency", "usd", "--map", "date=When"]
    said = console.imports(file, *options, "--date-order", "mdy", "--decimal", "point")
    assert said.exit_code == 0, said.output
    (row,) = console.figures("--by", "campaign")
    assert (row["platform"], row["account_id"], row["campaign_id"], row["spend"]) == ("meta-ads", "7", "Brand", "1234")
    assert console.figures("--by", "day")[0]["date"] == "2024-01-02"


def test_a_file_of_nothing_but_faulty_rows_takes_nothing(console: Console, tmp_path: Path) -> None:
    said = console.imports(written(tmp_path, COLUMNS, a_row(spend="-1")))
    assert said.exit_code == 1
    assert "Nothing was taken: every row was refused." in said.stderr


def test_a_dry_run_writes_nothing(console: Console, tmp_path: Path) -> None:
    said = console.imports(written(tmp_path, COLUMNS, *many()), "--dry-run")
    assert "Would take 40 rows. Nothing was written" in said.stdout
    assert console.figures() == []


def test_another_currency_than_the_account_s_is_refused_before_anything_is_written(
    console: Console, tmp_path: Path
) -> None:
    console.imports(written(tmp_path, COLUMNS, a_row()))
    said = console.imports(written(tmp_path, COLUMNS, a_row(account_id="1"), a_row(currency="EUR", clicks="7")))
    assert said.exit_code == 1
    assert "123 bills in USD, the file says EUR" in said.stderr
    assert [row["account_id"] for row in console.figures("--by", "account")] == ["123"]


def test_an_unknown_organization_is_named(console: Console, tmp_path: Path) -> None:
    file = written(tmp_path, COLUMNS, a_row())
    said = console.run("import", "performance", str(file), "--organization", "nobody")
    assert said.exit_code == 1
    assert "There is no organization 'nobody'" in said.stderr


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--map", "colour=Red", "The fields are: date"),
        ("--map", "date", "is not field=Column"),
        ("--currency", "DOLLAR", "is not a currency"),
        ("--time-zone", "Mars/Olympus", "is no time zone"),
        ("--decimal", "dot", "neither point nor comma"),
        ("--platform", "??", "is no name"),
        ("--refused", "/no/such/folder/file.csv", "There is no folder"),
    ],
)
def test_a_bad_option_is_refused_with_its_reason(
    console: Console, tmp_path: Path, option: str, value: str, reason: str
) -> None:
    said = console.imports(written(tmp_path, COLUMNS, a_row()), option, value)
    assert said.exit_code == 2
    assert reason in " ".join(said.stderr.replace("│", " ").split())
