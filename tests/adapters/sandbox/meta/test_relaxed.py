"""What is taken where a relaxed check would have refused: as it stands, as if not sent, or not at all."""

from typing import Any

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.campaign import Campaign
from facebook_business.api import FacebookAdsApi

from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.meta.drafts import a_campaign, an_ad_set
from tests.adapters.sandbox.meta.official_sdk import official_sdk

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")


@pytest.fixture
def graph(ads_sandbox: AdsSandbox) -> Any:  # noqa: ANN401 - the SDK ships no types
    with official_sdk(ads_sandbox.address) as api:
        yield api


@pytest.fixture
def account(graph: FacebookAdsApi, ads_sandbox: AdsSandbox) -> AdAccount:
    return AdAccount(ads_sandbox.address.meta["ad_account_id"], api=graph)


def test_an_unknown_level_counts_as_the_object_s_own(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.a_level_is_one_of_those_listed", "meta.a_date_preset_is_one_of_those_listed")
    asked = account.get_insights(params={"level": "creative", "date_preset": "lately"}, is_async=True)
    usual = account.get_insights(params={"level": "account", "date_preset": "last_30d"}, is_async=True)
    assert asked.api_get(fields=["date_start"])["date_start"] == usual.api_get(fields=["date_start"])["date_start"]


def test_an_unknown_field_is_left_out(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.a_field_that_is_read_exists")
    account.create_campaign(params=a_campaign())
    (read,) = account.get_api().call("GET", (account["id"], "campaigns"), params={"fields": "name,mood"}).json()["data"]
    assert read.keys() == {"id", "name"}


def test_a_filter_that_cannot_be_applied_admits_all(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    names = ("a_filter_has_an_operator_that_there_is", "a_filter_is_on_a_field_that_there_is")
    ads_sandbox.control.relax(*(f"meta.{name}" for name in names))
    account.create_campaign(params=a_campaign())
    odd = [{"field": "name", "operator": "SOUNDS_LIKE", "value": "x"}, {"field": "mood", "operator": "IN", "value": []}]
    assert len(account.get_campaigns(params={"filtering": odd})) == 1


def test_a_page_of_none_is_a_page_of_the_usual_length(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.a_page_has_at_least_one_entry", "meta.a_cursor_is_one_that_was_told", TYPE)
    account.create_campaign(params=a_campaign())
    for odd in ({"limit": 0}, {"limit": "few"}, {"after": "somewhere"}, {"before": "nowhere"}):
        page = account.get_api().call("GET", (account["id"], "campaigns"), params=odd).json()
        assert len(page["data"]) == 1, odd


def test_a_parameter_of_another_type_counts_as_not_sent(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax(TYPE)
    campaign = account.create_campaign(params=a_campaign(spend_cap="much", pacing_type="{}"))
    assert campaign.api_get(fields=["spend_cap", "pacing_type"]).export_all_data() == {"id": campaign["id"]}


def test_a_value_that_is_not_listed_is_kept(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.a_value_is_one_of_those_listed")
    campaign = account.create_campaign(params=a_campaign(bid_strategy="CHEAP"))
    read = account.get_api().call("GET", (campaign["id"],), params={"fields": "bid_strategy"}).json()
    assert read["bid_strategy"] == "CHEAP"


def test_a_copy_of_an_unknown_status_is_paused_beside_its_source(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.a_copy_gets_a_status_that_is_listed", "meta.a_parent_exists")
    campaign = account.create_campaign(params=a_campaign())
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], ads_sandbox.address))
    asked = {"status_option": "RUNNING", "campaign_id": "1"}
    copied = account.get_api().call("POST", (ad_set["id"], "copies"), params=asked).json()["copied_adset_id"]
    read = account.get_api().call("GET", (copied,), params={"fields": "status,campaign_id"}).json()
    assert (read["status"], read["campaign_id"]) == ("PAUSED", campaign["id"])


def test_an_unknown_strategy_deletes_nothing(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.campaigns_are_deleted_by_a_strategy_that_is_listed")
    account.create_campaign(params=a_campaign())
    account.delete_campaigns(params={"delete_strategy": "DELETE_DULL"})
    assert len(account.get_campaigns()) == 1


def test_an_ad_set_without_a_campaign_stands_alone(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.a_child_names_its_parent", "meta.a_parent_exists")
    for orphan in ({"campaign_id": None}, {"campaign_id": "1"}):
        made = account.create_ad_set(params=an_ad_set("", ads_sandbox.address, status="ACTIVE", **orphan))
        read = account.get_api().call("GET", (made["id"],), params={"fields": "effective_status"}).json()
        assert read["effective_status"] == "ACTIVE"
    ads_sandbox.control.advance(days=1)
    assert account.get_insights(params={"date_preset": "today"}).get_one() is None


def test_a_report_is_read_before_it_is_made(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.a_report_is_read_once_its_run_is_complete")
    assert list(account.get_insights(is_async=True).get_result()) == []


def test_a_deleted_campaign_is_deleted_again(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("meta.an_object_is_deleted_once", "meta.a_deleted_object_takes_no_changes")
    campaign_id = account.create_campaign(params=a_campaign())["id"]
    for _ in range(2):
        Campaign(campaign_id, api=account.get_api()).api_delete()
    Campaign(campaign_id, api=account.get_api()).api_update(params={"status": "PAUSED"})
    assert [one["id"] for one in account.get_campaigns()] == [campaign_id]
