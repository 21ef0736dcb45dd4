"""`adscale demo`, as a new user plays it: to the end, again, and cut off in the middle."""

import fcntl
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.standing import adscale, are_gone

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is left behind is looked for in /proc"),
    pytest.mark.timeout(600),
]

PROMISED_SECONDS = 60.0
LENIENCE = 3.0
"""The promise holds on a machine that does nothing else; tests share theirs."""

ENOUGH = 240.0
STORY = (
    "Created the organization",
    "Connected Google Ads by its OAuth flow",
    "Connected Meta by its OAuth flow",
    "Connected TikTok by its OAuth flow",
    "Drafted “Spring sale” over three accounts",
    "all three platforms confirmed the campaign",
    "30 sandbox days have passed",
    "Pulled the metrics of every day",
    "ROAS",
    "itself now reports it as paused",
    "one sentence a fact",
    "As of ",
    "Everything is stopped.",
)


@pytest.fixture(autouse=True)
def one_demo_at_a_time() -> Iterator[None]:
    """Two demos that start at once would want the same port."""
    with (Path(tempfile.gettempdir()) / "adscale-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_a_demo_tells_its_whole_story_and_the_next_one_finds_its_data(tmp_path: Path) -> None:
    began = time.monotonic()
    with adscale(tmp_path, "demo", "--exit") as demo:
        assert demo.ends(within=ENOUGH) == 0, demo.said
        assert time.monotonic() - began < PROMISED_SECONDS * LENIENCE
    assert [words for words in STORY if words not in demo.said] == []
    assert are_gone(tmp_path)
    with adscale(tmp_path, "demo", "--exit") as again:
        assert again.ends(within=ENOUGH) == 0, again.said
    assert "Found the data of an earlier demo" in again.said


def test_a_demo_cut_off_by_ctrl_c_leaves_nothing_behind_and_the_next_one_completes_the_story(tmp_path: Path) -> None:
    with adscale(tmp_path, "demo", "--exit") as demo:
        assert demo.says("Drafted “Spring sale”", within=ENOUGH), demo.said
        demo.tell(signal.SIGINT)
        assert demo.ends(within=ENOUGH) == 130, demo.said
    assert "Everything is stopped." not in demo.said
    assert are_gone(tmp_path)
    with adscale(tmp_path, "demo", "--exit") as completed:
        assert completed.ends(within=ENOUGH) == 0, completed.said
    assert [words for words in STORY if words not in completed.said] == []
