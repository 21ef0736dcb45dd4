"""For every check of changes of objects, a change that breaks it and no other."""

import zipfile
from datetime import datetime
from io import BytesIO
from uuid import uuid4

import httpx
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.call_breakers import Break, called
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set, an_audience
from tests.adapters.sandbox.meta.pictures import a_png, in_base64

ALIKE = {"lookalike_spec": {"country": "US", "ratio": 0.01, "type": "similarity"}}


def build_under(account: AdAccount, address: SandboxAddress, parent_id: str | None) -> None:
    account.get_api().call("POST", (account["id"], "adsets"), params=an_ad_set("", address, campaign_id=parent_id))


def build_under_what_is_gone(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    campaign.api_update(params={"status": "ARCHIVED"})
    account.create_ad_set(params=an_ad_set(campaign["id"], address))


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


def resemble_an_audience_of_nobody(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_custom_audience(params=an_audience(subtype="LOOKALIKE", origin_audience_id="1", **ALIKE))


def change_an_objective(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_campaign(params=a_campaign()).api_update(params={"objective": "OUTCOME_LEADS"})


def change_a_story(account: AdAccount, address: SandboxAddress) -> None:
    creative = account.create_ad_creative(params=a_creative(address))
    creative.api_update(params={"object_story_spec": a_creative(address)["object_story_spec"]})


def change_a_budget_five_times(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    made = account.create_ad_set(params=an_ad_set(campaign["id"], address))
    for budget in range(6000, 6005):
        AdSet(made["id"], api=account.get_api()).api_update(params={"daily_budget": budget})


def wake_an_archived_campaign(account: AdAccount, _address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    campaign.api_update(params={"status": "ARCHIVED"})
    campaign.api_update(params={"status": "ACTIVE"})


def rename_what_is_deleted(account: AdAccount, _address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    campaign.api_delete()
    campaign.api_update(params={"name": "Back"})


def delete_twice(account: AdAccount, _address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    for _ in range(2):
        Campaign(campaign["id"], api=account.get_api()).api_delete()


def copy_four_objects_at_once(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    for name in ("One", "Two", "Three"):
        account.create_ad_set(params=an_ad_set(campaign["id"], address, name=name))
    campaign.create_copy(params={"deep_copy": True})


def copy_as_it_happens(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_campaign(params=a_campaign()).create_copy(params={"status_option": "RUNNING"})


def put_a_label_of_nobody_on(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_campaign(params=a_campaign()).create_ad_label(params={"adlabels": [{"id": "1"}]})


def upload_no_picture(account: AdAccount, _address: SandboxAddress) -> None:
    account.create_ad_image(params={"bytes": in_base64(b"no picture")})


def upload_an_archive_whose_end_is_broken(account: AdAccount, _address: SandboxAddress) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("whole.png", a_png())
        archive.writestr("broken.png", b"a picture")
    broken = packed.getvalue().replace(b"a picture", b"A PICTURE")
    account.get_api().call("POST", (account["id"], "adimages"), files={"source": ("a.zip", broken)})


def copy_an_image_of_nobody(account: AdAccount, _address: SandboxAddress) -> None:
    origin = {"source_account_id": account["id"].removeprefix("act_"), "hash": uuid4().hex}
    account.create_ad_image(params={"copy_from": origin})


def upload_people(account: AdAccount, payload: dict[str, object]) -> None:
    account.create_custom_audience(params=an_audience()).create_user(params={"payload": payload})


def send_events(account: AdAccount, address: SandboxAddress, count: int = 1, **changes: object) -> None:
    now = datetime.fromisoformat(httpx.get(f"{address.control_url}/clock").json()["now"]).timestamp()
    event = {"event_name": "Purchase", "event_time": int(now), "user_data": {"em": ["0" * 64]}} | changes
    pixel = (address.meta["pixel_id"], "events")
    account.get_api().call("POST", pixel, params={"data": [event] * count})


OBJECT_BREAKS: dict[str, Break] = {
    "meta.a_child_names_its_parent": lambda account, address: build_under(account, address, None),
    "meta.a_parent_exists": lambda account, address: build_under(account, address, "1"),
    "meta.nothing_is_made_under_what_is_gone": build_under_what_is_gone,
    "meta.a_pixel_exists": measure_by_a_pixel_of_nobody,
    "meta.a_page_exists": speak_for_a_page_of_nobody,
    "meta.a_creative_exists": show_a_creative_of_nobody,
    "meta.an_origin_audience_exists": resemble_an_audience_of_nobody,
    "meta.what_is_set_at_creation_stays": change_an_objective,
    "meta.a_creative_stays_as_it_is": change_a_story,
    "meta.a_budget_changes_four_times_an_hour": change_a_budget_five_times,
    "meta.an_archived_object_is_only_renamed_or_deleted": wake_an_archived_campaign,
    "meta.a_deleted_object_takes_no_changes": rename_what_is_deleted,
    "meta.an_object_is_deleted_once": delete_twice,
    "meta.campaigns_are_deleted_by_a_strategy_that_is_listed": called(
        "act", "campaigns", method="DELETE", delete_strategy="DELETE_DULL"
    ),
    "meta.archived_campaigns_are_deleted_before_a_date": called(
        "act", "campaigns", method="DELETE", delete_strategy="DELETE_ARCHIVED_BEFORE"
    ),
    "meta.a_copy_holds_at_most_3_objects": copy_four_objects_at_once,
    "meta.a_copy_gets_a_status_that_is_listed": copy_as_it_happens,
    "meta.an_account_keeps_a_name": called("act", method="POST", name=" "),
    "meta.a_spend_cap_is_not_negative": called("act", method="POST", spend_cap=-1),
    "meta.a_label_has_a_name": called("act", "adlabels", method="POST", name=""),
    "meta.a_label_exists": put_a_label_of_nobody_on,
    "meta.an_upload_brings_a_picture": called("act", "adimages", method="POST"),
    "meta.an_image_is_a_picture": upload_no_picture,
    "meta.zipped_pictures_can_be_unpacked": upload_an_archive_whose_end_is_broken,
    "meta.an_image_that_is_copied_exists": copy_an_image_of_nobody,
    "meta.an_image_that_is_deleted_exists": called("act", "adimages", method="DELETE", hash="1"),
    "meta.an_upload_brings_a_video": called("act", "advideos", method="POST"),
    "meta.an_upload_goes_on_after_its_start": called(
        "act", "advideos", method="POST", upload_phase="finish", upload_session_id="1"
    ),
    "meta.an_upload_holds_at_most_10000_people": lambda account, _: upload_people(
        account, {"schema": "EMAIL_SHA256", "data": [str(number) for number in range(10_001)]}
    ),
    "meta.a_person_has_a_value_for_each_key": lambda account, _: upload_people(
        account, {"schema": ["EMAIL", "FN"], "data": [["one"]]}
    ),
    "meta.at_most_1000_events_are_sent_at_once": lambda account, address: send_events(account, address, count=1001),
    "meta.an_event_has_a_name_and_a_time": lambda account, address: send_events(account, address, event_name=None),
    "meta.an_event_is_sent_within_seven_days": lambda account, address: send_events(account, address, event_time=1),
    "meta.an_event_tells_of_a_person": lambda account, address: send_events(account, address, user_data={}),
}
