import struct
from collections.abc import Iterator
from hashlib import md5

import httpx
import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from adapters.sandbox.tiktok.media import image_of, video_format_of
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi, request_id

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(40)


@pytest.fixture
def tiktok(ads_sandbox: AdsSandbox) -> Iterator[BusinessApi]:
    """A library of its own: other tests expect the ready one."""
    with BusinessApi(ads_sandbox.address) as api:
        yield api


def png(width: int = 640, height: int = 640) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(9)


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe\x00\x04ad"
    return b"\xff\xd8" + comment + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(12)


def upload(tiktok: BusinessApi, kind: str, content: bytes, **form: str) -> Body:
    fields = {
        "advertiser_id": tiktok.advertiser_id,
        "upload_type": "UPLOAD_BY_FILE",
        f"{kind}_signature": md5(content, usedforsecurity=False).hexdigest(),
        **form,
    }
    files = {f"{kind}_file": (f"spring.{kind}", content)}
    answer: Body = tiktok.client.post(f"/file/{kind}/ad/upload/", data=fields, files=files).json()
    return answer


@pytest.mark.parametrize(
    ("content", "shape"), [(png(640, 480), ("png", 640, 480)), (jpeg(300, 200), ("jpeg", 300, 200))]
)
def test_an_uploaded_image_tells_its_own_size(tiktok: BusinessApi, content: bytes, shape: tuple[str, int, int]) -> None:
    data = upload(tiktok, "image", content)["data"]
    assert (data["format"], data["width"], data["height"]) == shape
    assert data["signature"] == md5(content, usedforsecurity=False).hexdigest()
    assert tiktok.get("/file/image/ad/info/", image_ids=[data["image_id"]])["data"]["list"] == [data]


def test_an_uploaded_video_comes_as_a_list_and_can_be_advertised(tiktok: BusinessApi) -> None:
    (video,) = upload(tiktok, "video", MP4, file_name="Spring")["data"]
    assert (video["file_name"], video["size"]) == ("Spring", len(MP4))
    _, adgroup_id, _ = tiktok.tree()
    assert tiktok.create("ad", adgroup_id, video_id=video["video_id"])["code"] == 0


def test_the_links_of_a_file_are_followed_without_a_token(tiktok: BusinessApi) -> None:
    image = upload(tiktok, "image", png(64, 48))["data"]
    (video,) = upload(tiktok, "video", MP4)["data"]
    picture, film, cover = (
        httpx.get(link) for link in (image["image_url"], video["preview_url"], video["video_cover_url"])
    )
    assert image_of(picture.content) == ("png", 64, 48)
    assert (film.headers["content-type"], video_format_of(film.content)) == ("video/mp4", "mp4")
    assert image_of(cover.content) == ("png", 1080, 1920)
    assert httpx.get(image["image_url"] + "x").status_code == 404


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_file_can_come_from_an_address_or_an_earlier_file(tiktok: BusinessApi, kind: str) -> None:
    body = {"upload_type": "UPLOAD_BY_URL", f"{kind}_url": "https://shop.example/media/summer", "file_name": "Summer"}
    first = tiktok.post(f"/file/{kind}/ad/upload/", body)["data"]
    known = first[0] if kind == "video" else first
    again = {"upload_type": "UPLOAD_BY_FILE_ID", "file_id": known[f"{kind}_id"], "file_name": "Autumn"}
    assert tiktok.post(f"/file/{kind}/ad/upload/", again)["code"] == 0


def test_the_library_is_searched_by_name_and_renamed(tiktok: BusinessApi) -> None:
    name = f"Winter {request_id()}"
    image_id = upload(tiktok, "image", png(), file_name=name)["data"]["image_id"]
    body = {"image_id": image_id, "file_name": f"{name} sale"}
    assert tiktok.post("/file/image/ad/update/", body)["code"] == 0
    found = tiktok.get("/file/image/ad/search/", filtering={"file_name": f"{name} SALE"})["data"]
    assert [row["image_id"] for row in found["list"]] == [image_id]
    assert found["page_info"]["total_number"] == 1


@pytest.mark.parametrize(
    ("kind", "content", "form", "field"),
    [
        ("image", png(), {"image_signature": "0" * 32}, "image_signature"),
        ("image", b"words", {}, "image_file"),
        ("video", b"words" * 9, {}, "video_file"),
        ("image", png(), {"upload_type": "UPLOAD_BY_URL"}, "image_url"),
        ("video", MP4, {"upload_type": "UPLOAD_BY_PIGEON"}, "upload_type"),
    ],
)
def test_a_bad_upload_is_refused_by_its_field(
    tiktok: BusinessApi, kind: str, content: bytes, form: dict[str, str], field: str
) -> None:
    answer = upload(tiktok, kind, content, **form)
    assert (answer["code"], answer["message"].split(":")[0]) == (40002, field)


def test_the_check_of_a_signature_can_be_relaxed(tiktok: BusinessApi, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax("tiktok.an_uploaded_file_has_its_signature")
    assert upload(tiktok, "image", png(), image_signature="0" * 32)["code"] == 0


def test_an_upload_is_a_mutation(tiktok: BusinessApi, ads_sandbox: AdsSandbox) -> None:
    image_id = upload(tiktok, "image", png())["data"]["image_id"]
    assert ads_sandbox.control.mutations(platform="tiktok", kind="image")[-1]["id"] == image_id
