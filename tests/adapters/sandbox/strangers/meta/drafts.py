"""What the documentation of the official SDK makes before it shows anything."""

from typing import Any

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign

# The SDK warns of what it then sends all the same.
SDK_WARNS = [
    pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning"),
    pytest.mark.filterwarnings("ignore:.* does not allow field:UserWarning"),
]


def a_campaign(account: AdAccount, **changes: object) -> Campaign:
    params = {
        Campaign.Field.name: "My Campaign",
        Campaign.Field.objective: Campaign.Objective.outcome_traffic,
        Campaign.Field.status: Campaign.Status.paused,
        Campaign.Field.special_ad_categories: [],
        "is_adset_budget_sharing_enabled": False,
    }
    return account.create_campaign(params=params | changes)


def an_ad_set(account: AdAccount, campaign: Campaign) -> AdSet:
    params = {
        AdSet.Field.name: "My Ad Set",
        AdSet.Field.campaign_id: campaign["id"],
        AdSet.Field.daily_budget: 1000,
        AdSet.Field.billing_event: AdSet.BillingEvent.impressions,
        AdSet.Field.optimization_goal: AdSet.OptimizationGoal.link_clicks,
        AdSet.Field.targeting: {
            "geo_locations": {"countries": ["US"]},
            "targeting_automation": {"advantage_audience": 0},
        },
        AdSet.Field.status: AdSet.Status.paused,
    }
    return account.create_ad_set(params=params)


def a_story(page_id: str) -> dict[str, Any]:
    return {"page_id": page_id, "link_data": {"link": "https://shop.example", "message": "Try it out"}}
