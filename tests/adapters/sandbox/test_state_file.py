import socket
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from adapters.sandbox.state_file import UnreadableStateError
from tests.adapters.sandbox.tiktok.business_api import BusinessApi


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


def test_a_restart_forgets_nothing_of_a_busy_world(tmp_path: Path) -> None:
    with running_sandbox(SandboxOptions(state=tmp_path)) as address, BusinessApi(address) as tiktok:
        control = ControlClient(address.control_url)
        tiktok.tree("smart_plus_")
        _, _, ad_id = tiktok.tree()
        control.advance(days=3)
        control.play("disapproved_ad", "tiktok", ad_id=ad_id)
        control.break_calls("meta", "*", "slow", count=7)
        control.relax("tiktok.campaign_name_has_no_emoji")
        control.set_quota("google_ads.daily_operations", 100)
        control.freeze()
        before = told_of(control, tiktok)
    with running_sandbox(SandboxOptions(state=tmp_path)) as address, BusinessApi(address) as tiktok:
        assert told_of(ControlClient(address.control_url), tiktok) == before


def told_of(control: ControlClient, tiktok: BusinessApi) -> list[object]:
    report = {"report_type": "BASIC", "data_level": "AUCTION_AD", "dimensions": ["ad_id"], "query_lifetime": "true"}
    figures = tiktok.get("/report/integrated/get/", **report, metrics=["spend", "conversion"])["data"]["list"]
    statuses = [ad["secondary_status"] for ad in tiktok.get("/ad/get/")["data"]["list"]]
    assert figures
    assert statuses == ["AD_STATUS_AUDIT_DENY"]
    return [
        control.state(),
        control.objects(platform="tiktok"),
        control.mutations(),
        control.rules(),
        control.quotas(),
        figures,
    ]


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    (tmp_path / "sandbox-state.json").write_bytes(b"nonsense")
    with pytest.raises(UnreadableStateError, match="--fresh"), running_sandbox(SandboxOptions(state=tmp_path)):
        pass


def test_a_state_of_a_later_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sandbox-state.json").write_text('{"format": 99}\n{}\n')
    with pytest.raises(UnreadableStateError, match="format 99"), running_sandbox(SandboxOptions(state=tmp_path)):
        pass


def test_a_fresh_start_forgets_the_world(tmp_path: Path) -> None:
    with running_sandbox(SandboxOptions(state=tmp_path)) as first:
        create_campaign(first, "Spring sale")
    with running_sandbox(SandboxOptions(state=tmp_path, fresh=True)) as second:
        assert httpx.get(f"{second.control_url}/mutations").json() == {"mutations": []}


def test_a_clock_that_ran_fast_does_not_race_through_the_pause(tmp_path: Path) -> None:
    with running_sandbox(SandboxOptions(state=tmp_path)) as first:
        httpx.post(f"{first.control_url}/clock", json={"run": 3600}).raise_for_status()
        left_at = datetime.fromisoformat(httpx.get(f"{first.control_url}/clock").json()["now"])
    time.sleep(0.2)
    with running_sandbox(SandboxOptions(state=tmp_path)) as second:
        httpx.post(f"{second.control_url}/clock", json={"freeze": True}).raise_for_status()
        clock = httpx.get(f"{second.control_url}/clock").json()
        assert left_at <= datetime.fromisoformat(clock["now"]) < left_at + timedelta(hours=6)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} .* is taken"), running_sandbox(SandboxOptions(port=port)):
            pass


def test_changes_reach_the_disk_while_the_sandbox_runs(tmp_path: Path) -> None:
    saved = tmp_path / "sandbox-state.json"
    with running_sandbox(SandboxOptions(state=tmp_path)) as address:
        campaign_id = create_campaign(address, "Spring sale").encode()
        deadline = time.monotonic() + 10
        while campaign_id not in saved.read_bytes() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert campaign_id in saved.read_bytes()
