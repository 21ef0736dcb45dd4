"""Months that are detached, as the command line tells of them."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from tests.adapters.csv_exports.files import COLUMNS, a_row, written
from tests.interfaces.cli.console import Console


@pytest.fixture
def figures(console: Console, tmp_path: Path) -> Console:
    assert console.imports(written(tmp_path, COLUMNS, a_row(date="2023-05-07"))).exit_code == 0
    return console


def detached(url: str, month: date) -> None:
    """Detach a month without its file."""
    with psycopg.connect(url) as connection:
        counted = connection.execute("SELECT count(*) FROM performance.observations_2023_05").fetchone()
        assert counted is not None
        connection.execute("SELECT performance.detach_month(%s, %s)", (month, json.dumps({"rows": counted[0]})))


@pytest.fixture
def away(figures: Console, console_database: str) -> Console:
    """A console whose May 2023 is detached, until the test is over."""
    figures.reports()
    detached(console_database, date(2023, 5, 1))
    return figures


@pytest.fixture(autouse=True)
def _back(request: pytest.FixtureRequest, console_database: str) -> None:
    def attach() -> None:
        with psycopg.connect(console_database) as connection:
            connection.execute("SELECT performance.attach_month(month) FROM performance.detached_months")

    request.addfinalizer(attach)  # noqa: PT021 - it must run though the test takes no fixture of it


def test_a_report_over_a_detached_month_shows_its_figures_and_says_so(away: Console) -> None:
    report = away.reports("--format", "json", "--from", "2023-05-01", "--to", "2023-05-31")
    assert len(json.loads(report.stdout)) == 1
    assert "The observations of 2023-05 are detached" in report.stderr
    assert "adscale observations attach --month 2023-05" in report.stderr


def test_a_report_over_other_months_says_nothing_of_it(away: Console) -> None:
    assert "detached" not in away.reports("--from", "2023-06-01", "--to", "2023-06-30").stderr


def test_figures_of_a_detached_month_are_refused(away: Console, tmp_path: Path) -> None:
    refused = away.imports(written(tmp_path, COLUMNS, a_row(date="2023-05-08")))
    assert refused.exit_code == 1
    assert "The observations of 2023-05 are detached." in refused.stderr


def test_a_file_of_which_a_month_is_detached_leaves_nothing_behind(
    away: Console, console_database: str, tmp_path: Path
) -> None:
    mixed = (a_row(date="1999-04-30", account_id="new"), a_row(date="2023-05-08", account_id="new"))
    assert away.imports(written(tmp_path, COLUMNS, *mixed)).exit_code == 1
    assert away.figures("--from", "1999-04-01", "--to", "1999-04-30") == []
    with psycopg.connect(console_database) as connection:
        partition = connection.execute("SELECT to_regclass('performance.observations_1999_04')").fetchone()
    assert partition == (None,)


def test_a_month_that_is_not_closed_is_not_detached(console: Console, tmp_path: Path) -> None:
    refused = console.run("observations", "detach", "--month", f"{datetime.now(UTC):%Y-%m}", "--to", str(tmp_path))
    assert refused.exit_code == 1
    assert "is not closed" in refused.stderr


def test_a_closed_month_leaves_for_a_file_and_comes_back(figures: Console, tmp_path: Path) -> None:
    before = figures.figures("--by", "day")
    left = figures.run("observations", "detach", "--month", "2023-05", "--to", str(tmp_path))
    assert left.exit_code == 0, left.output
    assert json.loads((tmp_path / "observations-2023-05.json").read_text(encoding="utf-8"))["sha256"] in left.stdout
    assert figures.figures("--by", "day") == before
    assert figures.run("observations", "attach", "--month", "2023-05").exit_code == 0
    assert "detached" not in figures.reports().stderr


def test_a_dropped_month_is_filled_from_its_file(figures: Console, console_database: str, tmp_path: Path) -> None:
    figures.run("observations", "detach", "--month", "2023-05", "--to", str(tmp_path))
    with psycopg.connect(console_database) as connection:
        connection.execute("DROP TABLE performance.observations_2023_05")
    assert figures.run("observations", "attach", "--month", "2023-05").exit_code == 1
    back = figures.run("observations", "attach", "--month", "2023-05", "--from", str(tmp_path))
    assert back.exit_code == 0, back.output
    again = figures.imports(written(tmp_path, COLUMNS, a_row(date="2023-05-07")))
    assert "Nothing has changed" in again.stdout
