"""Three more writers, held rows, idle transactions, and everything killed in turn; nothing lost, nothing doubled.

`--torture-minutes=N` sets for how long (one minute in CI), ADSCALE_TORTURE_SEED the moments (it is printed).
"""

import asyncio
import os
from pathlib import Path

import pytest

from tests.torture.siege import SECONDS_A_GROUPING, TURNS, siege

SEED = int(os.environ.get("ADSCALE_TORTURE_SEED", "20261121"))
SECONDS_AROUND = 32
"""What starting, settling and judging take of the time."""
LONGEST_WAIT = 400
"""After so many seconds more it is taken for a standstill."""


@pytest.mark.timeout(0)
async def test_whatever_is_killed_every_fact_arrives_once_and_every_command_has_one_answer(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    minutes: float = pytestconfig.getoption("torture_minutes")
    seconds = max(60 * minutes - SECONDS_AROUND, 10)
    print(f"seed {SEED}, killing for {seconds:.0f} s")  # noqa: T201 - what repeating a failed run needs
    async with asyncio.timeout(seconds + LONGEST_WAIT):
        aftermath = await siege(tmp_path / "home", seconds=seconds, seed=SEED)
    print(aftermath)  # noqa: T201 - shown where the test fails
    assert aftermath.wrong == []
    assert set(aftermath.kills) == set(TURNS)
    assert min(aftermath.kills.values()) > 0
    assert aftermath.regroupings >= seconds // (2 * SECONDS_A_GROUPING)
    assert aftermath.facts > 10 * seconds
    assert aftermath.repeats > 0
