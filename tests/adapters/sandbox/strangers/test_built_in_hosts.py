"""Programs that have the platforms' hosts built in, started with the `environment` of the JSON line and credentials.

Each is a process of its own, as gRPC reads its variables once, and knows nothing but its client's own documentation.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox

GOOGLE_STRANGER = Path(__file__).with_name("google_stranger.py")
QUERY = "SELECT conversion_action.name FROM conversion_action"

ASYNC_GRAPH = """
import asyncio, json, sys, aiohttp
async def main(token):
    async with aiohttp.ClientSession(trust_env=True) as session:
        url = "https://graph.facebook.com/v26.0/me/adaccounts"
        async with session.get(url, params={"access_token": token, "limit": "1"}) as answer:
            first = await answer.json()
        async with session.get(first["paging"]["next"]) as answer:
            print(json.dumps(first["data"] + (await answer.json())["data"]))
asyncio.run(main(sys.argv[1]))
"""
META_SDK = """
import json, sys
from facebook_business.api import FacebookAdsApi
from facebook_business.adobjects.user import User
FacebookAdsApi.init(access_token=sys.argv[1], crash_log=False)
print(json.dumps([account.export_all_data() for account in User("me").get_ad_accounts(params={"limit": 1})]))
"""
TIKTOK_SDK = """
import json, os, sys
import business_api_client
configuration = business_api_client.Configuration()
configuration.proxy, configuration.ssl_ca_cert = os.environ["HTTPS_PROXY"], os.environ["SSL_CERT_FILE"]
api = business_api_client.CampaignCreationApi(business_api_client.ApiClient(configuration))
print(json.dumps(api.campaign_get(sys.argv[2], sys.argv[1])))
"""
URLLIB = """
import json, sys, urllib.request
url = "https://googleads.googleapis.com/v26/customers:listAccessibleCustomers"
form = urllib.parse.urlencode(dict(part.split("=", 1) for part in sys.argv[1:])).encode()
token = json.load(urllib.request.urlopen("https://oauth2.googleapis.com/token", form))["access_token"]
asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}", "developer-token": "any"})
print(json.dumps(json.load(urllib.request.urlopen(asked))["resourceNames"]))
"""


def told_by(sandbox: AdsSandbox, command: list[str], said: str = "", **more: str) -> Any:  # noqa: ANN401 - JSON
    """What a program prints that has no other hint than the environment."""
    environment = os.environ | sandbox.address.environment | more
    ended = subprocess.run(  # noqa: S603 - our own program
        command, env=environment, input=said, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.fixture
def google_configuration(ads_sandbox: AdsSandbox, tmp_path: Path) -> Path:
    """A google-ads.yaml without an endpoint or a token address."""
    names = ("client_id", "client_secret", "refresh_token", "developer_token", "login_customer_id")
    lines = [f"{name}: '{ads_sandbox.address.google_ads[name]}'" for name in names]
    path = tmp_path / "google-ads.yaml"
    path.write_text("\n".join([*lines, "use_proto_plus: True", ""]), encoding="utf-8")
    return path


def test_the_google_ads_client_comes_by_grpc(ads_sandbox: AdsSandbox, google_configuration: Path) -> None:
    order = json.dumps({"query": QUERY, "customer_id": ads_sandbox.address.google_ads["customer_id"]}) + "\n"
    command = [sys.executable, str(GOOGLE_STRANGER)]
    told = told_by(ads_sandbox, command, order, GOOGLE_ADS_CONFIGURATION_FILE_PATH=str(google_configuration))
    assert [row["conversion_action"]["name"] for row in told["found"]] == ["Purchase"]


def test_a_program_without_any_client_signs_in_and_asks_by_json(ads_sandbox: AdsSandbox) -> None:
    line = ads_sandbox.address.google_ads
    form = [f"{name}={line[name]}" for name in ("client_id", "client_secret", "refresh_token")]
    told = told_by(ads_sandbox, [sys.executable, "-c", URLLIB, "grant_type=refresh_token", *form])
    assert f"customers/{line['customer_id']}" in told


def test_the_meta_sdk_follows_its_pages(ads_sandbox: AdsSandbox) -> None:
    told = told_by(ads_sandbox, [sys.executable, "-c", META_SDK, ads_sandbox.address.meta["access_token"]])
    assert len(told) == 2


def test_an_asynchronous_client_follows_links(ads_sandbox: AdsSandbox) -> None:
    told = told_by(ads_sandbox, [sys.executable, "-c", ASYNC_GRAPH, ads_sandbox.address.meta["access_token"]])
    assert len(told) == 2


def test_the_tiktok_sdk_comes_once_it_is_told_of_the_proxy(ads_sandbox: AdsSandbox) -> None:
    """It reads no variables."""
    pytest.importorskip("business_api_client", reason="TikTok's client is not on every machine")
    line = ads_sandbox.address.tiktok
    told = told_by(ads_sandbox, [sys.executable, "-c", TIKTOK_SDK, line["access_token"], line["advertiser_id"]])
    assert told["data"]["page_info"]["total_number"] == 0
