"""TikTok's own client, unchanged but for its host, walks every object by its own models."""

from dataclasses import dataclass
from typing import Any

import pytest

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.tiktok.business_api import request_id, utc_now

sdk = pytest.importorskip(
    "business_api_client",
    reason="TikTok's client is not on every machine: pip install tiktok-business-api-sdk-official",
)
pytestmark = pytest.mark.filterwarnings("ignore")


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
        self.advertiser = {"advertiser_id": address.tiktok["advertiser_id"]}

    def call(self, walk: Walk, verb: str, **given: Any) -> Any:  # noqa: ANN401 - the client is untyped
        method = getattr(getattr(sdk, walk.api)(self.client), f"{walk.prefix}_{verb}")
        token = self.address.tiktok["access_token"]
        leading = [self.advertiser["advertiser_id"], token] if verb == "get" else [token]
        answer = method(*leading, **given)
        return answer["data"] if isinstance(answer, dict) and "data" in answer else getattr(answer, "data", answer)

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


@pytest.fixture
def client(address: SandboxAddress) -> Client:
    return Client(address)


@pytest.mark.parametrize("kind", WALKS)
def test_an_object_reads_back_as_it_was_created(client: Client, kind: str) -> None:
    walk, parent_id = WALKS[kind], client.parent_of(kind)
    body = getattr(client, kind)(parent_id)
    object_id = str(client.post(walk, "create", walk.create, **body)[walk.id_field])
    (row,) = client.found(kind, object_id)
    sent = client.client.sanitize_for_serialization(getattr(sdk, walk.create)(**client.advertiser, **body))
    sent.pop("request_id", None)
    assert {name: row.get(name) for name in sent} == sent


@pytest.mark.parametrize("kind", WALKS)
def test_an_object_is_renamed_disabled_and_deleted(client: Client, kind: str) -> None:
    walk = WALKS[kind]
    object_id = client.create(kind, client.parent_of(kind))
    name = f"{kind.removeprefix('smart_plus_')}_name"
    client.post(walk, "update", walk.update, **{walk.id_field: object_id, name: "Renamed"})
    ids = {f"{walk.id_field}s": [object_id]}
    for status in ("DISABLE", "ENABLE", "DISABLE"):
        client.post(walk, "status_update", walk.status, operation_status=status, **ids)
    (row,) = client.found(kind, object_id)
    assert (row[name], row["operation_status"]) == ("Renamed", "DISABLE")
    client.post(walk, "status_update", walk.status, operation_status="DELETE", **ids)
    assert client.found(kind, object_id) == []
