import socket
import time
from pathlib import Path

import httpx
import pytest

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from adapters.sandbox.state_file import UnreadableStateError


def create_campaign(address: SandboxAddress, name: str) -> str:
    body = {"advertiser_id": address.tiktok["advertiser_id"], "campaign_name": name, "objective_type": "TRAFFIC"}
    headers = {"Access-Token": address.tiktok["access_token"]}
    answer = httpx.post(f"{address.tiktok['base_url']}/campaign/create/", json=body, headers=headers).json()
    return str(answer["data"]["campaign_id"])


def test_a_restart_serves_the_same_world_on_the_same_ports(tmp_path: Path) -> None:
    with running_sandbox(SandboxOptions(state=tmp_path)) as first:
        campaign_id = create_campaign(first, "Spring sale")
        httpx.post(f"{first.control_url}/clock", json={"advance_days": 40}).raise_for_status()
        moved_to = httpx.get(f"{first.control_url}/clock").json()["now"]
    with running_sandbox(SandboxOptions(state=tmp_path)) as second:
        assert second == first
        (mutation,) = httpx.get(f"{second.control_url}/mutations").json()["mutations"]
        assert (mutation["n"], mutation["id"], mutation["name"]) == (1, campaign_id, "Spring sale")
        assert httpx.get(f"{second.control_url}/clock").json()["now"] >= moved_to
        assert create_campaign(second, "Summer sale") > campaign_id


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    (tmp_path / "sandbox-state.pickle").write_bytes(b"nonsense")
    with pytest.raises(UnreadableStateError, match="delete it"), running_sandbox(SandboxOptions(state=tmp_path)):
        pass


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} .* is taken"), running_sandbox(SandboxOptions(port=port)):
            pass


def test_changes_reach_the_disk_while_the_sandbox_runs(tmp_path: Path) -> None:
    saved = tmp_path / "sandbox-state.pickle"
    with running_sandbox(SandboxOptions(state=tmp_path)) as address:
        campaign_id = create_campaign(address, "Spring sale").encode()
        deadline = time.monotonic() + 10
        while campaign_id not in saved.read_bytes() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert campaign_id in saved.read_bytes()
