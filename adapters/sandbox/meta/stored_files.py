"""Where pictures lie once they are uploaded, and what lies there: a picture of the same size in a colour of its own.

Objects keep addresses below `STORAGE`; what is told to a client names the place at which it reached the sandbox.
"""

import zlib
from typing import Any

from adapters.sandbox.pictures import drawn
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META
from adapters.sandbox.wire import Answer

STORAGE = "storage:/"
STEP = "storage"
_SMALL = {"128": (128, 128), "thumbnail": (64, 64), "picture": (64, 64)}
_USUAL = (1200, 628)


def addressed(value: Any, place: str) -> Any:  # noqa: ANN401 - whatever an answer holds
    """Return an answer in which every address below `STORAGE` is one below `place`."""
    if isinstance(value, str):
        return place + value.removeprefix(STORAGE) if value.startswith(f"{STORAGE}/") else value
    if isinstance(value, dict):
        return {name: addressed(one, place) for name, one in value.items()}
    return [addressed(one, place) for one in value] if isinstance(value, list) else value


def stored_picture(sandbox: Sandbox, steps: list[str]) -> Answer:
    """Return the picture at these steps below the storage, such as an image's hash and `128`."""
    name = steps[0] if steps else ""
    images = (image.fields for image in sandbox.store.select(META, None, "image"))
    uploaded = next(((image["width"], image["height"]) for image in images if image.get("hash") == name), _USUAL)
    size = next((_SMALL[step] for step in steps[1:] if step in _SMALL), uploaded)
    return Answer(content=drawn(name, *size), media_type="image/png")


def image_addresses(digest: str) -> dict[str, str]:
    """Return the addresses that a node of an image tells."""
    return {
        "url": f"{STORAGE}/{digest}",
        "url_128": f"{STORAGE}/{digest}/128",
        "permalink_url": f"{STORAGE}/{digest}/permalink",
    }


def thumbnails(video_id: str) -> list[dict[str, Any]]:
    """Return the pictures that a video can be shown by."""
    return [
        {
            "id": f"{video_id}{number}",
            "uri": f"{STORAGE}/{video_id}/thumbnail/{number}",
            "width": 1280,
            "height": 720,
            "scale": 1.0,
            "is_preferred": number == 1,
        }
        for number in (1, 2)
    ]


def story_of(creative: dict[str, Any]) -> dict[str, Any]:
    """Return what a creative's story says: of a link, a video or a photo."""
    story = creative.get("object_story_spec") or {}
    told = [story.get(name) for name in ("link_data", "video_data", "photo_data")]
    return next((one for one in told if isinstance(one, dict)), {})


def pictures_of(creative: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a creative that tell which picture it shows, as far as its story names one."""
    data = story_of(creative)
    digest = creative.get("image_hash") or data.get("image_hash")
    address = f"{STORAGE}/{digest}" if digest else data.get("picture") or data.get("image_url")
    if not address:
        return {}
    name = digest or f"{zlib.crc32(str(address).encode()):08x}"
    found = {
        "image_url": address,
        "thumbnail_url": f"{STORAGE}/{name}/thumbnail",
        "image_urls_for_viewing": [address],
    }
    return found | ({"image_hash": digest} if digest else {})
