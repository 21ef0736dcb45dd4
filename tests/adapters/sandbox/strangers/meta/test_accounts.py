"""An account, who may work in it, and what was done there. Typed in from the official SDK's documentation."""

from collections.abc import Callable
from typing import Any

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.user import User

from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS

pytestmark = SDK_WARNS


def test_my_accounts_are_listed(account: AdAccount) -> None:
    mine = User("me").get_ad_accounts(fields=[AdAccount.Field.name, AdAccount.Field.currency])
    assert account["id"] in [one["id"] for one in mine]


def test_a_business_owns_its_accounts(account: AdAccount) -> None:
    business = User("me").get_businesses(fields=["name"])[0]
    assert business["name"] == "Sandbox Business"
    assert account["id"] in [one["id"] for one in business.get_owned_ad_accounts(fields=["name"])]
    assert len(business.get_owned_pages()) == 1


def test_a_user_s_tasks_in_an_account_are_found_by_its_business(account: AdAccount) -> None:
    (me,) = User("me").get_business_users()
    assigned = account.get_assigned_users(params={"business": me["business"].get_id()})
    assert [one["tasks"] for one in assigned if one.get_id() == me.get_id()] == [
        account.api_get(["user_tasks"])["user_tasks"]
    ]


def test_an_account_is_renamed_and_capped(account: AdAccount) -> None:
    account.api_update(params={"name": "Renamed", "spend_cap": 500})
    read = account.api_get(fields=["name", "spend_cap"])
    assert (read["name"], read["spend_cap"]) == ("Renamed", "50000")


def test_what_was_done_is_told_as_activities(account: AdAccount, ad: Ad) -> None:
    ad.api_update(params={"name": "Renamed"})
    told = account.get_activities(fields=["event_type", "object_id", "event_time"])
    assert (told[0]["event_type"], told[0]["object_id"]) == ("update_ad_friendly_name", ad["id"])
    assert {"create_ad", "create_ad_set", "create_campaign_group"} <= {one["event_type"] for one in told}


@pytest.mark.parametrize(
    "edge",
    [
        *("get_saved_audiences", "get_instagram_accounts", "get_ad_rules_library", "get_ad_studies"),
        *("get_custom_audiences", "get_reach_frequency_predictions"),
        *("get_agencies", "get_advertisable_applications", "get_connected_instagram_accounts", "get_async_requests"),
    ],
)
def test_what_connectors_list_is_answered(account: AdAccount, edge: str) -> None:
    ask: Callable[[], Any] = getattr(account, edge)
    assert len(ask()) == 0


@pytest.mark.usefixtures("account")
def test_lists_within_the_user_are_read_as_fields() -> None:
    fields = ["name", "adaccounts.limit(1){name,currency}", "businesses{name}", "permissions"]
    me = User("me").api_get(fields=fields).export_all_data()
    assert [one.keys() for one in me["adaccounts"]["data"]] == [{"id", "name", "currency"}]
    assert me["businesses"]["data"][0]["name"] == "Sandbox Business"
    assert {"permission": "ads_read", "status": "granted"} in me["permissions"]["data"]
