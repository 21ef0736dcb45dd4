from uuid import uuid4

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")


def a_tree(account: AdAccount, address: SandboxAddress) -> tuple[Campaign, AdSet, Ad]:
    campaign = account.create_campaign(params=a_campaign())
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address))
    creative = account.create_ad_creative(params=a_creative(address))
    ad = account.create_ad(params=an_ad(ad_set["id"], creative["id"]))
    # The SDK hands an ad set back as a bare object.
    return campaign, AdSet(ad_set["id"], api=account.get_api()), ad


def effective_status(thing: Campaign | AdSet | Ad) -> str:
    return str(thing.api_get(fields=["effective_status"])["effective_status"])


def test_a_token_reaches_its_ad_accounts(graph: FacebookAdsApi) -> None:
    found = User("me", api=graph).get_ad_accounts(fields=["name", "currency", "timezone_name", "account_status"])
    assert [(one["currency"], one["timezone_name"], one["account_status"]) for one in found] == [
        ("USD", "America/Los_Angeles", 1),
        ("TWD", "Asia/Taipei", 1),
    ]


def test_pages_pixels_videos_and_images_are_ready(
    graph: FacebookAdsApi, account: AdAccount, address: SandboxAddress
) -> None:
    assert [page["id"] for page in User("me", api=graph).get_accounts(fields=["name"])] == [address.meta["page_id"]]
    assert [pixel["id"] for pixel in account.get_ads_pixels(fields=["name"])] == [address.meta["pixel_id"]]
    assert "Sandbox video" in [video["title"] for video in account.get_ad_videos(fields=["title"])]
    assert address.meta["image_hash"] in [image["hash"] for image in account.get_ad_images(fields=["hash"])]


def test_a_paused_tree_is_paused_all_the_way_down(account: AdAccount, address: SandboxAddress) -> None:
    campaign, ad_set, ad = a_tree(account, address)
    ad.api_update(params={"status": "ACTIVE"})
    assert effective_status(ad) == "ADSET_PAUSED"
    ad_set.api_update(params={"status": "ACTIVE"})
    assert (effective_status(ad_set), effective_status(ad)) == ("CAMPAIGN_PAUSED", "CAMPAIGN_PAUSED")
    campaign.api_update(params={"status": "ACTIVE"})
    assert effective_status(ad) == "ACTIVE"


def test_an_ad_reads_back_as_it_was_made(account: AdAccount, address: SandboxAddress) -> None:
    campaign, ad_set, ad = a_tree(account, address)
    read = ad.api_get(fields=["name", "campaign_id", "adset_id", "status"])
    assert (read["name"], read["campaign_id"], read["adset_id"]) == ("Ad", campaign["id"], ad_set["id"])


def test_budgets_read_back_as_strings_of_minor_units(account: AdAccount, address: SandboxAddress) -> None:
    _, ad_set, _ = a_tree(account, address)
    ad_set.api_update(params={"daily_budget": 7500, "name": "Renamed"})
    read = ad_set.api_get(fields=["daily_budget", "name"])
    assert (read["daily_budget"], read["name"]) == ("7500", "Renamed")


def test_lists_are_followed_page_by_page_by_the_sdk(account: AdAccount) -> None:
    name = f"Paged {uuid4()}"
    for _ in range(7):
        account.create_campaign(params=a_campaign(name=name))
    by_name = [{"field": "name", "operator": "EQUAL", "value": name}]
    found = account.get_campaigns(fields=["name"], params={"limit": 3, "filtering": by_name})
    assert len({campaign["id"] for campaign in found}) == 7


def test_archived_and_deleted_campaigns_are_hidden_unless_asked_for(account: AdAccount) -> None:
    name = f"Gone {uuid4()}"
    campaign = account.create_campaign(params=a_campaign(name=name))
    campaign.api_update(params={"status": "ARCHIVED"})
    by_name = {"filtering": [{"field": "name", "operator": "EQUAL", "value": name}]}
    assert len(account.get_campaigns(params=by_name)) == 0
    assert len(account.get_campaigns(params=by_name | {"effective_status": ["ARCHIVED"]})) == 1


def test_a_deleted_campaign_cannot_be_changed(account: AdAccount) -> None:
    campaign = account.create_campaign(params=a_campaign())
    campaign.api_delete()
    with pytest.raises(FacebookRequestError) as refused:
        campaign.api_update(params={"name": "Back again"})
    assert refused.value.api_error_subcode() == 1487015


def test_an_ad_set_s_budget_changes_at_most_four_times_an_hour(
    account: AdAccount, address: SandboxAddress, desk: ControlDesk
) -> None:
    _, ad_set, _ = a_tree(account, address)
    for budget in (5100, 5200, 5300, 5400):
        ad_set.api_update(params={"daily_budget": budget})
    with pytest.raises(FacebookRequestError) as refused:
        ad_set.api_update(params={"daily_budget": 5500})
    assert refused.value.api_error_code() == 613
    desk.pass_hours(1.1)
    ad_set.api_update(params={"daily_budget": 5500})


def test_a_dry_run_judges_and_creates_nothing(account: AdAccount, desk: ControlDesk) -> None:
    name = f"Dry {uuid4()}"
    account.create_campaign(params=a_campaign(name=name, execution_options=["validate_only"]))
    assert desk.named(name) == []


def test_a_batch_answers_every_call_in_it(graph: FacebookAdsApi, account: AdAccount) -> None:
    campaigns = [account.create_campaign(params=a_campaign(name=name)) for name in ("One", "Two")]
    names: list[str] = []
    batch = graph.new_batch()
    for campaign in campaigns:
        campaign.api_get(fields=["name"], batch=batch, success=lambda answer: names.append(answer.json()["name"]))
    assert batch.execute() is None
    assert names == ["One", "Two"]


def test_an_unknown_field_is_an_error(account: AdAccount) -> None:
    campaign = account.create_campaign(params=a_campaign())
    with pytest.warns(UserWarning, match="colour"), pytest.raises(FacebookRequestError, match="nonexisting field"):
        campaign.api_get(fields=["colour"])


def test_an_object_of_nobody_does_not_exist(graph: FacebookAdsApi) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        Campaign("1", api=graph).api_get(fields=["name"])
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (100, 33)


def test_an_ended_version_is_refused(account: AdAccount) -> None:
    account.get_api()._api_version = "v23.0"  # noqa: SLF001 - the SDK has no other way
    with pytest.raises(FacebookRequestError) as refused:
        account.api_get(fields=["name"])
    assert refused.value.api_error_code() == 2635


def test_every_mutation_is_logged_in_order(account: AdAccount, desk: ControlDesk) -> None:
    name = f"Logged {uuid4()}"
    campaign = account.create_campaign(params=a_campaign(name=name))
    campaign.api_update(params={"status": "ACTIVE"})
    campaign.api_delete()
    assert [entry["operation"] for entry in desk.named(name)] == ["create", "status", "remove"]
