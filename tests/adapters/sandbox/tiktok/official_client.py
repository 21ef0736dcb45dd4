"""TikTok's own client, unchanged but for its host, on the sandbox; and the smallest body of each object."""

from dataclasses import dataclass
from typing import Any

import pytest

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.tiktok.business_api import request_id, utc_now

sdk = pytest.importorskip(
    "business_api_client",
    reason="TikTok's client is not on every machine: pip install tiktok-business-api-sdk-official",
)


@dataclass(frozen=True, slots=True)
class Walk:
    """One object's calls: `body` becomes the class that is named `create`."""

    api: str
    prefix: str
    create: str
    update: str
    filtering: str
    status: str
    id_field: str


WALKS = {
    "campaign": Walk(
        "CampaignCreationApi",
        "campaign",
        "CampaignCreateBody",
        "CampaignUpdateBody",
        "FilteringCampaignGet",
        "CampaignStatusUpdateBody",
        "campaign_id",
    ),
    "adgroup": Walk(
        "AdgroupApi",
        "adgroup",
        "AdgroupCreateBody",
        "AdgroupUpdateBody",
        "FilteringAdgroupGet",
        "AdgroupStatusUpdateBody",
        "adgroup_id",
    ),
    "smart_plus_campaign": Walk(
        "CampaignCreationApi",
        "smart_plus_campaign",
        "SmartPlusCampaignCreateBody",
        "SmartPlusCampaignUpdateBody",
        "FilteringSmartPlusCampaignGet",
        "SmartPlusCampaignStatusUpdateBody",
        "campaign_id",
    ),
    "smart_plus_adgroup": Walk(
        "AdgroupApi",
        "smart_plus_adgroup",
        "SmartPlusAdgroupCreateBody",
        "SmartPlusAdgroupUpdateBody",
        "FilteringSmartPlusAdgroupGet",
        "SmartPlusAdgroupStatusUpdateBody",
        "adgroup_id",
    ),
    "smart_plus_ad": Walk(
        "AdApi",
        "smart_plus_ad",
        "SmartPlusAdCreateBody",
        "SmartPlusAdUpdateBody",
        "FilteringSmartPlusAdGet",
        "SmartPlusAdStatusUpdateBody",
        "smart_plus_ad_id",
    ),
}


class Client:
    """The official client on the sandbox, and the smallest body of each object."""

    def __init__(self, address: SandboxAddress) -> None:
        configuration = sdk.Configuration()
        configuration.host = address.tiktok["base_url"].removesuffix("/open_api/v1.3")
        self.client = sdk.ApiClient(configuration)
        self.address = address
        self.token = address.tiktok["access_token"]
        self.advertiser = {"advertiser_id": address.tiktok["advertiser_id"]}

    def ask(self, api: str, method: str, *leading: Any, **given: Any) -> Any:  # noqa: ANN401 - the client is untyped
        """Call a method that takes the advertiser first, as those that read do; returns `data`."""
        return self.data(api, method, self.advertiser["advertiser_id"], *leading, self.token, **given)

    def send(self, api: str, method: str, model: str, **fields: Any) -> Any:  # noqa: ANN401 - as above
        """Call a method that takes a body; returns `data`."""
        return self.data(api, method, self.token, body=getattr(sdk, model)(**self.advertiser, **fields))

    def upload(self, api: str, method: str, **form: Any) -> Any:  # noqa: ANN401 - as above
        """Call a method that takes a form with a file; returns `data`."""
        return self.data(api, method, self.token, **self.advertiser, **form)

    def data(self, api: str, method: str, *leading: Any, **given: Any) -> Any:  # noqa: ANN401 - as above
        """Call any method; returns `data`."""
        answer = getattr(getattr(sdk, api)(self.client), method)(*leading, **given)
        return answer["data"] if isinstance(answer, dict) and "data" in answer else getattr(answer, "data", answer)

    def call(self, walk: Walk, verb: str, **given: Any) -> Any:  # noqa: ANN401 - as above
        leading = [self.advertiser["advertiser_id"], self.token] if verb == "get" else [self.token]
        return self.data(walk.api, f"{walk.prefix}_{verb}", *leading, **given)

    def post(self, walk: Walk, verb: str, model: str, **fields: Any) -> Any:  # noqa: ANN401 - as above
        return self.call(walk, verb, body=getattr(sdk, model)(**self.advertiser, **fields))

    def create(self, kind: str, parent_id: str | None = None, **more: Any) -> str:  # noqa: ANN401 - as above
        walk = WALKS[kind]
        created = self.post(walk, "create", walk.create, **getattr(self, kind)(parent_id), **more)
        return str(created[walk.id_field])

    def parent_of(self, kind: str) -> str | None:
        if kind.endswith("campaign"):
            return None
        flow = "smart_plus_" if kind.startswith("smart") else ""
        campaign_id = self.create(f"{flow}campaign")
        return campaign_id if kind.endswith("adgroup") else self.create(f"{flow}adgroup", campaign_id)

    def found(self, kind: str, object_id: str) -> list[dict[str, Any]]:
        walk = WALKS[kind]
        ids = {f"{walk.id_field}s": [object_id]}
        rows: list[dict[str, Any]] = self.call(walk, "get", filtering=getattr(sdk, walk.filtering)(**ids))["list"]
        return rows

    def campaign(self, _parent_id: str | None) -> dict[str, Any]:
        return {"campaign_name": f"Walk {request_id()}", "objective_type": "TRAFFIC", "po_number": "PO-7"}

    def smart_plus_campaign(self, _parent_id: str | None) -> dict[str, Any]:
        name = {"campaign_name": "Walk", "request_id": request_id(), "budget": 100}
        return {**name, "objective_type": "WEB_CONVERSIONS", "sales_destination": "WEBSITE"}

    def adgroup(self, parent_id: str | None) -> dict[str, Any]:
        return {
            **self._schedule(parent_id),
            "optimization_goal": "CLICK",
            "billing_event": "CPC",
            "pacing": "PACING_MODE_SMOOTH",
            "budget_mode": "BUDGET_MODE_DAY",
            "budget": 30,
            "location_ids": ["6252001"],
            "placements": ["PLACEMENT_TIKTOK"],
            "network_types": ["WIFI"],
        }

    def smart_plus_adgroup(self, parent_id: str | None) -> dict[str, Any]:
        return {
            **self._schedule(parent_id),
            "request_id": request_id(),
            "optimization_goal": "CONVERT",
            "optimization_event": "SHOPPING",
            "billing_event": "OCPM",
            "pixel_id": self.address.tiktok["pixel_id"],
            "targeting_spec": sdk.SmartPlusAdgroupCreateBodyTargetingSpec(location_ids=["6252001"]),
        }

    def _schedule(self, parent_id: str | None) -> dict[str, Any]:
        return {
            "campaign_id": parent_id,
            "adgroup_name": "Walk",
            "promotion_type": "WEBSITE",
            "schedule_type": "SCHEDULE_FROM_NOW",
            "schedule_start_time": utc_now(self.address),
        }

    def smart_plus_ad(self, parent_id: str | None) -> dict[str, Any]:
        ready = self.address.tiktok
        info = sdk.SmartPlusAdCreateBodyCreativeInfo(
            ad_format="SINGLE_VIDEO",
            video_info=sdk.SmartPlusAdCreateBodyCreativeInfoVideoInfo(video_id=ready["video_id"]),
            identity_type="TT_USER",
            identity_id=ready["identity_id"],
        )
        return {
            "adgroup_id": parent_id,
            "ad_name": "Walk",
            "creative_list": [sdk.SmartPlusAdCreateBodyCreativeList(creative_info=info)],
            "ad_text_list": [sdk.SmartPlusAdCreateBodyAdTextList(ad_text="Spring is here")],
            "ad_configuration": sdk.SmartPlusAdCreateBodyAdConfiguration(call_to_action_id=ready["call_to_action_id"]),
        }

    def manual_creative(self) -> dict[str, str]:
        return {
            "ad_name": "Walk",
            "ad_format": "SINGLE_VIDEO",
            "ad_text": "Spring is here",
            "video_id": self.address.tiktok["video_id"],
            "identity_type": "TT_USER",
            "identity_id": self.address.tiktok["identity_id"],
            "landing_page_url": "https://shop.example/spring",
            "call_to_action": "SHOP_NOW",
        }
