"""Every process is killed over and over while campaigns live their lives; nothing may be lost, nothing doubled.

ADSCALE_TORTURE_KILLS sets how often each process is killed, ADSCALE_TORTURE_SEED the moments (it is printed).
"""

import os
from pathlib import Path

import pytest

from tests.torture.torment import torture

KILLS_EACH = int(os.environ.get("ADSCALE_TORTURE_KILLS", "50"))
SEED = int(os.environ.get("ADSCALE_TORTURE_SEED", "20261121"))


@pytest.mark.timeout(1200)
async def test_whatever_is_killed_nothing_is_lost_and_nothing_is_doubled(tmp_path: Path) -> None:
    print(f"seed {SEED}, each process killed {KILLS_EACH} times")  # noqa: T201 - what repeating a failed run needs
    aftermath = await torture(tmp_path / "home", kills_each=KILLS_EACH, seed=SEED)
    print(aftermath)  # noqa: T201 - shown where the test fails
    assert aftermath.wrong == []
    assert set(aftermath.kills) == {"postgres", "valkey", "projector", "worker", "scheduler", "api"}
    assert min(aftermath.kills.values()) >= KILLS_EACH
    assert aftermath.repeats > 0
    assert aftermath.faults_struck > 0
