import time
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.adapters.sandbox.control_desk import ControlDesk


def test_the_clock_can_be_moved_and_stopped(desk: ControlDesk) -> None:
    before = desk.now()
    stopped = desk.client.post("/clock", json={"advance_hours": 3, "freeze": True}).json()
    assert stopped["frozen"]
    assert desk.now() == desk.now() >= before + timedelta(hours=3)
    assert not desk.client.post("/clock", json={"freeze": False}).json()["frozen"]


def test_the_clock_runs_an_hour_a_second(desk: ControlDesk) -> None:
    assert desk.client.post("/clock", json={"run": 3600}).json()["speed"] == 3600
    before = desk.now()
    time.sleep(0.05)
    assert desk.now() - before > timedelta(minutes=2)
    assert desk.client.post("/clock", json={"run": 1}).json()["speed"] == 1


def test_every_answer_is_dated_by_the_sandbox_clock(desk: ControlDesk) -> None:
    desk.pass_days(3)
    answer = desk.client.get("/state")
    (dated,) = answer.headers.get_list("date")
    assert abs(parsedate_to_datetime(dated) - datetime.fromisoformat(answer.json()["now"])) < timedelta(seconds=5)


def test_the_clock_can_be_set(desk: ControlDesk) -> None:
    target = desk.now() + timedelta(minutes=5)
    desk.client.post("/clock", json={"set": target.isoformat()}).raise_for_status()
    assert target <= desk.now() < target + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("path", "given", "field"),
    [
        ("/clock", {"advance_days": "soon"}, "advance_days"),
        ("/clock", {"advance_days": -1}, "advance_days"),
        ("/clock", {"set": "2001-01-01T00:00:00+00:00"}, "set"),
        ("/clock", {"set": "2031-01-01T00:00:00"}, "set"),
        ("/clock", {"freeze": 1}, "freeze"),
        ("/clock", {"speed": 2}, "speed"),
        ("/clock", {"run": 0}, "run"),
        ("/clock", {"run": "fast"}, "run"),
        ("/quotas", {"google_ads.daily_operations": -1}, "google_ads.daily_operations"),
        ("/quotas", {"google_ads.daily_operations": "many"}, "google_ads.daily_operations"),
        ("/quotas", {"google_ads.daily_operations": True}, "google_ads.daily_operations"),
        ("/quotas", {"meta.daily_operations": 5}, "meta.daily_operations"),
        ("/faults", {"platform": "x", "route": "*", "kind": "slow"}, "platform"),
        ("/faults", {"platform": "meta", "kind": "slow"}, "route"),
        ("/faults", {"platform": "meta", "route": "*", "kind": "sloow"}, "kind"),
        ("/faults", {"platform": "meta", "route": "*", "kind": "slow", "count": -1}, "count"),
    ],
)
def test_bad_control_input_is_refused_by_its_field(
    desk: ControlDesk, path: str, given: dict[str, Any], field: str
) -> None:
    answer = desk.client.post(path, json=given)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field


def test_a_quota_is_set_told_and_lifted(desk: ControlDesk) -> None:
    name = "google_ads.daily_operations"
    assert desk.client.post("/quotas", json={name: 100}).json() == {"quotas": {name: 100}}
    assert desk.client.get("/quotas").json() == {"quotas": {name: 100}}
    assert desk.client.post("/quotas", json={name: None}).json() == {"quotas": {name: None}}


def test_a_fault_can_be_listed_and_lifted_by_its_id(desk: ControlDesk) -> None:
    rule = {"platform": "meta", "route": "*", "kind": "slow"}
    fault_id = desk.client.post("/faults", json=rule).json()["id"]
    assert fault_id in [fault["id"] for fault in desk.client.get("/faults").json()["faults"]]
    assert desk.client.delete(f"/faults/{fault_id}").json() == {"cleared": 1}
    assert desk.client.delete(f"/faults/{fault_id}").status_code == 422


def test_objects_can_be_judged_by_platform_and_kind(desk: ControlDesk) -> None:
    found = desk.client.get("/objects", params={"platform": "tiktok", "kind": "identity"}).json()["objects"]
    assert [one["fields"]["identity_type"] for one in found] == ["TT_USER"]
