"""TikTok's Business API over plain httpx, and valid bodies of each object, to be bent by tests."""

import itertools
import json
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from adapters.sandbox.server import SandboxAddress

Body = dict[str, Any]
_REQUEST_IDS = itertools.count(1)


def request_id() -> str:
    return str(next(_REQUEST_IDS))


def utc_now(address: SandboxAddress) -> str:
    now = httpx.get(f"{address.control_url}/clock").json()["now"]
    return datetime.fromisoformat(now).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


class BusinessApi:
    """Posts JSON and gets with JSON in the query; None drops a field of a valid body."""

    def __init__(self, address: SandboxAddress, token: str | None = None, advertiser_id: str | None = None) -> None:
        self.address = address
        self.advertiser_id = advertiser_id or address.tiktok["advertiser_id"]
        headers = {"Access-Token": token or address.tiktok["access_token"]}
        self.client = httpx.Client(base_url=address.tiktok["base_url"], headers=headers, timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.client.close()

    def post(self, path: str, body: Body) -> Body:
        answer: Body = self.client.post(path, json={"advertiser_id": self.advertiser_id, **body}).json()
        return answer

    def get(self, path: str, **query: Any) -> Body:  # noqa: ANN401 - JSON
        shown = {name: v if isinstance(v, str | int) else json.dumps(v) for name, v in query.items()}
        answer: Body = self.client.get(path, params={"advertiser_id": self.advertiser_id, **shown}).json()
        return answer

    def create(self, kind: str, parent_id: str = "", **changes: Any) -> Body:  # noqa: ANN401 - JSON
        body = getattr(self, kind)(parent_id)
        bent = {name: value for name, value in {**body, **changes}.items() if value is not None}
        if kind == "ad":
            return self.post("/ad/create/", {"adgroup_id": parent_id, "creatives": [bent]})
        return self.post(f"/{kind.replace('smart_plus_', 'smart_plus/')}/create/", bent)

    def new_id(self, kind: str, parent_id: str = "", **changes: Any) -> str:  # noqa: ANN401 - JSON
        answer = self.create(kind, parent_id, **changes)
        assert answer["code"] == 0, answer["message"]
        if kind == "ad":
            return str(answer["data"]["ad_ids"][0])
        return str(answer["data"][f"{kind if kind == 'smart_plus_ad' else kind.removeprefix('smart_plus_')}_id"])

    def tree(self, prefix: str = "", **campaign: Any) -> tuple[str, str, str]:  # noqa: ANN401 - JSON
        campaign_id = self.new_id(f"{prefix}campaign", **campaign)
        adgroup_id = self.new_id(f"{prefix}adgroup", campaign_id)
        return campaign_id, adgroup_id, self.new_id(f"{prefix}ad", adgroup_id)

    def campaign(self, _parent_id: str) -> Body:
        name = f"Campaign {request_id()}"
        return {"campaign_name": name, "objective_type": "TRAFFIC", "budget_mode": "BUDGET_MODE_INFINITE"}

    def adgroup(self, parent_id: str) -> Body:
        return {
            "campaign_id": parent_id,
            "adgroup_name": "Everyone",
            "promotion_type": "WEBSITE",
            "optimization_goal": "CLICK",
            "billing_event": "CPC",
            "pacing": "PACING_MODE_SMOOTH",
            "schedule_type": "SCHEDULE_FROM_NOW",
            "schedule_start_time": utc_now(self.address),
            "budget_mode": "BUDGET_MODE_DAY",
            "budget": 20.5,
            "location_ids": ["6252001"],
        }

    def ad(self, _parent_id: str) -> Body:
        return {
            "ad_name": "Ad",
            "ad_format": "SINGLE_VIDEO",
            "ad_text": "Spring is here",
            "video_id": self.address.tiktok["video_id"],
            "identity_type": "TT_USER",
            "identity_id": self.address.tiktok["identity_id"],
            "landing_page_url": "https://shop.example/spring",
            "call_to_action": "SHOP_NOW",
        }

    def smart_plus_campaign(self, _parent_id: str) -> Body:
        return {
            "request_id": request_id(),
            "campaign_name": "Spring sale",
            "objective_type": "WEB_CONVERSIONS",
            "sales_destination": "WEBSITE",
            "budget": 50,
        }

    def smart_plus_adgroup(self, parent_id: str) -> Body:
        return {
            "request_id": request_id(),
            "campaign_id": parent_id,
            "adgroup_name": "Everyone",
            "promotion_type": "WEBSITE",
            "optimization_goal": "CONVERT",
            "optimization_event": "SHOPPING",
            "billing_event": "OCPM",
            "pixel_id": self.address.tiktok["pixel_id"],
            "schedule_type": "SCHEDULE_FROM_NOW",
            "schedule_start_time": utc_now(self.address),
            "targeting_spec": {"location_ids": ["6252001"]},
        }

    def smart_plus_ad(self, parent_id: str) -> Body:
        return {
            "adgroup_id": parent_id,
            "ad_name": "Ad",
            "creative_list": [{"creative_info": self.creative_info()}],
            "ad_text_list": [{"ad_text": "Spring is here"}],
            "landing_page_url_list": [{"landing_page_url": "https://shop.example/spring"}],
            "ad_configuration": {"call_to_action_id": self.address.tiktok["call_to_action_id"]},
        }

    def creative_info(self, **changes: Any) -> Body:  # noqa: ANN401 - JSON
        info = {
            "ad_format": "SINGLE_VIDEO",
            "video_info": {"video_id": self.address.tiktok["video_id"]},
            "identity_type": "TT_USER",
            "identity_id": self.address.tiktok["identity_id"],
        }
        return {name: value for name, value in {**info, **changes}.items() if value is not None}
