"""TikTok's own client walks what ads are made of, and reads reports."""

from hashlib import md5
from pathlib import Path

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.tiktok.official_client import Client, sdk
from tests.adapters.sandbox.tiktok.test_files import MP4, png

TiktokSDKError = pytest.importorskip("business_api_client.tiktok_business.tiktok_exceptions").TiktokSDKError
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def client(ads_sandbox: AdsSandbox) -> Client:
    """A library of its own: other tests expect the ready one."""
    return Client(ads_sandbox.address)


def a_file(folder: Path, name: str, content: bytes) -> tuple[str, str]:
    """The file's path, and its signature."""
    (folder / name).write_bytes(content)
    return str(folder / name), md5(content, usedforsecurity=False).hexdigest()


def test_an_image_is_uploaded_read_back_and_advertised(client: Client, tmp_path: Path) -> None:
    path, signature = a_file(tmp_path, "spring.png", png())
    form = {"upload_type": "UPLOAD_BY_FILE", "image_file": path, "image_signature": signature}
    image = client.upload("FileApi", "ad_image_upload", **form)
    assert client.ask("FileApi", "file_image_ad_info", [image["image_id"]])["list"] == [image]
    creative = client.manual_creative() | {"ad_format": "SINGLE_IMAGE", "image_ids": [image["image_id"]]}
    adgroup_id = client.create("adgroup", client.parent_of("adgroup"))
    body = {"adgroup_id": adgroup_id, "creatives": [sdk.AdcreateCreatives(**creative)]}
    assert client.send("AdApi", "ad_create", "AdCreateBody", **body)["ad_ids"]


def test_a_video_is_uploaded_read_back_and_found(client: Client, tmp_path: Path) -> None:
    path, signature = a_file(tmp_path, "spring.mp4", MP4)
    form = {"upload_type": "UPLOAD_BY_FILE", "video_file": path, "video_signature": signature}
    (video,) = client.upload("FileApi", "ad_video_upload", file_name="Spring", **form)
    assert client.ask("FileApi", "ad_video_info", [video["video_id"]])["list"] == [video]
    filtering = sdk.FilteringVideoAdSearch(video_ids=[video["video_id"]])
    assert client.ask("FileApi", "ad_video_search", filtering=filtering)["list"] == [video]


def test_an_identity_is_created_and_listed(client: Client) -> None:
    sent = {"display_name": "Spring shop", "image_uri": "ad-site-i18n-sg/1"}
    made = client.send("IdentityApi", "identity_create", "IdentityCreateBody", **sent)
    listed = client.ask("IdentityApi", "identity_get", identity_type="CUSTOMIZED_USER")["identity_list"]
    assert [(one["identity_id"], one["display_name"]) for one in listed] == [(made["identity_id"], "Spring shop")]


def test_a_pixel_is_created_renamed_and_listed(client: Client) -> None:
    made = client.send("MeasurementApi", "pixel_create", "PixelCreateBody", pixel_name="Spring shop")
    changes = {"pixel_id": made["pixel_id"], "pixel_name": "Summer shop"}
    client.send("MeasurementApi", "pixel_update", "PixelUpdateBody", **changes)
    (listed,) = client.ask("MeasurementApi", "pixel_list", pixel_id=made["pixel_id"])["pixels"]
    assert (listed["pixel_name"], listed["pixel_code"]) == ("Summer shop", made["pixel_code"])


def test_an_audience_is_created_read_back_renamed_and_deleted(client: Client, tmp_path: Path) -> None:
    path, signature = a_file(tmp_path, "buyers.txt", b"one\ntwo\n")
    form = {"file": path, "file_signature": signature, "calculate_type": "EMAIL_SHA256"}
    file_path = client.upload("AudienceApi", "dmp_custom_audience_file_upload", **form)["file_path"]
    sent = {"custom_audience_name": "Buyers", "calculate_type": "EMAIL_SHA256", "file_paths": [file_path]}
    made = client.send("AudienceApi", "dmp_custom_audience_create", "CustomAudienceCreateBody", **sent)
    ids = [made["custom_audience_id"]]
    change = {"custom_audience_id": ids[0], "custom_audience_name": "Best buyers"}
    client.send("AudienceApi", "dmp_custom_audience_update", "CustomAudienceUpdateBody", **change)
    (row,) = client.ask("AudienceApi", "dmp_custom_audience_get", ids)["list"]
    (listed,) = client.ask("AudienceApi", "dmp_custom_audience_list", custom_audience_ids=ids)["list"]
    assert row["audience_details"] == listed
    assert (listed["name"], listed["calculate_type"]) == ("Best buyers", "EMAIL_SHA256")
    client.send("AudienceApi", "dmp_custom_audience_delete", "CustomAudienceDeleteBody", custom_audience_ids=ids)
    assert client.ask("AudienceApi", "dmp_custom_audience_list", custom_audience_ids=ids)["list"] == []


REPORT = {
    "report_type": "BASIC",
    "service_type": "AUCTION",
    "data_level": "AUCTION_CAMPAIGN",
    "dimensions": ["campaign_id"],
    "metrics": ["spend", "clicks"],
    "query_lifetime": True,
}


def test_a_report_is_read_at_once(client: Client, ads_sandbox: AdsSandbox) -> None:
    campaign_id = advertised(client, ads_sandbox)
    given = {name: value for name, value in REPORT.items() if name != "report_type"}
    more = {**client.advertiser, **given, "enable_total_metrics": True, "page_size": 100}
    answer = client.data("ReportingApi", "report_integrated_get", "BASIC", client.token, **more)
    (row,) = answer["list"]
    assert row["dimensions"] == {"campaign_id": campaign_id}
    assert float(row["metrics"]["spend"]) > 0
    assert answer["total_metrics"] == row["metrics"]


def test_a_report_is_made_in_the_background(client: Client, ads_sandbox: AdsSandbox) -> None:
    advertised(client, ads_sandbox)
    task_id = client.send("ReportingApi", "report_task_create", "ReportTaskCreateBody", **REPORT)["task_id"]
    asked = (task_id, client.advertiser["advertiser_id"], client.token)
    states = []
    for _ in range(3):
        states.append(client.data("ReportingApi", "report_task_check", *asked)["status"])
        ads_sandbox.control.advance(seconds=2)
    assert states == ["QUEUING", "PROCESSING", "SUCCESS"]


def advertised(client: Client, ads_sandbox: AdsSandbox) -> str:
    """A campaign that has run for three days."""
    campaign_id = client.create("smart_plus_campaign")
    client.create("smart_plus_ad", client.create("smart_plus_adgroup", campaign_id))
    ads_sandbox.control.advance(days=3)
    return campaign_id


@pytest.mark.parametrize(
    ("ids", "code"), [(["1"], 40007), (["1"] * 21, 40002)], ids=["an unknown campaign", "too many campaigns"]
)
def test_a_refusal_is_the_client_s_own_error(client: Client, ids: list[str], code: int) -> None:
    body = {"campaign_ids": ids, "operation_status": "DISABLE"}
    with pytest.raises(TiktokSDKError, match=f"Error Code: {code}"):
        client.send("CampaignCreationApi", "campaign_status_update", "CampaignStatusUpdateBody", **body)
