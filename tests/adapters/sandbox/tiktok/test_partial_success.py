from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi


def disable(tiktok: BusinessApi, *adgroup_ids: str, partly: bool) -> Body:
    body = {"adgroup_ids": [*adgroup_ids], "operation_status": "DISABLE", "allow_partial_success": partly}
    return tiktok.post("/adgroup/status/update/", body)


def status_of(tiktok: BusinessApi, adgroup_id: str) -> str:
    (row,) = tiktok.get("/adgroup/get/", filtering={"adgroup_ids": [adgroup_id]})["data"]["list"]
    return str(row["operation_status"])


def test_what_can_be_done_is_done_with_code_20001(tiktok: BusinessApi) -> None:
    _, adgroup_id, _ = tiktok.tree()
    answer = disable(tiktok, adgroup_id, "1", partly=True)
    assert (answer["code"], answer["data"]["adgroup_ids"]) == (20001, [adgroup_id])
    assert [error["adgroup_id"] for error in answer["data"]["errors"]] == ["1"]
    assert status_of(tiktok, adgroup_id) == "DISABLE"


def test_without_leave_for_it_nothing_is_done(tiktok: BusinessApi) -> None:
    _, adgroup_id, _ = tiktok.tree()
    assert disable(tiktok, adgroup_id, "1", partly=False)["code"] == 40007
    assert status_of(tiktok, adgroup_id) == "ENABLE"


def test_a_full_success_is_code_0_and_a_full_failure_is_none(tiktok: BusinessApi) -> None:
    _, adgroup_id, _ = tiktok.tree()
    assert disable(tiktok, adgroup_id, partly=True)["code"] == 0
    assert disable(tiktok, "1", "2", partly=True)["code"] == 40007
