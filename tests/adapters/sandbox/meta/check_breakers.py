"""For every check of Meta's, a call that breaks it and no other."""

from collections.abc import Callable
from datetime import datetime

import httpx
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set, an_audience
from tests.adapters.sandbox.meta.pictures import in_base64

ALIKE = {"lookalike_spec": {"country": "US", "ratio": 0.01, "type": "similarity"}}
Break = Callable[[AdAccount, SandboxAddress], object]


def call_an_ended_version(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_api().call("GET", (account["id"], "campaigns"), api_version="v23.0")


def change_a_budget_five_times(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    made = account.create_ad_set(params=an_ad_set(campaign["id"], address))
    for budget in range(6000, 6005):
        AdSet(made["id"], api=account.get_api()).api_update(params={"daily_budget": budget})


def prove_another_secret(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_api().call("GET", (account["id"],), params={"appsecret_proof": "0" * 64})


def measure_by_a_pixel_of_nobody(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    nobody = {"pixel_id": "1", "custom_event_type": "PURCHASE"}
    account.create_ad_set(params=an_ad_set(campaign["id"], address, promoted_object=nobody))


def speak_for_a_page_of_nobody(account: AdAccount, address: SandboxAddress) -> None:
    story = {"page_id": "1", "link_data": {"link": "https://shop.example"}}
    account.create_ad_creative(params=a_creative(address, object_story_spec=story))


def show_a_creative_of_nobody(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address))
    account.create_ad(params=an_ad(ad_set["id"], "1"))


def wake_an_archived_campaign(account: AdAccount, _address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    campaign.api_update(params={"status": "ARCHIVED"})
    campaign.api_update(params={"status": "ACTIVE"})


def change_an_objective(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_campaign(params=a_campaign()).api_update(params={"objective": "OUTCOME_LEADS"})


def batch_51_calls(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_api().call("POST", (), params={"batch": [{"method": "GET", "relative_url": "me"}] * 51})


def call_in_the_background_without_a_name(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_api().call("POST", (), params={"asyncbatch": [{"method": "POST", "relative_url": "me"}]})


def depend_in_the_background(account: AdAccount, _address: SandboxAddress) -> None:
    calls = [{"method": "POST", "relative_url": "{result=first:$.id}/copies", "name": "second"}]
    account.get_api().call("POST", (), params={"asyncbatch": calls})


def upload_no_picture(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_ad_image(params={"bytes": in_base64(b"no picture")})


def combine_age_with_country(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_insights(params={"breakdowns": ["age", "country"]})


def ask_by_the_old_markets(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_insights(params={"breakdowns": ["dma"]})


def ask_about_long_ago(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_insights(params={"time_range": {"since": "2019-01-01", "until": "2019-01-02"}})


def copy_four_objects_at_once(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    for name in ("One", "Two", "Three"):
        account.create_ad_set(params=an_ad_set(campaign["id"], address, name=name))
    campaign.create_copy(params={"deep_copy": True})


def change_a_disabled_account(account: AdAccount, address: SandboxAddress) -> None:
    account_id = account["id"].removeprefix("act_")
    suspension = {"name": "suspended_account", "platform": "meta", "account_id": account_id}
    httpx.post(f"{address.control_url}/scenarios", json=suspension).raise_for_status()
    try:
        told = account.api_get(fields=["account_status", "disable_reason"])
        assert (told["account_status"], told["disable_reason"]) == (2, 1)
        account.create_campaign(params=a_campaign())
    finally:
        httpx.delete(f"{address.control_url}/reviews").raise_for_status()


def search(account: AdAccount, **params: str) -> None:
    account.get_api().call("GET", ("search",), params=params)


def estimate(account: AdAccount, **params: object) -> None:
    account.get_api().call("GET", (account["id"], "reachestimate"), params=params)


def put_a_label_of_nobody_on(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_campaign(params=a_campaign()).create_ad_label(params={"adlabels": [{"id": "1"}]})


def build_under_what_is_gone(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    campaign.api_update(params={"status": "ARCHIVED"})
    account.create_ad_set(params=an_ad_set(campaign["id"], address))


def resemble_an_audience_of_nobody(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_custom_audience(params=an_audience(subtype="LOOKALIKE", origin_audience_id="1", **ALIKE))


def rename_what_is_deleted(account: AdAccount, _address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    campaign.api_delete()
    campaign.api_update(params={"name": "Back"})


def upload_more_people_than_a_call_takes(account: AdAccount, _address: SandboxAddress) -> None:
    payload = {"schema": "EMAIL_SHA256", "data": [str(number) for number in range(10_001)]}
    account.create_custom_audience(params=an_audience()).create_user(params={"payload": payload})


def read_51_ids(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_api().call("GET", (), params={"ids": ",".join([account["id"]] * 51)})


def ask_a_campaign_for_its_account(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_campaign(params=a_campaign()).get_insights(params={"level": "account"})


def send_events(account: AdAccount, address: SandboxAddress, count: int = 1, **changes: object) -> None:
    now = datetime.fromisoformat(httpx.get(f"{address.control_url}/clock").json()["now"]).timestamp()
    event = {"event_name": "Purchase", "event_time": int(now), "user_data": {"em": ["0" * 64]}} | changes
    pixel = (address.meta["pixel_id"], "events")
    account.get_api().call("POST", pixel, params={"data": [event] * count})


def ask(account: AdAccount, **params: object) -> None:
    account.get_insights(params=params)


BREAKS: dict[str, Break] = {
    "meta.an_ended_version_is_refused": call_an_ended_version,
    "meta.a_budget_changes_four_times_an_hour": change_a_budget_five_times,
    "meta.appsecret_proof_matches_the_token": prove_another_secret,
    "meta.a_pixel_exists": measure_by_a_pixel_of_nobody,
    "meta.a_page_exists": speak_for_a_page_of_nobody,
    "meta.a_creative_exists": show_a_creative_of_nobody,
    "meta.an_archived_object_is_only_renamed_or_deleted": wake_an_archived_campaign,
    "meta.what_is_set_at_creation_stays": change_an_objective,
    "meta.a_batch_has_at_most_50_calls": batch_51_calls,
    "meta.an_asynchronous_call_has_a_name": call_in_the_background_without_a_name,
    "meta.asynchronous_calls_do_not_depend_on_others": depend_in_the_background,
    "meta.an_image_is_a_picture": upload_no_picture,
    "meta.breakdowns_combine_as_documented": combine_age_with_country,
    "meta.the_dma_breakdown_has_ended": ask_by_the_old_markets,
    "meta.insights_reach_back_37_months": ask_about_long_ago,
    "meta.a_copy_holds_at_most_3_objects": copy_four_objects_at_once,
    "meta.a_disabled_account_takes_no_changes": change_a_disabled_account,
    "meta.a_targeting_search_has_a_known_type": lambda account, _: search(account, type="nothing"),
    "meta.a_search_for_interests_has_a_word": lambda account, _: search(account, type="adinterest"),
    "meta.a_search_by_interests_lists_them": lambda account, _: search(account, type="adinterestvalid"),
    "meta.an_estimate_has_a_targeting": lambda account, _: estimate(account),
    "meta.an_estimate_is_of_a_place": lambda account, _: estimate(account, targeting_spec={"age_min": 20}),
    "meta.an_account_keeps_a_name": lambda account, _: account.api_update(params={"name": " "}),
    "meta.a_spend_cap_is_not_negative": lambda account, _: account.api_update(params={"spend_cap": -1}),
    "meta.a_label_has_a_name": lambda account, _: account.create_ad_label(params={"name": ""}),
    "meta.a_label_exists": put_a_label_of_nobody_on,
    "meta.a_value_is_one_of_those_listed": lambda account, _: account.create_campaign(
        params=a_campaign(bid_strategy="CHEAP")
    ),
    "meta.nothing_is_made_under_what_is_gone": build_under_what_is_gone,
    "meta.an_origin_audience_exists": resemble_an_audience_of_nobody,
    "meta.a_deleted_object_takes_no_changes": rename_what_is_deleted,
    "meta.an_upload_holds_at_most_10000_people": upload_more_people_than_a_call_takes,
    "meta.at_most_50_ids_are_read_at_once": read_51_ids,
    "meta.a_level_is_not_above_its_node": ask_a_campaign_for_its_account,
    "meta.a_range_does_not_end_before_it_starts": lambda account, _: ask(
        account, time_range={"since": "2026-11-02", "until": "2026-11-01"}
    ),
    "meta.at_most_1000_events_are_sent_at_once": lambda account, address: send_events(account, address, count=1001),
    "meta.an_event_has_a_name_and_a_time": lambda account, address: send_events(account, address, event_name=None),
    "meta.an_event_is_sent_within_seven_days": lambda account, address: send_events(account, address, event_time=1),
    "meta.an_event_tells_of_a_person": lambda account, address: send_events(account, address, user_data={}),
    "meta.an_increment_is_of_at_most_90_days": lambda account, _: ask(account, time_increment=91),
}
