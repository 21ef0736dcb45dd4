from pathlib import Path

import pytest

from adapters.sandbox.coverage import all_covered, as_markdown
from adapters.sandbox.server import SandboxAddress
from adapters.sandbox.tiktok.coverage import coverage
from tests.adapters.sandbox.tiktok.business_api import BusinessApi

TABLE = Path(__file__).parents[3] / "ops" / "sandbox" / "coverage.md"


def test_the_table_is_current() -> None:
    fresh = as_markdown(all_covered())
    assert TABLE.read_text(encoding="utf-8") == fresh, "run: adscale sandbox coverage --write ops/sandbox/coverage.md"


@pytest.mark.parametrize("state", ["implemented", "not implemented"])
def test_tiktok_answers_as_the_table_says(address: SandboxAddress, state: str) -> None:
    with BusinessApi(address) as tiktok:
        for row in (row for row in coverage() if row.state == state):
            answer = (tiktok.get(row.path) if row.method == "GET" else tiktok.post(row.path, {}))["code"]
            assert (answer == 40008) == (state == "not implemented"), row
