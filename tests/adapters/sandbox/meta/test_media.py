from pathlib import Path
from uuid import uuid4

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adimage import AdImage
from facebook_business.adobjects.advideo import AdVideo
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.pictures import a_png, in_base64


def test_an_image_is_uploaded_by_its_bytes_and_read_back(account: AdAccount) -> None:
    created = account.create_ad_image(params={"bytes": in_base64(a_png(640, 480))})
    (image,) = account.get_ad_images(fields=["hash", "width", "height"], params={"hashes": [created["hash"]]})
    assert (image["hash"], image["width"], image["height"]) == (created["hash"], 640, 480)


def test_an_image_is_uploaded_from_a_file(account: AdAccount, tmp_path: Path) -> None:
    picture = tmp_path / "spring.png"
    picture.write_bytes(a_png())
    image = AdImage(parent_id=account["id"], api=account.get_api())
    image[AdImage.Field.filename] = str(picture)
    image.remote_create()
    read = AdImage(f"{account['id'][4:]}:{image['hash']}", api=account.get_api()).api_get(fields=["name", "status"])
    assert (read["name"], read["status"]) == ("spring.png", "ACTIVE")


def test_an_image_is_named_by_its_address(account: AdAccount) -> None:
    created = account.create_ad_image(params={"url": f"https://shop.example/{uuid4()}.png"})
    assert len(account.get_ad_images(params={"hashes": [created["hash"]]})) == 1


def test_the_same_picture_is_kept_once(account: AdAccount) -> None:
    picture = in_base64(a_png())
    first, second = (account.create_ad_image(params={"bytes": picture})["hash"] for _ in range(2))
    assert first == second
    assert len(account.get_ad_images(params={"hashes": [first]})) == 1


def test_a_deleted_image_is_gone_from_the_list(account: AdAccount) -> None:
    digest = account.create_ad_image(params={"bytes": in_base64(a_png())})["hash"]
    account.delete_ad_images(params={"hash": digest})
    assert len(account.get_ad_images(params={"hashes": [digest]})) == 0
    with pytest.raises(FacebookRequestError):
        account.delete_ad_images(params={"hash": digest})


@pytest.mark.parametrize("content", ["no base64!", in_base64(b"no picture")])
def test_what_is_no_picture_is_refused(account: AdAccount, content: str) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        account.create_ad_image(params={"bytes": content})
    assert refused.value.api_error_subcode() == 1487411


def test_a_video_is_fetched_from_an_address(account: AdAccount) -> None:
    created = account.create_ad_video(params={"file_url": "https://shop.example/spring.mp4", "name": "Spring"})
    video = AdVideo(created["id"], api=account.get_api()).api_get(fields=["title", "status"])
    assert (video["title"], video["status"]["video_status"]) == ("Spring", "ready")
    assert created["id"] in [one["id"] for one in account.get_ad_videos()]


def test_a_video_is_uploaded_in_chunks(account: AdAccount) -> None:
    """The client's own uploader has the real platform's address built in, so its three phases are spelled out here."""
    film = b"\0" * 5_000_000

    def phase(name: str, params: dict[str, object], files: dict[str, bytes] | None = None) -> dict[str, str]:
        asked = {"upload_phase": name, **params}
        told: dict[str, str] = account.get_api().call("POST", (account["id"], "advideos"), asked, files=files).json()
        return told

    told = started = phase("start", {"file_size": len(film)})
    session: dict[str, object] = {"upload_session_id": started["upload_session_id"]}
    while told["start_offset"] != told["end_offset"]:
        chunk = film[int(told["start_offset"]) : int(told["end_offset"])]
        told = phase("transfer", {**session, "start_offset": told["start_offset"]}, {"video_file_chunk": chunk})
    phase("finish", {**session, "title": "spring.mp4"})
    video = AdVideo(started["video_id"], api=account.get_api())
    video.waitUntilEncodingReady(interval=0, timeout=5)
    assert video.api_get(fields=["title"])["title"] == "spring.mp4"


def test_a_video_is_renamed_shown_and_deleted(account: AdAccount) -> None:
    video = AdVideo(
        account.create_ad_video(params={"file_url": "https://shop.example/a.mp4"})["id"], api=account.get_api()
    )
    video.api_update(params={"name": "Autumn"})
    assert video.get_thumbnails(fields=["uri", "is_preferred"])[0]["is_preferred"]
    video.api_delete()
    assert video["id"] not in [one["id"] for one in account.get_ad_videos(params={"limit": 500})]


def test_a_video_needs_a_film(account: AdAccount) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        account.create_ad_video(params={"name": "Nothing"})
    assert refused.value.api_error_code() == 100


def test_an_image_can_be_copied_from_another_account(account: AdAccount, address: SandboxAddress) -> None:
    digest = account.create_ad_image(params={"bytes": in_base64(a_png())})["hash"]
    elsewhere = AdAccount("act_200000000000002", api=account.get_api())
    copy = {"source_account_id": address.meta["ad_account_id"], "hash": digest}
    assert elsewhere.create_ad_image(params={"copy_from": copy})["hash"] == digest
