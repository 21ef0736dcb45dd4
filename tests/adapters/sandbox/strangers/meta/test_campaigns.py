"""Campaigns, ad sets and ads: made, listed, changed, deleted. Typed in from the official SDK's documentation."""

from datetime import timedelta

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS, a_campaign, an_ad_set

pytestmark = SDK_WARNS


def test_the_quick_start_ends_with_an_ad(ad: Ad) -> None:
    read = ad.api_get(fields=[Ad.Field.name, Ad.Field.effective_status, Ad.Field.campaign, Ad.Field.creative])
    assert (read["name"], read["effective_status"]) == ("My Ad", "PAUSED")
    assert read["campaign"].api_get(fields=["name"])["name"] == "My Campaign"
    assert read["creative"]["id"]


def test_the_old_remote_calls_still_work(account: AdAccount) -> None:
    campaign = a_campaign(account)
    campaign[Campaign.Field.name] = "Renamed"
    campaign.remote_update()
    assert campaign.remote_read(fields=["name"])["name"] == "Renamed"
    campaign_id = campaign["id"]
    campaign.remote_delete()
    assert Campaign(campaign_id).api_get(fields=["status"])["status"] == "DELETED"


def test_a_cursor_follows_every_page(account: AdAccount) -> None:
    for number in range(5):
        a_campaign(account, name=f"Campaign {number}")
    cursor = account.get_campaigns(fields=["name"], params={"limit": 2, "summary": True})
    assert cursor.total() == len(list(cursor)) >= 5


def test_statuses_and_times_filter_a_list(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    campaign = a_campaign(account)
    a_campaign(account).api_update(params={"status": "ARCHIVED"})
    since = int(ads_sandbox.control.now().timestamp()) - 60
    filtering = [{"field": "updated_time", "operator": "GREATER_THAN", "value": since}]
    found = account.get_campaigns(params={"effective_status": ["PAUSED"], "filtering": filtering})
    assert [one["id"] for one in found] == [campaign["id"]]


def test_ad_sets_that_ran_to_their_end_are_listed_apart(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    campaign = a_campaign(account)
    going_on, ending = (AdSet(an_ad_set(account, campaign)["id"]) for _ in range(2))
    ending.api_update(params={"end_time": f"{ads_sandbox.control.now() + timedelta(days=2):%Y-%m-%dT%H:%M:%S%z}"})
    ads_sandbox.control.advance(days=3)
    completed, others = (
        [one["id"] for one in account.get_ad_sets(params={"is_completed": flag})] for flag in (True, False)
    )
    assert (completed, others) == ([ending["id"]], [going_on["id"]])


def test_a_list_within_an_object_is_followed_to_its_end(account: AdAccount) -> None:
    campaign = a_campaign(account)
    made = {an_ad_set(account, campaign)["id"] for _ in range(3)}
    graph = FacebookAdsApi.get_default_api()
    page = graph.call("GET", (campaign["id"],), params={"fields": "name,adsets.limit(2){name}"}).json()["adsets"]
    found = [row["id"] for row in page["data"]]
    following = graph.call("GET", page["paging"]["next"]).json()
    assert {*found, *(row["id"] for row in following["data"])} == made
    assert {row["name"] for row in following["data"]} == {"My Ad Set"}


def test_a_refusal_tells_all_that_the_exception_can_be_asked(account: AdAccount) -> None:
    with pytest.raises(FacebookRequestError) as refusal:
        account.create_ad_set(params={"name": "No budget", "campaign_id": a_campaign(account)["id"]})
    error = refusal.value
    assert (error.http_status(), error.api_error_code(), error.api_transient_error()) == (400, 100, False)
    assert error.api_error_message()
    assert error.api_blame_field_specs()
    assert "fbtrace_id" in error.body()["error"]


def test_archived_campaigns_are_deleted_by_age(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    campaign = a_campaign(account)
    campaign.api_update(params={"status": "ARCHIVED"})
    kept = a_campaign(account)
    ads_sandbox.control.advance(days=2)
    today = f"{ads_sandbox.control.now():%Y-%m-%d}"
    account.delete_campaigns(params={"delete_strategy": "DELETE_ARCHIVED_BEFORE", "before_date": today})
    assert Campaign(campaign["id"]).api_get(fields=["status"])["status"] == "DELETED"
    assert [one["id"] for one in account.get_campaigns()] == [kept["id"]]


def test_a_list_within_an_object_is_filtered_and_counted(account: AdAccount) -> None:
    campaign = a_campaign(account)
    ad_sets = [AdSet(an_ad_set(account, campaign)["id"]) for _ in range(3)]
    ad_sets[0].api_update(params={"status": "ACTIVE"})
    paused = "adsets.effective_status(['PAUSED']).limit(1).summary(true){name}"
    by_name = "adsets.filtering([{field:'name',operator:'EQUAL',value:'Nobody'}]).summary(true)"
    graph = FacebookAdsApi.get_default_api()
    read = [graph.call("GET", (campaign["id"],), params={"fields": field}).json() for field in (paused, by_name)]
    first, second = (one["adsets"] for one in read)
    assert (len(first["data"]), first["summary"]["total_count"]) == (1, 2)
    assert (second["data"], second["summary"]["total_count"]) == ([], 0)
