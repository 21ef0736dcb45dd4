"""Somebody who knows TikTok's documentation, its client and the sandbox's one line of JSON, and nothing else of ours.

The calls are those of the client's README and of the pages under its `docs`, with values in place of theirs, such as
`access_token_example`; and, at the end, what a data connector in wide use asks for.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

business_api_client = pytest.importorskip("business_api_client")
ApiException = pytest.importorskip("business_api_client.rest").ApiException
TiktokSDKError = pytest.importorskip("business_api_client.tiktok_business.tiktok_exceptions").TiktokSDKError
pytestmark = pytest.mark.filterwarnings("ignore")

Line = dict[str, Any]


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """What `adscale sandbox` prints; the client is told its host, once and for all, as its pages tell to."""
    command = [str(Path(sys.executable).with_name("adscale")), "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - the command under test
        assert process.stdout is not None
        printed: Line = json.loads(process.stdout.readline())
        configuration = business_api_client.Configuration()
        configuration.host = printed["tiktok"]["base_url"].removesuffix("/open_api/v1.3")
        business_api_client.Configuration.set_default(configuration)
        yield printed
        business_api_client.Configuration.set_default(None)
        process.terminate()


@pytest.fixture
def account(line: Line) -> tuple[str, str]:
    return line["tiktok"]["advertiser_id"], line["tiktok"]["access_token"]


def test_the_readme_s_first_call(account: tuple[str, str]) -> None:
    advertiser_id, access_token = account
    api_instance = business_api_client.ToolApi()
    api_response = api_instance.tool_language(advertiser_id, access_token)
    assert {"code": "en", "name": "English"} in api_response["data"]["languages"]


def test_authentication(line: Line) -> None:
    app_id, secret = line["tiktok"]["app_id"], line["tiktok"]["secret"]
    asked = {"app_id": app_id, "state": "s1", "redirect_uri": "https://tool.example/back"}
    sent_back = httpx.get(f"{line['tiktok']['auth_url']}?{urlencode(asked)}").headers["location"]
    auth_code = parse_qs(urlsplit(sent_back).query)["auth_code"][0]
    api_instance = business_api_client.AuthenticationApi()
    body = business_api_client.Oauth2AccessTokenBody(app_id=app_id, secret=secret, auth_code=auth_code)
    access_token = api_instance.oauth2_access_token(body=body)["data"]["access_token"]
    api_response = api_instance.oauth2_advertiser_get(app_id, secret, access_token)
    assert line["tiktok"]["advertiser_id"] in [one["advertiser_id"] for one in api_response["data"]["list"]]


def test_an_account_s_details(account: tuple[str, str]) -> None:
    advertiser_id, access_token = account
    api_instance = business_api_client.AccountManagementApi(business_api_client.ApiClient())
    fields = ["advertiser_id", "name", "currency", "timezone"]
    api_response = api_instance.advertiser_info([advertiser_id], access_token, fields=fields)
    assert api_response["data"]["list"][0].keys() == {*fields}


def create_campaign(account: tuple[str, str], name: str) -> str:
    advertiser_id, access_token = account
    body = business_api_client.CampaignCreateBody(
        advertiser_id=advertiser_id,
        campaign_name=name,
        objective_type="TRAFFIC",
        budget_mode="BUDGET_MODE_DAY",
        budget=100.0,
    )
    api_instance = business_api_client.CampaignCreationApi()
    return str(api_instance.campaign_create(access_token, body=body)["data"]["campaign_id"])


def test_the_four_calls_on_campaigns(account: tuple[str, str]) -> None:
    advertiser_id, access_token = account
    campaign_id = create_campaign(account, "Stranger's spring")
    api_instance = business_api_client.CampaignCreationApi()
    body = business_api_client.CampaignUpdateBody(advertiser_id=advertiser_id, campaign_id=campaign_id, budget=120.0)
    api_instance.campaign_update(access_token, body=body)
    body = business_api_client.CampaignStatusUpdateBody(
        advertiser_id=advertiser_id, campaign_ids=[campaign_id], operation_status="DISABLE"
    )
    api_instance.campaign_status_update(access_token, body=body)
    filtering = business_api_client.FilteringCampaignGet(campaign_ids=[campaign_id])
    fields = ["campaign_id", "budget", "operation_status", "secondary_status"]
    api_response = api_instance.campaign_get(
        advertiser_id, access_token, filtering=filtering, page=1, page_size=56, fields=fields
    )
    assert api_response["data"]["list"] == [
        {
            "campaign_id": campaign_id,
            "budget": 120.0,
            "operation_status": "DISABLE",
            "secondary_status": "CAMPAIGN_STATUS_DISABLE",
        }
    ]


def advertise(line: Line, account: tuple[str, str], name: str) -> tuple[str, str, str]:
    """A campaign, its ad group and its ad."""
    advertiser_id, access_token = account
    campaign_id = create_campaign(account, name)
    body = business_api_client.AdgroupCreateBody(
        advertiser_id=advertiser_id,
        campaign_id=campaign_id,
        adgroup_name=name,
        promotion_type="WEBSITE",
        placement_type="PLACEMENT_TYPE_AUTOMATIC",
        location_ids=["6252001"],
        budget_mode="BUDGET_MODE_DAY",
        budget=50.0,
        schedule_type="SCHEDULE_FROM_NOW",
        schedule_start_time=sandbox_now(line).strftime("%Y-%m-%d %H:%M:%S"),
        optimization_goal="CLICK",
        billing_event="CPC",
        bid_type="BID_TYPE_NO_BID",
        pacing="PACING_MODE_SMOOTH",
    )
    adgroup_id = business_api_client.AdgroupApi().adgroup_create(access_token, body=body)["data"]["adgroup_id"]
    creative = business_api_client.AdcreateCreatives(
        ad_name=name,
        ad_format="SINGLE_VIDEO",
        ad_text="Spring is here",
        video_id=line["tiktok"]["video_id"],
        identity_type="TT_USER",
        identity_id=line["tiktok"]["identity_id"],
        landing_page_url="https://shop.example",
        call_to_action="SHOP_NOW",
    )
    body = business_api_client.AdCreateBody(advertiser_id=advertiser_id, adgroup_id=adgroup_id, creatives=[creative])
    (ad_id,) = business_api_client.AdApi().ad_create(access_token, body=body)["data"]["ad_ids"]
    return campaign_id, adgroup_id, ad_id


def sandbox_now(line: Line) -> datetime:
    return datetime.fromisoformat(httpx.get(f"{line['control_url']}/clock").json()["now"])


def test_an_ad_from_the_campaign_down(line: Line, account: tuple[str, str]) -> None:
    _, adgroup_id, ad_id = advertise(line, account, "Stranger's ad")
    adgroups = business_api_client.AdgroupApi().adgroup_get(*account, page_size=100)["data"]["list"]
    ads = business_api_client.AdApi().ad_get(*account, page_size=100)["data"]["list"]
    assert adgroup_id in [one["adgroup_id"] for one in adgroups]
    assert [one["secondary_status"] for one in ads if one["ad_id"] == ad_id] == ["AD_STATUS_DELIVERY_OK"]


def test_a_call_in_the_background(account: tuple[str, str]) -> None:
    thread = business_api_client.ToolApi().tool_timezone(*account, async_req=True)
    assert thread.get().code == 0


def test_a_wrong_token_is_the_client_s_error(account: tuple[str, str]) -> None:
    with pytest.raises(TiktokSDKError, match="Error Code: 40105"):
        business_api_client.ToolApi().tool_language(account[0], "someone-else-s")


def test_an_endpoint_the_sandbox_lacks_says_so(account: tuple[str, str]) -> None:
    with pytest.raises(TiktokSDKError, match="Error Code: 40008"):
        business_api_client.ToolApi().tool_carrier(*account)


def test_an_api_that_does_not_exist_is_an_http_error(line: Line) -> None:
    configuration = business_api_client.Configuration()
    configuration.host = f"{configuration.host}/nowhere"
    api_instance = business_api_client.ToolApi(business_api_client.ApiClient(configuration))
    with pytest.raises(ApiException):
        api_instance.tool_language(line["tiktok"]["advertiser_id"], line["tiktok"]["access_token"])


# What the connector asks for, by level; a level has also what the levels above it have.
OF_ALL = """spend cpc cpm impressions clicks ctr reach cost_per_1000_reached frequency video_play_actions
video_watched_2s video_watched_6s average_video_play average_video_play_per_user video_views_p25 video_views_p50
video_views_p75 video_views_p100 profile_visits likes comments shares follows clicks_on_music_disc
real_time_app_install real_time_app_install_cost app_install""".split()
OF_GROUPS = """campaign_id adgroup_name placement_type tt_app_id tt_app_name mobile_app_id promotion_type
dpa_target_audience_type conversion cost_per_conversion conversion_rate real_time_conversion
real_time_cost_per_conversion real_time_conversion_rate result cost_per_result result_rate real_time_result
real_time_cost_per_result real_time_result_rate secondary_goal_result cost_per_secondary_goal_result
secondary_goal_result_rate""".split()
OF_ADS = """total_purchase_value total_onsite_shopping_value onsite_shopping vta_purchase vta_conversion cta_purchase
cta_conversion total_pageview complete_payment value_per_complete_payment total_complete_payment_rate
profile_visits_rate purchase purchase_rate registration registration_rate sales_lead sales_lead_rate
cost_per_app_install cost_per_purchase cost_per_registration cost_per_sales_lead cost_per_total_sales_lead
cost_per_total_app_event_add_to_cart total_app_event_add_to_cart engaged_view engagements paid_engaged_view
engaged_view_through_conversions paid_engagement_engaged_view engaged_view_15s paid_engaged_view_15s
paid_engagement_engaged_view_15s""".split()
LEVELS = {
    "ADVERTISER": ("advertiser_id", [*OF_ALL, "cash_spend", "voucher_spend"]),
    "CAMPAIGN": ("campaign_id", [*OF_ALL, "campaign_name"]),
    "ADGROUP": ("adgroup_id", [*OF_ALL, "campaign_name", *OF_GROUPS]),
    "AD": ("ad_id", [*OF_ALL, "campaign_name", *OF_GROUPS, "adgroup_id", "ad_name", "ad_text", *OF_ADS]),
}


def pull(line: Line, stream: str, **query: object) -> list[dict[str, Any]]:
    """All pages of a stream."""
    asked = {name: value if isinstance(value, str | int) else json.dumps(value) for name, value in query.items()}
    headers = {"Access-Token": line["tiktok"]["access_token"]}
    rows: list[dict[str, Any]] = []
    page, pages = 1, 1
    while page <= pages:
        answer = httpx.get(f"{line['tiktok']['base_url']}/{stream}/", params={**asked, "page": page}, headers=headers)
        told = answer.json()
        assert told["code"] == 0, told["message"]
        rows += told["data"]["list"]
        pages = told["data"].get("page_info", {}).get("total_page", 1)
        page += 1
    return rows


@pytest.fixture(scope="module")
def advertised(line: Line) -> Line:
    account = line["tiktok"]["advertiser_id"], line["tiktok"]["access_token"]
    for number in range(3):
        advertise(line, account, f"Stranger's campaign {number}")
    httpx.post(f"{line['control_url']}/clock", json={"advance_days": 5}).raise_for_status()
    return line


def test_a_connector_finds_the_accounts(line: Line) -> None:
    app = {"app_id": line["tiktok"]["app_id"], "secret": line["tiktok"]["secret"]}
    ids = [row["advertiser_id"] for row in pull(line, "oauth2/advertiser/get", **app)]
    assert [row["advertiser_id"] for row in pull(line, "advertiser/info", advertiser_ids=ids)] == ids


@pytest.mark.parametrize("stream", ["campaign/get", "adgroup/get", "ad/get"])
def test_a_connector_pulls_objects_page_by_page(advertised: Line, stream: str) -> None:
    asked = {"advertiser_id": advertised["tiktok"]["advertiser_id"]}
    rows = pull(advertised, stream, **asked, page_size=2)
    assert len(rows) >= 3
    assert rows == pull(advertised, stream, **asked, page_size=1000)
    assert all(row["modify_time"] for row in rows)


@pytest.mark.parametrize("level", LEVELS)
def test_a_connector_pulls_daily_reports(advertised: Line, level: str) -> None:
    id_dimension, metrics = LEVELS[level]
    today = sandbox_now(advertised).date()
    rows = pull(
        advertised,
        "report/integrated/get",
        advertiser_id=advertised["tiktok"]["advertiser_id"],
        service_type="AUCTION",
        report_type="BASIC",
        data_level=f"AUCTION_{level}",
        dimensions=[id_dimension, "stat_time_day"],
        metrics=metrics,
        start_date=str(today - timedelta(days=29)),
        end_date=str(today),
        page_size=1000,
    )
    assert {tuple(row["metrics"]) for row in rows} == {tuple(metrics)}
    assert all(isinstance(value, str) for row in rows for value in row["metrics"].values())
    assert sum(float(row["metrics"]["spend"]) for row in rows) > 0


def test_a_connector_that_writes_lists_as_python_does_is_understood(advertised: Line) -> None:
    filtering = [{"field_name": "ad_status", "filter_type": "IN", "filter_value": '[\\"STATUS_ALL\\"]'}]
    yesterday = str(sandbox_now(advertised).date() - timedelta(days=1))
    rows = pull(
        advertised,
        "report/integrated/get",
        advertiser_id=advertised["tiktok"]["advertiser_id"],
        report_type="BASIC",
        data_level="AUCTION_AD",
        dimensions=str(["ad_id", "stat_time_hour"]),
        metrics=str(["spend", "ad_name"]),
        filtering=str(filtering),
        start_date=yesterday,
        end_date=yesterday,
    )
    assert rows


@pytest.mark.parametrize(
    "stream", ["dmp/custom_audience/list", "file/video/ad/search", "file/image/ad/search", "tt_video/list"]
)
def test_a_connector_pulls_the_library(line: Line, stream: str) -> None:
    rows = pull(line, stream, advertiser_id=line["tiktok"]["advertiser_id"], page_size=100)
    assert bool(rows) == (stream == "file/video/ad/search")


def test_a_connector_asks_what_pixels_and_instant_pages_saw(advertised: Line) -> None:
    today = sandbox_now(advertised).date()
    days = {"start_date": str(today - timedelta(days=29)), "end_date": str(today)}
    account, pixel_id = advertised["tiktok"]["advertiser_id"], advertised["tiktok"]["pixel_id"]
    seen = pull(advertised, "pixel/event/stats", advertiser_id=account, pixel_ids=[pixel_id], date_range=days)
    asked = {"objective_type": "TRAFFIC", "optimization_goal": "CLICK"}
    assert [row["pixel_id"] for row in seen] == [pixel_id]
    assert pull(advertised, "pixel/instant_page/event", advertiser_id=account, **asked) == []


@pytest.mark.parametrize("dimensions", [["gender", "age"], ["country_code"], ["platform"], ["province_id"]])
def test_a_connector_pulls_audience_reports_of_a_lifetime(advertised: Line, dimensions: list[str]) -> None:
    rows = pull(
        advertised,
        "report/integrated/get",
        advertiser_id=advertised["tiktok"]["advertiser_id"],
        service_type="AUCTION",
        report_type="AUDIENCE",
        data_level="AUCTION_ADGROUP",
        dimensions=["adgroup_id", *dimensions],
        metrics=["spend", "clicks", "impressions", "conversion", "campaign_name", "result"],
        lifetime="true",
        page_size=1000,
    )
    assert sum(float(row["metrics"]["spend"]) for row in rows) > 0
