from hashlib import md5
from typing import Any

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi

ROOT = "/dmp/custom_audience"


def upload(tiktok: BusinessApi, members: range, **changes: str) -> Body:
    content = "\n".join(f"{member:064x}" for member in members).encode()
    form = {
        "advertiser_id": tiktok.advertiser_id,
        "calculate_type": "EMAIL_SHA256",
        "file_signature": md5(content, usedforsecurity=False).hexdigest(),
        **changes,
    }
    answer: Body = tiktok.client.post(f"{ROOT}/file/upload/", data=form, files={"file": ("spring.txt", content)}).json()
    return answer


def file_of(tiktok: BusinessApi, members: range) -> str:
    return str(upload(tiktok, members)["data"]["file_path"])


def create(tiktok: BusinessApi, **changes: Any) -> Body:  # noqa: ANN401 - JSON
    body = {"custom_audience_name": "Buyers", "calculate_type": "EMAIL_SHA256", **changes}
    return tiktok.post(f"{ROOT}/create/", body)


def audience_of(tiktok: BusinessApi, members: range) -> str:
    return str(create(tiktok, file_paths=[file_of(tiktok, members)])["data"]["custom_audience_id"])


def details(tiktok: BusinessApi, audience_id: str) -> Body:
    (row,) = tiktok.get(f"{ROOT}/get/", custom_audience_ids=[audience_id])["data"]["list"]
    found: Body = row
    return found


def test_an_audience_of_a_file_is_ready_after_an_hour(tiktok: BusinessApi, desk: ControlDesk) -> None:
    audience_id = audience_of(tiktok, range(1200))
    assert not details(tiktok, audience_id)["audience_details"]["is_valid"]
    desk.pass_hours(1)
    ready = details(tiktok, audience_id)["audience_details"]
    assert (ready["is_valid"], ready["cover_num"], ready["name"]) == (True, 1200, "Buyers")


@pytest.mark.parametrize(("action", "size"), [("APPEND", 1500), ("REMOVE", 1000), ("REPLACE", 500)])
def test_members_are_changed_by_files(tiktok: BusinessApi, desk: ControlDesk, action: str, size: int) -> None:
    audience_id = audience_of(tiktok, range(1200))
    body = {"custom_audience_id": audience_id, "action": action, "file_paths": [file_of(tiktok, range(1000, 1500))]}
    assert tiktok.post(f"{ROOT}/update/", body)["code"] == 0
    desk.pass_hours(1)
    changed = details(tiktok, audience_id)
    assert changed["audience_details"]["cover_num"] == size
    assert [event["action"] for event in changed["audience_history"]] == ["CREATE", action]


def test_an_audience_is_targeted_renamed_and_deleted(tiktok: BusinessApi) -> None:
    audience_id = audience_of(tiktok, range(10))
    assert tiktok.create("adgroup", tiktok.new_id("campaign"), audience_ids=[audience_id])["code"] == 0
    tiktok.post(f"{ROOT}/update/", {"custom_audience_id": audience_id, "custom_audience_name": "Best buyers"})
    (listed,) = tiktok.get(f"{ROOT}/list/", custom_audience_ids=[audience_id])["data"]["list"]
    assert listed["name"] == "Best buyers"
    assert tiktok.post(f"{ROOT}/delete/", {"custom_audience_ids": [audience_id]})["code"] == 0
    assert tiktok.get(f"{ROOT}/list/", custom_audience_ids=[audience_id])["data"]["list"] == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"custom_audience_name": None}, 40002, "custom_audience_name"),
        ({"custom_audience_name": "x" * 129}, 40002, "custom_audience_name"),
        ({"calculate_type": None}, 40002, "calculate_type"),
        ({"file_paths": []}, 40002, "file_paths"),
        ({"file_paths": ["nowhere"]}, 40007, "file_paths"),
    ],
)
def test_a_bad_audience_is_refused_by_its_field(
    tiktok: BusinessApi, changes: dict[str, Any], code: int, field: str
) -> None:
    answer = create(tiktok, **{"file_paths": [file_of(tiktok, range(3))], **changes})
    assert (answer["code"], answer["message"].partition(":")[0]) == (code, field)


def test_a_file_carries_its_signature_unless_that_is_relaxed(ads_sandbox: AdsSandbox) -> None:
    with BusinessApi(ads_sandbox.address) as tiktok:
        assert upload(tiktok, range(3), file_signature="0" * 32)["message"].startswith("file_signature: ")
        ads_sandbox.control.relax("tiktok.an_uploaded_file_has_its_signature")
        assert upload(tiktok, range(3), file_signature="0" * 32)["code"] == 0
