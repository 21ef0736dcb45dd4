"""The sandbox runs with what `pip install adscale[sandbox]` brings, and nothing else is needed for it."""

import json
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.adapters.sandbox.with_one_extra import HOUSE, brought_by

# What the rest of AdScale is made of.
OF_THE_SERVICE = {"fastapi", "sqlalchemy", "psycopg", "alembic", "redis", "dramatiq", "eventsourcing", "anthropic"}
PROGRAM = [sys.executable, "-m", "tests.adapters.sandbox.with_one_extra"]


def test_it_starts_answers_and_stops_with_its_extra_alone() -> None:
    command = [*PROGRAM, "sandbox", "sandbox"]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        line = json.loads(process.stdout.readline() or "{}")
        state = json.load(urlopen(f"{line['control_url']}/state")) if line else {}  # noqa: S310 - our own sandbox
        process.terminate()
        _, errors = process.communicate(timeout=30)
    assert "google_ads" in state.get("objects", {}), errors
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("installed", "asked", "named"), [("sandbox", "migrate", "adscale[service]"), ("", "sandbox", "adscale[sandbox]")]
)
def test_a_command_without_its_extra_names_the_extra_in_one_sentence(installed: str, asked: str, named: str) -> None:
    command = [*PROGRAM, installed, asked]
    ended = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - our own program
    assert ended.returncode == 1
    assert named in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_its_extra_brings_nothing_of_the_service() -> None:
    assert not brought_by("sandbox") & OF_THE_SERVICE
