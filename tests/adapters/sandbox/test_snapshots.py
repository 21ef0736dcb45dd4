from datetime import timedelta
from pathlib import Path

import pytest

from adapters.sandbox.control_client import ControlClient, ControlRefusedError
from adapters.sandbox.pytest_plugin import AdsSandbox
from adapters.sandbox.server import SandboxOptions, running_sandbox
from tests.adapters.sandbox.tiktok.business_api import BusinessApi


def test_a_restored_world_has_its_objects_time_and_switches_back(ads_sandbox: AdsSandbox) -> None:
    control = ads_sandbox.control
    control.freeze()
    before, name = control.now(), control.take_snapshot()
    with BusinessApi(ads_sandbox.address) as tiktok:
        tiktok.tree()
        control.advance(days=9)
        control.relax("tiktok.campaign_budget_reaches_the_minimum")
        control.play("token_revoked", "tiktok")
        control.restore(name)
        assert (control.now(), control.objects(kind="campaign"), control.mutations()) == (before, [], [])
        assert tiktok.create("smart_plus_campaign", budget=1)["code"] == 40002


def test_a_world_that_ran_goes_on_running(ads_sandbox: AdsSandbox) -> None:
    control = ads_sandbox.control
    before = control.now()
    control.take_snapshot("running")
    control.advance(days=30)
    control.restore("running")
    assert before <= control.now() < before + timedelta(minutes=1)
    assert not control.state()["frozen"]


def test_figures_are_the_same_after_a_return(ads_sandbox: AdsSandbox) -> None:
    control = ads_sandbox.control
    with BusinessApi(ads_sandbox.address) as tiktok:
        tiktok.tree()
        control.take_snapshot("before")
        first, second = (figures_after_ten_days(control, tiktok) for _ in range(2))
    assert first == second
    assert first["spend"] != "0"


def figures_after_ten_days(control: ControlClient, tiktok: BusinessApi) -> dict[str, str]:
    control.restore("before")
    control.advance(days=10)
    query = {"report_type": "BASIC", "data_level": "AUCTION_ADVERTISER", "dimensions": ["advertiser_id"]}
    metrics = ["spend", "clicks", "conversion"]
    rows = tiktok.get("/report/integrated/get/", **query, metrics=metrics, query_lifetime="true")["data"]["list"]
    found: dict[str, str] = rows[0]["metrics"]
    return found


def test_a_snapshot_that_was_not_taken_is_named(ads_sandbox: AdsSandbox) -> None:
    with pytest.raises(ControlRefusedError, match="no snapshot 'spring'"):
        ads_sandbox.control.restore("spring")


def test_snapshots_outlive_a_restart(tmp_path: Path) -> None:
    with running_sandbox(SandboxOptions(state=tmp_path)) as address:
        ControlClient(address.control_url).take_snapshot("empty")
    with running_sandbox(SandboxOptions(state=tmp_path)) as address:
        assert ControlClient(address.control_url).call("GET", "/snapshots") == {"snapshots": ["empty"]}
