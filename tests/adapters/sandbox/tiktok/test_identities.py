from collections.abc import Iterator

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.tiktok.business_api import BusinessApi


@pytest.fixture
def tiktok(ads_sandbox: AdsSandbox) -> Iterator[BusinessApi]:
    """A library of its own: other tests expect the ready one."""
    with BusinessApi(ads_sandbox.address) as api:
        yield api


def test_a_display_name_is_created_found_and_deleted(tiktok: BusinessApi) -> None:
    body = {"display_name": "Spring shop", "image_uri": "ad-site-i18n-sg/1"}
    identity_id = tiktok.post("/identity/create/", body)["data"]["identity_id"]
    info = tiktok.get("/identity/info/", identity_id=identity_id, identity_type="CUSTOMIZED_USER")["data"]
    assert info["identity_info"]["display_name"] == "Spring shop"
    listed = tiktok.get("/identity/get/", identity_type="CUSTOMIZED_USER")["data"]["identity_list"]
    assert identity_id in [one["identity_id"] for one in listed]
    assert tiktok.post("/identity/delete/", {"identity_id": identity_id})["code"] == 0
    assert tiktok.get("/identity/info/", identity_id=identity_id)["code"] == 40007


def test_a_tiktok_account_is_not_the_advertiser_s_to_delete(tiktok: BusinessApi) -> None:
    answer = tiktok.post("/identity/delete/", {"identity_id": tiktok.address.tiktok["identity_id"]})
    assert answer["code"] == 40002


@pytest.mark.parametrize(("name", "code"), [(None, 40002), ("x" * 41, 40002), ("x" * 40, 0)])
def test_a_display_name_has_at_most_40_characters(tiktok: BusinessApi, name: str | None, code: int) -> None:
    assert tiktok.post("/identity/create/", {"display_name": name})["code"] == code
