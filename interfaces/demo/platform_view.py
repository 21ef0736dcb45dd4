"""What a platform itself says of a campaign, asked as a stranger would: its own protocol, its own credentials.

Nothing of AdScale is in between, so that the demo's word does not rest on AdScale's.
"""

import json
import os
from collections.abc import Mapping
from typing import Any

import httpx

Json = Mapping[str, Any]

_SAID_IN_OUR_WORDS = {
    "PAUSED": "paused",
    "DISABLE": "paused",
    "ACTIVE": "enabled",
    "ENABLED": "enabled",
    "ENABLE": "enabled",
}


def delivery_on_platform(address: Json, platform: str, external_account: str, external_campaign: str) -> str:
    """`paused` or `enabled`, as the platform reports it now; its own word where it is another one."""
    match platform:
        case "google-ads":
            said = _asked_google(address["google_ads"], external_account, external_campaign)
        case "meta-ads":
            said = _asked_meta(address["meta"], external_campaign)
        case _:
            said = _asked_tiktok(address["tiktok"], external_account, external_campaign)
    return _SAID_IN_OUR_WORDS.get(said, said)


def _asked_google(google: Json, customer: str, campaign: str) -> str:
    # gRPC reads its trusted authorities from the environment at its first secure channel.
    os.environ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = google["ca_file"]
    from google.ads.googleads.client import GoogleAdsClient  # noqa: PLC0415 - heavy, and after the line above

    client = GoogleAdsClient.load_from_dict(
        {
            "use_proto_plus": True,
            "endpoint": google["endpoint"],
            "json_key_file_path": google["service_account_file"],
            "login_customer_id": google["login_customer_id"],
        }
    )
    service = client.get_service("GoogleAdsService")
    query = f"SELECT campaign.status FROM campaign WHERE campaign.id = {int(campaign)}"  # noqa: S608 - GAQL, a number
    rows = [row for batch in service.search_stream(customer_id=customer, query=query) for row in batch.results]
    return str(rows[0].campaign.status.name)


def _asked_meta(meta: Json, campaign: str) -> str:
    query = {"fields": "status", "access_token": meta["access_token"]}
    answer = httpx.get(f"{meta['graph_url']}/v26.0/{campaign}/", params=query, timeout=30, trust_env=False)
    return str(answer.raise_for_status().json()["status"])


def _asked_tiktok(tiktok: Json, advertiser: str, campaign: str) -> str:
    query = {"advertiser_id": advertiser, "filtering": json.dumps({"campaign_ids": [campaign]})}
    headers = {"Access-Token": tiktok["access_token"]}
    address = f"{tiktok['base_url']}/smart_plus/campaign/get/"
    answer = httpx.get(address, params=query, headers=headers, timeout=30, trust_env=False)
    return str(answer.raise_for_status().json()["data"]["list"][0]["operation_status"])
