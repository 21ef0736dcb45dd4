import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from interfaces.cli.sandbox import app
from interfaces.cli.sandbox_control import ADDRESS_VARIABLE

RULE = "tiktok.campaign_budget_reaches_the_minimum"


@pytest.fixture(scope="module")
def address() -> Iterator[SandboxAddress]:
    with running_sandbox(SandboxOptions()) as running:
        yield running


def control(address: SandboxAddress, *words: str) -> Any:  # noqa: ANN401 - JSON
    result = CliRunner().invoke(app, ["control", "--url", address.control_url, *words])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_clock_is_moved_and_stopped_from_a_shell(address: SandboxAddress) -> None:
    stopped = control(address, "clock", "--advance-days", "2", "--freeze")
    assert stopped == control(address, "clock")
    assert stopped["frozen"]
    assert not control(address, "clock", "--run")["frozen"]


def test_rules_are_switched_from_a_shell(address: SandboxAddress) -> None:
    assert control(address, "rules", "--relax", RULE)["relaxed"] == [RULE]
    assert control(address, "rules", "--enforce", RULE)["relaxed"] == []


def test_a_fault_is_added_and_lifted_from_a_shell(address: SandboxAddress) -> None:
    fault = control(address, "fault", "meta", "POST /act_*/campaigns", "rate_limit", "count=3", "probability=0.5")
    (rule,) = control(address, "state")["faults"]
    assert (rule["id"], rule["count"], rule["probability"]) == (fault["id"], 3, 0.5)
    assert control(address, "clear-faults", fault["id"]) == {"cleared": 1}


def test_a_scenario_is_played_and_undone_by_a_snapshot(address: SandboxAddress) -> None:
    name = control(address, "snapshot", "before")["name"]
    assert control(address, "play", "token_revoked", "--platform", "tiktok")["happened"]["tiktok"]["revoked"] > 0
    control(address, "restore", name)
    assert control(address, "play", "token_revoked", "--platform", "tiktok")["happened"]["tiktok"]["revoked"] > 0
    assert control(address, "snapshots") == {"snapshots": ["before"]}


def test_objects_and_mutations_are_shown_by_filters(address: SandboxAddress) -> None:
    found = control(address, "objects", "platform=tiktok", "kind=identity")["objects"]
    assert [one["kind"] for one in found] == ["identity"]
    assert control(address, "mutations", "platform=tiktok") == {"mutations": []}


def test_a_refusal_is_told_in_a_sentence(address: SandboxAddress) -> None:
    result = CliRunner().invoke(app, ["control", "--url", address.control_url, "play", "earthquake"])
    assert result.exit_code == 1
    assert result.stderr.startswith("name: must be one of token_revoked")


def test_the_sandbox_is_found_by_its_state_folder(address: SandboxAddress, tmp_path: Path) -> None:
    (tmp_path / "address.json").write_text(address.as_json())
    result = CliRunner().invoke(app, ["control", "--state", str(tmp_path), "clock"])
    assert "now" in json.loads(result.stdout)


def test_a_shell_is_told_what_to_export(address: SandboxAddress, tmp_path: Path) -> None:
    (tmp_path / "address.json").write_text(address.as_json())
    told = CliRunner().invoke(app, ["exports", "--state", str(tmp_path)]).stdout.splitlines()
    assert f"export https_proxy={address.proxy_url}" in told
    assert f"export REQUESTS_CA_BUNDLE={address.ca_file}" in told


def test_exports_of_a_sandbox_that_does_not_run_are_refused(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["exports", "--state", str(tmp_path)]).exit_code == 2


@pytest.mark.parametrize("words", [["--state", "nowhere"], []], ids=["not running", "not told"])
def test_a_sandbox_that_is_not_found_is_said_so(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ADDRESS_VARIABLE, raising=False)
    assert CliRunner().invoke(app, ["control", *words, "clock"]).exit_code == 2


def test_an_unknown_rule_is_refused_before_the_sandbox_serves() -> None:
    result = CliRunner().invoke(app, ["--relax", "no_such_rule"])
    assert result.exit_code == 2
    assert "no_such_rule" in result.output


def test_a_state_that_cannot_be_read_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "sandbox-state.json").write_text("nonsense")
    result = CliRunner().invoke(app, ["--state", str(tmp_path)])
    assert result.exit_code == 2
    assert "--fresh" in result.output


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["--port", str(port)])
    assert result.exit_code == 2
    assert str(port) in result.output


def test_the_clock_is_made_to_run_an_hour_a_second_from_a_shell(address: SandboxAddress) -> None:
    assert control(address, "clock", "--speed", "3600")["speed"] == 3600
    assert control(address, "clock", "--run")["speed"] == 1


def test_the_coverage_is_written_as_a_table(tmp_path: Path) -> None:
    target = tmp_path / "coverage.md"
    assert CliRunner().invoke(app, ["coverage", "--write", str(target)]).exit_code == 0
    assert "| GET | `/campaign/get/` | implemented |" in target.read_text(encoding="utf-8")
