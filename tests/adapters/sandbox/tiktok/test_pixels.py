from collections.abc import Iterator
from typing import Any

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


def test_a_pixel_tells_the_conversions_it_measured(tiktok: BusinessApi, ads_sandbox: AdsSandbox) -> None:
    start = ads_sandbox.control.now()
    measured = tiktok.tree("smart_plus_")[0]
    ads_sandbox.control.advance(days=10)
    days = {"start_date": f"{start:%Y-%m-%d}", "end_date": f"{ads_sandbox.control.now():%Y-%m-%d}"}
    (pixel,) = tiktok.get("/pixel/list/")["data"]["pixels"]
    (told,) = tiktok.get("/pixel/event/stats/", pixel_ids=[pixel["pixel_id"]], date_range=days)["data"]["list"]
    (row,) = tiktok.get(
        "/report/integrated/get/",
        report_type="BASIC",
        data_level="AUCTION_CAMPAIGN",
        dimensions=["campaign_id"],
        metrics=["conversion"],
        **days,
    )["data"]["list"]
    assert row["dimensions"]["campaign_id"] == measured
    assert [one["attributed_count"] for one in told["statistics"]] == [int(row["metrics"]["conversion"])] != [0]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "pixel_ids"),
        ({"pixel_ids": ["1"]}, "pixel_ids"),
        ({"pixel_ids": ["7700000000000000001"]}, "date_range"),
        ({"pixel_ids": ["7700000000000000001"], "date_range": {"start_date": "June"}}, "date_range"),
    ],
)
def test_statistics_are_of_known_pixels_and_days(tiktok: BusinessApi, asked: dict[str, Any], field: str) -> None:
    assert tiktok.get("/pixel/event/stats/", **asked)["message"].startswith(field)


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
