"""What the documentation of the official Meta SDK shows, typed in, pointed at the sandbox by its JSON line alone."""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adcreative import AdCreative
from facebook_business.adobjects.adimage import AdImage
from facebook_business.adobjects.adreportrun import AdReportRun
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.adobjects.advideo import AdVideo
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.customaudience import CustomAudience
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.event import Event
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.user_data import UserData
from facebook_business.adobjects.targetingsearch import TargetingSearch
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from adapters.sandbox.meta.image_files import dimensions
from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.meta.pictures import a_png, in_base64

# The SDK warns of what it then sends all the same.
pytestmark = [
    pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning"),
    pytest.mark.filterwarnings("ignore:.* does not allow field:UserWarning"),
]


@pytest.fixture
def account(ads_sandbox: AdsSandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[AdAccount]:
    """The account after `FacebookAdsApi.init`, as every example of the SDK begins."""
    line = ads_sandbox.address.meta
    monkeypatch.setattr(FacebookSession, "GRAPH", line["graph_url"])
    FacebookAdsApi.init(line["app_id"], line["app_secret"], line["access_token"], crash_log=False)
    yield AdAccount(line["ad_account_id"])
    FacebookAdsApi.get_default_api()._session.requests.close()  # noqa: SLF001 - the SDK never closes it
    FacebookAdsApi.set_default_api(None)


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


@pytest.fixture
def ad(account: AdAccount, ads_sandbox: AdsSandbox) -> Ad:
    """The quick start: a campaign, an ad set, a creative, an ad."""
    ad_set = an_ad_set(account, a_campaign(account))
    creative = account.create_ad_creative(
        params={
            AdCreative.Field.name: "My Creative",
            AdCreative.Field.object_story_spec: a_story(ads_sandbox.address.meta["page_id"]),
        }
    )
    return account.create_ad(
        params={
            "name": "My Ad",
            "adset_id": ad_set["id"],
            "creative": {"creative_id": creative["id"]},
            "status": "PAUSED",
        }
    )


def test_the_quick_start_ends_with_an_ad(ad: Ad) -> None:
    read = ad.api_get(fields=[Ad.Field.name, Ad.Field.effective_status, Ad.Field.campaign, Ad.Field.creative])
    assert (read["name"], read["effective_status"]) == ("My Ad", "PAUSED")
    assert read["campaign"].api_get(fields=["name"])["name"] == "My Campaign"
    assert read["creative"]["id"]


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


def test_a_creative_shows_its_picture(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    line = ads_sandbox.address.meta
    story = a_story(line["page_id"])
    story["link_data"]["image_hash"] = line["image_hash"]
    creative = account.create_ad_creative(params={"name": "Pictured", "object_story_spec": story})
    (image,) = account.get_ad_images(fields=["url"], params={"hashes": [line["image_hash"]]})
    read = creative.api_get(fields=["image_hash", "image_url", "thumbnail_url"])
    assert (read["image_hash"], read["image_url"]) == (line["image_hash"], image["url"])
    assert read["thumbnail_url"].startswith(line["graph_url"])


def test_pictures_are_downloaded_from_where_they_are_told_to_lie(account: AdAccount) -> None:
    image = account.create_ad_image(params={"bytes": in_base64(a_png(640, 480))})
    (listed,) = account.get_ad_images(fields=["url", "url_128"], params={"hashes": [image["hash"]]})
    video = account.get_ad_videos(fields=["thumbnails"])[0]
    shown = [image["url"], listed["url"], listed["url_128"], video["thumbnails"]["data"][0]["uri"]]
    pictures = [dimensions(httpx.get(address).content) for address in shown]
    assert pictures == [(640, 480), (640, 480), (128, 128), (64, 64)]


def test_edges_of_a_video_and_a_page_are_read_as_fields(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    video = account.get_ad_videos(fields=["thumbnails"])[0]
    page = Page(ads_sandbox.address.meta["page_id"]).api_get(fields=["name", "picture"])
    assert video["thumbnails"]["data"][0]["uri"]
    assert page["picture"]["data"]["url"]


def test_the_old_remote_calls_still_work(account: AdAccount) -> None:
    campaign = a_campaign(account)
    campaign[Campaign.Field.name] = "Renamed"
    campaign.remote_update()
    assert campaign.remote_read(fields=["name"])["name"] == "Renamed"
    campaign_id = campaign["id"]
    campaign.remote_delete()
    assert Campaign(campaign_id).api_get(fields=["status"])["status"] == "DELETED"


def test_a_batch_calls_back_for_each_answer(account: AdAccount) -> None:
    batch, seen = FacebookAdsApi.get_default_api().new_batch(), []
    for number in range(3):
        a_campaign(account, name=f"Campaign {number}").api_update(
            params={"name": f"In a batch {number}"}, batch=batch, success=lambda answer: seen.append(answer.json())
        )
    assert batch.execute() is None
    assert seen == [{"success": True}] * 3


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


def test_a_refusal_tells_all_that_the_exception_can_be_asked(account: AdAccount) -> None:
    with pytest.raises(FacebookRequestError) as refusal:
        account.create_ad_set(params={"name": "No budget", "campaign_id": a_campaign(account)["id"]})
    error = refusal.value
    assert (error.http_status(), error.api_error_code(), error.api_transient_error()) == (400, 100, False)
    assert error.api_error_message()
    assert error.api_blame_field_specs()
    assert "fbtrace_id" in error.body()["error"]


def test_insights_run_asynchronously(account: AdAccount, ad: Ad) -> None:
    job = account.get_insights(
        fields=["campaign_id", "impressions", "spend", "actions"],
        params={"level": "campaign", "date_preset": "last_7d", "time_increment": 1, "breakdowns": ["age", "gender"]},
        is_async=True,
    )
    assert isinstance(job, AdReportRun)
    for _ in range(10):
        job = job.api_get()
        if job[AdReportRun.Field.async_status] == "Job Completed":
            break
    assert list(job.get_result(params={"limit": 100})) == []
    assert ad["id"]


def test_an_image_and_a_video_are_uploaded(account: AdAccount, tmp_path: Path) -> None:
    picture, clip = tmp_path / "picture.png", tmp_path / "clip.mp4"
    picture.write_bytes(a_png())
    clip.write_bytes(bytes(2000))
    image = AdImage(parent_id=account["id"])
    image[AdImage.Field.filename] = str(picture)
    image.remote_create()
    # The SDK's own uploader names Meta's host of videos in its code; its plain call does not.
    with clip.open("rb") as source:
        sent = FacebookAdsApi.get_default_api().call("POST", (account["id"], "advideos"), files={"source": source})
    assert image[AdImage.Field.hash]
    assert AdVideo(sent.json()["id"]).api_get(fields=["status"])["status"]["video_status"] == "ready"


def test_pictures_come_zipped(account: AdAccount, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.png", a_png())
        archive.writestr("two.png", a_png() + b"\0")
    path = tmp_path / "pictures.zip"
    path.write_bytes(packed.getvalue())
    images = AdImage.remote_create_from_zip(str(path), account["id"])
    assert sorted(image["name"] for image in images) == ["one.png", "two.png"]
    assert len({image["hash"] for image in images}) == 2


def test_people_are_added_to_an_audience_hashed(account: AdAccount) -> None:
    audience = account.create_custom_audience(
        params={"name": "Buyers", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}
    )
    emails = ["one@shop.example", "two@shop.example"]
    answer = CustomAudience(audience["id"]).add_users(schema=CustomAudience.Schema.email_hash, users=emails)
    assert answer.json()["num_received"] == 2


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


def test_labels_find_what_carries_them(account: AdAccount, ad: Ad) -> None:
    label = account.create_ad_label(params={"name": "Spring"})
    campaign = Campaign(ad.api_get(fields=["campaign_id"])["campaign_id"])
    campaign.create_ad_label(params={"adlabels": [{"id": label["id"]}]})
    by_label = account.get_campaigns_by_labels(params={"ad_label_ids": [label["id"]], "operator": "ANY"})
    assert [one["id"] for one in by_label] == [campaign["id"]]
    assert [one["name"] for one in account.get_ad_labels(fields=["name"])] == ["Spring"]


def test_labels_find_ad_sets_that_carry_all_of_them(account: AdAccount) -> None:
    campaign = a_campaign(account)
    both, one = (AdSet(an_ad_set(account, campaign)["id"]) for _ in range(2))
    spring, sale = (account.create_ad_label(params={"name": name})["id"] for name in ("Spring", "Sale"))
    both.create_ad_label(params={"adlabels": [{"id": spring}, {"id": sale}]})
    one.create_ad_label(params={"adlabels": [{"id": spring}]})
    asked = {"ad_label_ids": [spring, sale]}
    by_all = account.get_ad_sets_by_labels(params=asked | {"operator": "ALL"})
    by_any = account.get_ad_sets_by_labels(params=asked | {"operator": "ANY"})
    assert [found["id"] for found in by_all] == [both["id"]]
    assert {found["id"] for found in by_any} == {both["id"], one["id"]}


def test_labels_find_ads_that_carry_them(account: AdAccount, ad: Ad) -> None:
    label = account.create_ad_label(params={"name": "Spring"})
    ad.create_ad_label(params={"adlabels": [{"name": "Spring"}]})
    asked = {"ad_label_ids": [label["id"]], "operator": "ANY"}
    by_label = account.get_ads_by_labels(fields=["name"], params=asked)
    assert [(one["id"], one["name"]) for one in by_label] == [(ad["id"], "My Ad")]
    ad.api_delete()
    assert not account.get_ads_by_labels(params=asked)


def test_an_ad_brings_its_creative_along(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    ad_set = an_ad_set(account, a_campaign(account))
    creative = {"name": "Inline", "object_story_spec": a_story(ads_sandbox.address.meta["page_id"])}
    made = account.create_ad(params={"name": "Ad", "adset_id": ad_set["id"], "creative": creative, "status": "PAUSED"})
    creative = Ad(made["id"]).api_get(fields=["creative"])["creative"]
    assert creative.api_get(fields=["name"])["name"] == "Inline"


def test_an_ad_and_a_creative_are_previewed(account: AdAccount, ad: Ad, ads_sandbox: AdsSandbox) -> None:
    assert "<iframe" in ad.get_previews(params={"ad_format": "DESKTOP_FEED_STANDARD"})[0]["body"]
    creative = {"object_story_spec": a_story(ads_sandbox.address.meta["page_id"])}
    shown = account.get_generate_previews(params={"creative": creative, "ad_format": "MOBILE_FEED_STANDARD"})
    assert "MOBILE_FEED_STANDARD" in shown[0]["body"]


def test_interests_and_places_are_searched(account: AdAccount) -> None:
    interests = TargetingSearch.search(params={"q": "run", "type": "adinterest"})
    places = TargetingSearch.search(
        params={"q": "san", "type": TargetingSearch.TargetingSearchTypes.geolocation, "location_types": ["city"]}
    )
    assert interests[0]["name"] == "Running"
    assert places[0]["name"] == "San Francisco"
    assert account.get_targeting_search(params={"q": "run"})[0]["name"] == "Running"
    events = TargetingSearch.search(params={"type": "adTargetingCategory", "class": "life_events"})
    assert {event["type"] for event in events} == {"life_events"}


_TARGETING = {"geo_locations": {"countries": ["US"]}, "age_min": 20, "age_max": 35}


def test_reach_and_delivery_are_estimated(account: AdAccount, ad: Ad) -> None:
    reach = account.get_reach_estimate(params={"targeting_spec": _TARGETING})[0]
    delivery = account.get_delivery_estimate(params={"targeting_spec": _TARGETING, "optimization_goal": "LINK_CLICKS"})[
        0
    ]
    own = AdSet(ad.api_get(fields=["adset_id"])["adset_id"]).get_delivery_estimate()[0]
    assert 0 < reach["users_lower_bound"] < reach["users_upper_bound"]
    assert delivery["estimate_mau_upper_bound"] < own["estimate_mau_upper_bound"], "fewer ages, fewer people"


def test_what_was_done_is_told_as_activities(account: AdAccount, ad: Ad) -> None:
    ad.api_update(params={"name": "Renamed"})
    told = account.get_activities(fields=["event_type", "object_id", "event_time"])
    assert (told[0]["event_type"], told[0]["object_id"]) == ("update_ad_friendly_name", ad["id"])
    assert {"create_ad", "create_ad_set", "create_campaign_group"} <= {one["event_type"] for one in told}


def test_a_rule_of_the_rules_library_is_kept(account: AdAccount) -> None:
    filters = [{"field": "impressions", "value": 8000, "operator": "GREATER_THAN"}]
    rule = account.create_ad_rules_library(
        params={
            "name": "Rule 1",
            "schedule_spec": {"schedule_type": "SEMI_HOURLY"},
            "evaluation_spec": {"evaluation_type": "SCHEDULE", "filters": filters},
            "execution_spec": {"execution_type": "PAUSE"},
        }
    )
    rule.api_update(params={"status": "DISABLED"})
    read = rule.api_get(fields=["name", "status", "evaluation_spec"])
    assert (read["name"], read["status"]) == ("Rule 1", "DISABLED")
    assert read["evaluation_spec"]["filters"][0]["value"] == 8000
    assert [one["id"] for one in account.get_ad_rules_library()] == [rule["id"]]
    rule.api_delete()
    assert not account.get_ad_rules_library()


@pytest.mark.usefixtures("account")
def test_a_shop_s_server_sends_events(ads_sandbox: AdsSandbox) -> None:
    pixel_id, now = ads_sandbox.address.meta["pixel_id"], int(ads_sandbox.control.now().timestamp())
    user = UserData(email="joe@eg.com", client_user_agent="Mozilla/5.0")
    event = Event(event_name="Purchase", event_time=now, user_data=user, action_source=ActionSource.WEBSITE)
    answer = EventRequest(pixel_id=pixel_id, events=[event]).execute()
    assert (answer.events_received, answer.messages) == (1, [])
    assert AdsPixel(pixel_id).api_get(fields=["last_fired_time"])["last_fired_time"]


def test_a_list_within_an_object_is_followed_to_its_end(account: AdAccount) -> None:
    campaign = a_campaign(account)
    made = {an_ad_set(account, campaign)["id"] for _ in range(3)}
    graph = FacebookAdsApi.get_default_api()
    page = graph.call("GET", (campaign["id"],), params={"fields": "name,adsets.limit(2){name}"}).json()["adsets"]
    found = [row["id"] for row in page["data"]]
    following = graph.call("GET", page["paging"]["next"]).json()
    assert {*found, *(row["id"] for row in following["data"])} == made
    assert {row["name"] for row in following["data"]} == {"My Ad Set"}


@pytest.mark.usefixtures("account")
def test_a_batch_leaves_headers_out_when_told_so() -> None:
    calls = {"batch": [{"method": "GET", "relative_url": "me"}], "include_headers": "false"}
    (answer,) = FacebookAdsApi.get_default_api().call("POST", (), params=calls).json()
    assert answer.keys() == {"code", "body"}


def test_a_pixel_and_a_conversion_are_made(account: AdAccount) -> None:
    pixel = account.create_ads_pixel(params={AdsPixel.Field.name: "Mine"})
    rule = '{"and":[{"url":{"i_contains":"thanks"}}]}'
    conversion = account.create_custom_conversion(
        params={"name": "Thanks", "rule": rule, "event_source_id": pixel["id"], "custom_event_type": "PURCHASE"}
    )
    assert pixel["id"] in [one["id"] for one in account.get_ads_pixels()]
    assert [one["id"] for one in account.get_custom_conversions(fields=["name"])] == [conversion["id"]]


def test_an_account_is_renamed_and_capped(account: AdAccount) -> None:
    account.api_update(params={"name": "Renamed", "spend_cap": 500})
    read = account.api_get(fields=["name", "spend_cap"])
    assert (read["name"], read["spend_cap"]) == ("Renamed", "50000")


def test_archived_campaigns_are_deleted_by_age(account: AdAccount, ads_sandbox: AdsSandbox) -> None:
    campaign = a_campaign(account)
    campaign.api_update(params={"status": "ARCHIVED"})
    kept = a_campaign(account)
    ads_sandbox.control.advance(days=2)
    today = f"{ads_sandbox.control.now():%Y-%m-%d}"
    account.delete_campaigns(params={"delete_strategy": "DELETE_ARCHIVED_BEFORE", "before_date": today})
    assert Campaign(campaign["id"]).api_get(fields=["status"])["status"] == "DELETED"
    assert [one["id"] for one in account.get_campaigns()] == [kept["id"]]


@pytest.mark.parametrize(
    "edge",
    [
        *("get_saved_audiences", "get_instagram_accounts", "get_ad_rules_library", "get_ad_studies"),
        *("get_custom_audiences", "get_reach_frequency_predictions"),
    ],
)
def test_what_connectors_list_is_answered(account: AdAccount, edge: str) -> None:
    ask: Callable[[], Any] = getattr(account, edge)
    assert len(ask()) == 0
