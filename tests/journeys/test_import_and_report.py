"""Both public data sets through the whole way: file, ledger, projection, report; exact to the last digit."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interfaces.cli.console import Console, a_console, a_database

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SETS = ("global_ads", "online_ads_q2_2020")

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="The data sets are not there; their licences keep them apart."
)

Row = dict[str, Any]


@pytest.fixture(scope="module")
def advertiser(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """An organization that has imported both sets, the second of them twice."""
    with a_database(postgres_url) as url, a_console(url, tmp_path_factory.mktemp("home")) as console:
        for name in (*SETS, SETS[1]):
            said = console.imports(DATA / f"{name}.csv")
            assert said.exit_code == 0, said.output
        yield console


def _expected(breakdown: str) -> list[Row]:
    return [row for name in SETS for row in json.loads((DATA / f"{name}.expected.json").read_text())[breakdown]]


@pytest.mark.parametrize(("by", "keys"), [("platform", ["platform"]), ("campaign", ["platform", "campaign_id"])])
def test_a_report_equals_what_was_worked_out_elsewhere(advertiser: Console, by: str, keys: list[str]) -> None:
    expected = sorted(_expected(f"by_{by}"), key=lambda row: [row[key] for key in keys])
    reported = sorted(advertiser.figures("--by", by), key=lambda row: [row[key] for key in keys])
    assert [{name: row[name] for name in expected[0]} for row in reported] == expected


def test_months_add_up_as_they_were_worked_out_elsewhere(advertiser: Console) -> None:
    expected = next(row for row in _expected_of(SETS[1], "by_month") if row["month"] == "June")
    (june,) = advertiser.figures("--by", "total", "--platform", "display", "--from", "2020-06-01", "--to", "2020-06-30")
    assert {name: june[name] for name in expected if name != "month"} == {
        name: value for name, value in expected.items() if name != "month"
    }


def _expected_of(name: str, breakdown: str) -> list[Row]:
    rows: list[Row] = json.loads((DATA / f"{name}.expected.json").read_text())[breakdown]
    return rows
