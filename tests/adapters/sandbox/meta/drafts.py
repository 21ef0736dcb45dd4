"""Valid parameters of each Meta object, to be bent by tests. None drops a parameter."""

from typing import Any

from adapters.sandbox.server import SandboxAddress

Params = dict[str, Any]


def bent(params: Params, changes: Params) -> Params:
    return {name: value for name, value in {**params, **changes}.items() if value is not None}


def a_campaign(**changes: Any) -> Params:  # noqa: ANN401 - parameters of any type
    params = {
        "name": "Spring sale",
        "objective": "OUTCOME_SALES",
        "status": "PAUSED",
        "special_ad_categories": [],
        "is_adset_budget_sharing_enabled": False,
    }
    return bent(params, changes)


def an_ad_set(parent_id: str, address: SandboxAddress, **changes: Any) -> Params:  # noqa: ANN401 - as above
    params = {
        "name": "Everyone",
        "campaign_id": parent_id,
        "status": "PAUSED",
        "billing_event": "IMPRESSIONS",
        "optimization_goal": "OFFSITE_CONVERSIONS",
        "daily_budget": 5000,
        "promoted_object": {"pixel_id": address.meta["pixel_id"], "custom_event_type": "PURCHASE"},
        "targeting": {
            "geo_locations": {"countries": ["US"]},
            "targeting_automation": {"advantage_audience": 0},
        },
    }
    return bent(params, changes)


def a_creative(address: SandboxAddress, **changes: Any) -> Params:  # noqa: ANN401 - as above
    story = {
        "page_id": address.meta["page_id"],
        "link_data": {"link": "https://shop.example/spring", "message": "Spring is here"},
    }
    return bent({"name": "Spring story", "object_story_spec": story}, changes)


def an_ad(adset_id: str, creative_id: str, **changes: Any) -> Params:  # noqa: ANN401 - as above
    params = {"name": "Ad", "adset_id": adset_id, "creative": {"creative_id": creative_id}, "status": "PAUSED"}
    return bent(params, changes)


def an_audience(**changes: Any) -> Params:  # noqa: ANN401 - as above
    params = {"name": "Customers", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}
    return bent(params, changes)
