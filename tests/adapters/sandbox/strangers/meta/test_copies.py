"""Copies of campaigns, ad sets and ads. Typed in from the official SDK's documentation."""

import json

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.api import FacebookAdsApi

from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS, a_campaign, an_ad_set

pytestmark = SDK_WARNS


@pytest.mark.parametrize("deep", [False, True])
def test_a_campaign_is_copied(ad: Ad, *, deep: bool) -> None:
    campaign = Campaign(ad.api_get(fields=["campaign_id"])["campaign_id"])
    answer = campaign.create_copy(params={"deep_copy": deep, "status_option": "PAUSED"})
    copy = Campaign(answer["copied_campaign_id"])
    assert copy.api_get(fields=["name"])["name"] == "My Campaign - Copy"
    assert len(copy.get_ads()) == int(deep)
    assert [one["id"] for one in campaign.get_copies()] == [copy["id"]]


def test_a_large_campaign_is_copied_in_the_background(account: AdAccount) -> None:
    campaign = a_campaign(account)
    for _ in range(4):
        an_ad_set(account, campaign)
    graph = FacebookAdsApi.get_default_api()
    copy = {"method": "POST", "relative_url": f"{campaign['id']}/copies", "name": "copy", "body": "deep_copy=true"}
    lost = {"method": "POST", "relative_url": "1/copies", "name": "lost"}
    sessions = graph.call("POST", (), params={"asyncbatch": [copy, lost]}).json()["async_sessions"]
    looks = [[graph.call("GET", (one["id"],)).json() for one in sessions] for _ in range(2)]
    assert [[one["status"] for one in look] for look in looks] == [["IN_PROGRESS"] * 2, ["COMPLETED", "FAILED"]]
    made, refused = looks[-1]
    assert len(Campaign(json.loads(made["result"])["copied_campaign_id"]).get_ad_sets()) == 4
    assert (refused["error_code"], "result" in looks[0][0]) == (100, False)


def test_an_ad_set_and_an_ad_are_copied_elsewhere(account: AdAccount, ad: Ad) -> None:
    other = a_campaign(account)
    ad_set = AdSet(ad.api_get(fields=["adset_id"])["adset_id"])
    copied = ad_set.create_copy(params={"campaign_id": other["id"]})["copied_adset_id"]
    ad_copy = ad.create_copy(params={"adset_id": copied, "rename_options": {"rename_prefix": "New "}})["copied_ad_id"]
    assert Ad(ad_copy).api_get(fields=["name", "campaign_id"]).export_all_data() == {
        "id": ad_copy,
        "name": "New My Ad",
        "campaign_id": other["id"],
    }
