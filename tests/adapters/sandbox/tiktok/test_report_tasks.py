import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.server import SandboxOptions, running_sandbox
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi

QUERY: Body = {
    "report_type": "BASIC",
    "data_level": "AUCTION_AD",
    "dimensions": ["ad_id", "stat_time_day"],
    "metrics": ["spend", "clicks"],
    "start_date": "2026-06-01",
    "end_date": "2026-06-10",
}


@pytest.fixture(scope="module")
def tiktok() -> Iterator[BusinessApi]:
    """Two trees, ten days after their start."""
    start = datetime(2026, 6, 1, 4, tzinfo=UTC)
    with running_sandbox(SandboxOptions(start=start, seed=5)) as address, BusinessApi(address) as api:
        api.tree()
        api.tree("smart_plus_")
        ControlClient(address.control_url).advance(days=10)
        yield api


@pytest.fixture
def control(tiktok: BusinessApi) -> ControlClient:
    return ControlClient(tiktok.address.control_url)


def status(tiktok: BusinessApi, task_id: str) -> str:
    return str(tiktok.get("/report/task/check/", task_id=task_id)["data"]["status"])


def test_a_task_succeeds_after_a_while_and_holds_the_whole_report(tiktok: BusinessApi, control: ControlClient) -> None:
    task_id = tiktok.post("/report/task/create/", QUERY)["data"]["task_id"]
    first = status(tiktok, task_id)
    control.advance(seconds=4)
    assert (first, status(tiktok, task_id)) == ("QUEUING", "SUCCESS")
    query = {"advertiser_id": tiktok.advertiser_id, "task_id": task_id}
    answer = tiktok.client.get("/report/task/download/", params=query)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    listed = tiktok.get("/report/integrated/get/", **QUERY, page_size=1000)["data"]["list"]
    assert rows == [row["dimensions"] | row["metrics"] for row in listed]
    assert len(rows) == 20
    assert answer.headers["content-type"].startswith("text/csv")


def test_a_report_is_downloaded_as_a_workbook(tiktok: BusinessApi, control: ControlClient) -> None:
    task_id = tiktok.post("/report/task/create/", QUERY | {"output_format": "XLSX_DOWNLOAD"})["data"]["task_id"]
    control.advance(seconds=4)
    query = {"advertiser_id": tiktok.advertiser_id, "task_id": task_id}
    content = tiktok.client.get("/report/task/download/", params=query).content
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    table = [re.findall("<t [^>]*>(.*?)</t>", row) for row in sheet.split("</row>")[:-1]]
    listed = tiktok.get("/report/integrated/get/", **QUERY, page_size=1000)["data"]["list"]
    assert table[0] == [*QUERY["dimensions"], *QUERY["metrics"]]
    assert table[1:] == [[*row["dimensions"].values(), *row["metrics"].values()] for row in listed]


def test_a_task_cannot_be_downloaded_before_its_time(tiktok: BusinessApi) -> None:
    task_id = tiktok.post("/report/task/create/", QUERY)["data"]["task_id"]
    assert tiktok.get("/report/task/download/", task_id=task_id)["code"] == 40201


def test_a_task_can_be_cancelled_until_it_has_ended(tiktok: BusinessApi, control: ControlClient) -> None:
    task_id = tiktok.post("/report/task/create/", QUERY)["data"]["task_id"]
    assert tiktok.post("/report/task/cancel/", {"task_id": task_id})["code"] == 0
    control.advance(seconds=9)
    assert status(tiktok, task_id) == "CANCELED"
    assert tiktok.get("/report/task/download/", task_id=task_id)["code"] == 40200


def test_a_stuck_run_never_ends(tiktok: BusinessApi, control: ControlClient) -> None:
    task_id = tiktok.post("/report/task/create/", QUERY)["data"]["task_id"]
    control.advance(seconds=9)
    control.break_calls("tiktok", "/report/task/check/", "stuck_run", count=2)
    assert [status(tiktok, task_id) for _ in range(3)] == ["PROCESSING", "PROCESSING", "SUCCESS"]


@pytest.mark.parametrize("changes", [{"metrics": ["happiness"]}, {"output_format": "PDF_DOWNLOAD"}])
def test_a_report_that_cannot_be_made_is_refused_at_once(tiktok: BusinessApi, changes: Body) -> None:
    assert tiktok.post("/report/task/create/", QUERY | changes)["code"] == 40002


@pytest.mark.parametrize(
    "dimensions",
    [["gender"], ["age"], ["gender", "age"], ["platform"], ["placement"], ["province_id"], ["age", "province_id"]],
)
def test_audiences_add_up_to_the_basic_report(tiktok: BusinessApi, dimensions: list[str]) -> None:
    days = {"start_date": "2026-06-01", "end_date": "2026-06-12", "page_size": 1000}
    level = {"data_level": "AUCTION_CAMPAIGN", "metrics": ["spend", "impressions", "conversion"]}
    basic = tiktok.get(
        "/report/integrated/get/", report_type="BASIC", dimensions=["campaign_id", "stat_time_day"], **level, **days
    )
    split = tiktok.get(
        "/report/integrated/get/",
        report_type="AUDIENCE",
        dimensions=["campaign_id", "stat_time_day", *dimensions],
        **level,
        **days,
    )
    for metric in ("spend", "impressions", "conversion"):
        assert total(split, metric) == total(basic, metric) > 0
    assert {*split["data"]["list"][0]["dimensions"]} == {"campaign_id", "stat_time_day", *dimensions}


def test_provinces_of_ads_add_up_to_those_of_their_campaign(tiktok: BusinessApi) -> None:
    found = {
        level: tiktok.get(
            "/report/integrated/get/",
            report_type="AUDIENCE",
            data_level=f"AUCTION_{level}",
            dimensions=[f"{level.lower()}_id", "province_id"],
            metrics=["spend", "conversion"],
            start_date="2026-06-01",
            end_date="2026-06-12",
        )["data"]["list"]
        for level in ("CAMPAIGN", "AD", "ADVERTISER")
    }
    sums = {
        level: {
            province: sum(
                Decimal(row["metrics"]["spend"]) for row in rows if row["dimensions"]["province_id"] == province
            )
            for province in {row["dimensions"]["province_id"] for row in rows}
        }
        for level, rows in found.items()
    }
    assert len(sums["AD"]) > 1
    assert sums["AD"] == sums["CAMPAIGN"] == sums["ADVERTISER"]


def test_countries_are_told_by_the_hour(tiktok: BusinessApi) -> None:
    day = {"start_date": "2026-06-02", "end_date": "2026-06-02", "page_size": 1000}
    asked = {"report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN", "metrics": ["spend"], **day}
    hours, hours_by_country = (
        tiktok.get("/report/integrated/get/", dimensions=["campaign_id", "stat_time_hour", *country], **asked)
        for country in ([], ["country_code"])
    )
    assert total(hours_by_country, "spend") == total(hours, "spend") > 0


def total(answer: Body, metric: str) -> Decimal:
    return sum((Decimal(row["metrics"][metric]) for row in answer["data"]["list"]), Decimal(0))


@pytest.mark.parametrize(
    "dimensions",
    [["campaign_id"], ["campaign_id", "gender", "age", "platform"], ["campaign_id", "age", "stat_time_hour"]],
)
def test_an_audience_report_has_one_or_two_audiences(tiktok: BusinessApi, dimensions: list[str]) -> None:
    query = QUERY | {"report_type": "AUDIENCE", "data_level": "AUCTION_CAMPAIGN", "dimensions": dimensions}
    day = {"start_date": "2026-06-02", "end_date": "2026-06-02"}
    assert tiktok.get("/report/integrated/get/", **query | day)["code"] == 40002
