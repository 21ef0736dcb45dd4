import subprocess
import sys
from pathlib import Path

CONFTEST = 'pytest_plugins = ["adapters.sandbox.pytest_plugin"]\n'
TESTS = """
import json
from urllib.request import urlopen

def accounts(sandbox):
    meta = sandbox.address.meta
    query = f"access_token={meta['access_token']}&fields=name"
    return json.load(urlopen(f"{meta['graph_url']}/v26.0/me/adaccounts?{query}"))["data"]

def test_spoils(ads_sandbox):
    ads_sandbox.control.play("token_revoked", "meta")
    ads_sandbox.control.advance(days=3)

def test_has_every_order(ads_sandbox):
    control = ads_sandbox.control
    control.freeze()
    name, before = control.take_snapshot(), control.now()
    control.run(3600)
    control.break_calls("meta", "*", "rate_limit", count=None)
    control.relax(control.rules("meta")[0]["name"])
    assert len(control.faults()) == 1
    assert control.clear_faults() == 1
    assert control.restore(name) == before
    assert control.mutations() == []
    assert control.scenarios()

def test_finds_it_new(ads_sandbox):
    assert len(accounts(ads_sandbox)) == 2
    assert not ads_sandbox.control.state()["frozen"]
"""


def test_a_stranger_s_tests_find_the_sandbox_new_each_time(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_ads.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", str(tmp_path)]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own program
    assert ended.returncode == 0, ended.stdout
    assert "3 passed" in ended.stdout
