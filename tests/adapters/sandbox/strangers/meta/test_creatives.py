"""Creatives, previews, and the pictures and videos that they show. Typed in from the official SDK's documentation."""

import zipfile
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adcreative import AdCreative
from facebook_business.adobjects.adimage import AdImage
from facebook_business.adobjects.advideo import AdVideo
from facebook_business.adobjects.page import Page
from facebook_business.api import FacebookAdsApi

from adapters.sandbox.meta.image_files import dimensions
from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.meta.pictures import a_png, in_base64
from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS, a_campaign, a_story, an_ad_set

pytestmark = SDK_WARNS


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


def test_a_creative_tells_the_words_of_its_story(ad: Ad, ads_sandbox: AdsSandbox) -> None:
    creative = AdCreative(ad.api_get(fields=["creative"])["creative"]["id"])
    read = creative.api_get(fields=["body", "effective_object_story_id", "call_to_action_type"])
    page_id = ads_sandbox.address.meta["page_id"]
    assert (read["body"], read["effective_object_story_id"]) == ("Try it out", f"{page_id}_{creative['id']}")
    assert "call_to_action_type" not in read


@pytest.mark.parametrize(
    "shown", [{"object_id": "600000000000001"}, {"object_url": "https://shop.example"}, {"object_story_id": "1_2"}]
)
def test_a_page_a_link_or_a_post_is_shown_by_itself(account: AdAccount, shown: dict[str, str]) -> None:
    params = {"name": "My Page Like Ad", "title": "Like us", "body": "Like My Page", **shown}
    creative = account.create_ad_creative(params=params)
    assert creative.api_get(fields=["title"])["title"] == "Like us"
