"""Where files lie once they are uploaded, and what lies there: a picture of the same size, or a film without a frame.

What is told to a client names the place at which it reached the sandbox, so that it can follow the link.
"""

import struct
from typing import Any

from adapters.sandbox.pictures import drawn
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.wire import Answer

STORAGE = "/tiktok/storage"
_COVER = "/cover"


def links(kind: str, file_id: str) -> dict[str, str]:
    """Return where a file of the library lies, as paths; `addressed` makes addresses of them."""
    path = f"{STORAGE}/{file_id}"
    return {"image_url": path} if kind == "image" else {"preview_url": path, "video_cover_url": path + _COVER}


def addressed(value: Any, base_url: str) -> Any:  # noqa: ANN401 - whatever an answer holds
    """Return an answer in which every path below the storage is an address for this client."""
    if isinstance(value, str):
        return base_url + value if value.startswith(f"{STORAGE}/") else value
    if isinstance(value, dict):
        return {name: addressed(one, base_url) for name, one in value.items()}
    return [addressed(one, base_url) for one in value] if isinstance(value, list) else value


def stored_file(sandbox: Sandbox, path: str) -> Answer:
    """Return what lies at a path below the storage; nobody needs a token for it."""
    name = path.removeprefix(f"{STORAGE}/")
    file_id = name.removesuffix(_COVER)
    entity = sandbox.store.get(TIKTOK, "image", file_id) or sandbox.store.get(TIKTOK, "video", file_id)
    if entity is None:
        return Answer(body={"message": "404 page not found"}, status=404)
    if entity.kind == "video" and name == file_id:
        return Answer(content=_empty_film(), media_type="video/mp4")
    picture = drawn(file_id, int(entity.fields.get("width", 1)), int(entity.fields.get("height", 1)))
    return Answer(content=picture, media_type="image/png")


def _empty_film() -> bytes:
    brand = b"isom" + struct.pack(">I", 512) + b"isomiso2mp41"
    return struct.pack(">I4s", 8 + len(brand), b"ftyp") + brand + struct.pack(">I4s", 8, b"mdat")
