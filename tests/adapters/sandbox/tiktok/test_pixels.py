from collections.abc import Iterator

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.tiktok.business_api import BusinessApi


@pytest.fixture
def tiktok(ads_sandbox: AdsSandbox) -> Iterator[BusinessApi]:
    """An account of its own: other tests expect the ready pixel alone."""
    with BusinessApi(ads_sandbox.address) as api:
        yield api


def test_a_new_pixel_is_listed_and_measures_an_ad_group(tiktok: BusinessApi) -> None:
    made = tiktok.post("/pixel/create/", {"pixel_name": "Spring shop"})["data"]
    (listed,) = tiktok.get("/pixel/list/", code=made["pixel_code"])["data"]["pixels"]
    assert (listed["pixel_id"], listed["pixel_name"]) == (made["pixel_id"], "Spring shop")
    campaign_id = tiktok.new_id("smart_plus_campaign")
    assert tiktok.create("smart_plus_adgroup", campaign_id, pixel_id=made["pixel_id"])["code"] == 0


def test_a_pixel_is_renamed(tiktok: BusinessApi) -> None:
    pixel_id = tiktok.post("/pixel/create/", {"pixel_name": "Spring shop"})["data"]["pixel_id"]
    assert tiktok.post("/pixel/update/", {"pixel_id": pixel_id, "pixel_name": "Summer shop"})["code"] == 0
    (listed,) = tiktok.get("/pixel/list/", pixel_id=pixel_id)["data"]["pixels"]
    assert listed["pixel_name"] == "Summer shop"


@pytest.mark.parametrize(
    ("verb", "body", "code", "field"),
    [
        ("create", {}, 40002, "pixel_name"),
        ("create", {"pixel_name": "x" * 129}, 40002, "pixel_name"),
        ("update", {"pixel_name": "Shop"}, 40002, "pixel_id"),
        ("update", {"pixel_id": "1", "pixel_name": "Shop"}, 40007, "pixel_id"),
    ],
)
def test_a_bad_pixel_is_refused_by_its_field(
    tiktok: BusinessApi, verb: str, body: dict[str, str], code: int, field: str
) -> None:
    answer = tiktok.post(f"/pixel/{verb}/", body)
    assert (answer["code"], answer["message"].partition(":")[0]) == (code, field)
