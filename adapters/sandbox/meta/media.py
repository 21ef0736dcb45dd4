"""Images and videos: uploaded whole, by address or in chunks. Source: the official client's uploaders."""

import base64
import binascii
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from adapters.sandbox.meta.fields import parse
from adapters.sandbox.meta.image_files import dimensions
from adapters.sandbox.meta.parameters import TYPE, json_of
from adapters.sandbox.meta.stored_files import STORAGE, image_addresses
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.meta.writes import Writes
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

_UNSEEN_SIZE = (1200, 628)
_CHUNK = 1024 * 1024 * 4
_ZIP = b"PK\x03\x04"
_LARGEST_PICTURE = 30 * 1024 * 1024
_READY = {
    "video_status": "ready",
    "processing_progress": 100,
    "uploading_phase": {"status": "complete"},
    "processing_phase": {"status": "complete"},
    "publishing_phase": {"status": "complete", "publish_status": "published"},
}

Files = Mapping[str, tuple[str, bytes]]


class Media:
    """What `/adimages` and `/advideos` of an account do."""

    def __init__(self, sandbox: Sandbox, writes: Writes) -> None:
        self._sandbox = sandbox
        self._writes = writes
        self._rules = sandbox.rules

    def add_images(self, account: ReadyAccount, params: Mapping[str, str], files: Files) -> dict[str, Any]:
        """Keep each picture once, by the hash of its content; returns Graph's map of name to image."""
        pictures = {name: content for each in files.values() for name, content in _unpacked(*each, self._rules)}
        if "bytes" in params:
            pictures["bytes"] = _decoded(params["bytes"])
        found = {name: self._image(account, name, content) for name, content in pictures.items()}
        if "url" in params:
            found[params["url"]] = self._keep(account, params["url"], params["url"].encode(), _UNSEEN_SIZE)
        if "copy_from" in params and (copy := self._copy(account, params)):
            found["copy_from"] = copy
        if not found:
            refuse(self._rules, "meta.an_upload_brings_a_picture", "bytes")
        return {"images": {name: _as_uploaded(image) for name, image in found.items()}}

    def _image(self, account: ReadyAccount, name: str, content: bytes) -> Entity:
        size = dimensions(content)
        if size is None:
            refuse(self._rules, "meta.an_image_is_a_picture", "bytes", name=name)
        return self._keep(account, name, content, size or _UNSEEN_SIZE)

    def _keep(self, account: ReadyAccount, name: str, content: bytes, size: tuple[int, int]) -> Entity:
        return self._kept(account, name, hashlib.md5(content, usedforsecurity=False).hexdigest(), size)

    def _kept(self, account: ReadyAccount, name: str, digest: str, size: tuple[int, int]) -> Entity:
        fields = {
            "hash": digest,
            "name": name.rpartition("/")[2],
            "width": size[0],
            "height": size[1],
            "original_width": size[0],
            "original_height": size[1],
            "status": "ACTIVE",
            **image_addresses(digest),
        }
        known = self._sandbox.store.get(META, "image", f"{account.id}:{digest}")
        if known is None:
            return self._writes.add("image", account, fields, f"{account.id}:{digest}")
        if known.fields.get("status") == "DELETED":
            self._writes.change(known, {"status": "ACTIVE"})
        return known

    def _copy(self, account: ReadyAccount, params: Mapping[str, str]) -> Entity | None:
        wanted = "{source_account_id, hash}"
        origin = json_of(params, "copy_from", self._rules, fits=_is_origin, wanted=wanted, otherwise=None)
        if origin is None:
            return None
        source, digest = str(origin["source_account_id"]).removeprefix("act_"), str(origin["hash"])
        image = self._sandbox.store.get(META, "image", f"{source}:{digest}")
        if image is None:
            refuse(self._rules, "meta.an_image_that_is_copied_exists", "copy_from", hash=digest, account=source)
            return self._kept(account, digest, digest, _UNSEEN_SIZE)
        mine = f"{account.id}:{digest}"
        return self._sandbox.store.get(META, "image", mine) or self._writes.add(
            "image", account, dict(image.fields), mine
        )

    def remove_image(self, account: ReadyAccount, params: Mapping[str, str]) -> dict[str, Any]:
        """Delete the image of `hash`; ads that show it go on."""
        image = self._sandbox.store.get(META, "image", f"{account.id}:{params.get('hash', '')}")
        if image is None or image.fields.get("status") == "DELETED":
            refuse(self._rules, "meta.an_image_that_is_deleted_exists", "hash")
        else:
            self._writes.change(image, {"status": "DELETED"})
        return {"success": True}

    def add_video(self, account: ReadyAccount, params: Mapping[str, str], files: Files) -> dict[str, Any]:
        """Keep a video sent whole or by address, or take one step of a chunked upload."""
        match params.get("upload_phase"):
            case "start":
                return self._start_upload(account, params)
            case "transfer":
                return self._take_chunk(params, files)
            case "finish":
                return self._finish_upload(params)
            case _:
                if not files and not params.get("file_url"):
                    refuse(self._rules, "meta.an_upload_brings_a_video", "source")
                return {"id": self._new_video(account, params, dict(_READY)).id}

    def _new_video(self, account: ReadyAccount, params: Mapping[str, str], status: dict[str, Any]) -> Entity:
        known = parse("video", params, self._rules)
        fields = {"title": params.get("title") or params.get("name") or "", "length": 15.0, **known, "status": status}
        video_id = str(self._sandbox.store.next_id())
        fields |= {"picture": f"{STORAGE}/{video_id}/picture", "permalink_url": f"/watch/{video_id}"}
        return self._writes.add("video", account, fields, video_id)

    def _start_upload(self, account: ReadyAccount, params: Mapping[str, str]) -> dict[str, Any]:
        size = params.get("file_size", "")
        if not size.isdecimal():
            refuse(self._rules, TYPE, "file_size", wanted="the number of bytes to come")
            size = "0"
        video = self._new_video(account, {}, {"video_status": "uploading"})
        self._sandbox.store.change(video, {"_expected": int(size)}, self._sandbox.clock.now())
        return {
            "video_id": video.id,
            "upload_session_id": video.id,
            "start_offset": "0",
            "end_offset": str(min(_CHUNK, int(size))),
        }

    def _take_chunk(self, params: Mapping[str, str], files: Files) -> dict[str, Any]:
        video = self._upload(params)
        start = int(params["start_offset"]) if params.get("start_offset", "").isdecimal() else 0
        taken = start + sum(len(content) for _, content in files.values())
        expected: int = video.fields["_expected"] if video is not None else taken
        return {"start_offset": str(taken), "end_offset": str(min(taken + _CHUNK, expected))}

    def _finish_upload(self, params: Mapping[str, str]) -> dict[str, Any]:
        video = self._upload(params)
        if video is not None:
            self._writes.change(video, {"title": params.get("title", ""), "status": dict(_READY)})
        return {"success": True}

    def _upload(self, params: Mapping[str, str]) -> Entity | None:
        """Return the video that is being uploaded; None where nobody started it and that is relaxed."""
        video = self._sandbox.store.get(META, "video", params.get("upload_session_id", ""))
        if video is None or "_expected" not in video.fields:
            refuse(self._rules, "meta.an_upload_goes_on_after_its_start", "upload_session_id")
            return None
        return video


def _is_origin(found: object) -> bool:
    return isinstance(found, dict) and {"source_account_id", "hash"} <= found.keys()


def _unpacked(name: str, content: bytes, switches: RuleSwitches) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of a ZIP archive as far as it can be read, or the one file as it is."""
    if not content.startswith(_ZIP):
        yield name, content
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and entry.file_size <= _LARGEST_PICTURE:
                    yield entry.filename, archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        # As zipfile says it: no archive, broken inside, a compression that it does not know, and one with a password.
        refuse(switches, "meta.zipped_pictures_can_be_unpacked", "bytes", name=name)


def _decoded(raw: str) -> bytes:
    """Return the bytes behind Base64; what is none stands for itself, and is no picture either."""
    try:
        return base64.b64decode(raw.replace(" ", "+"), validate=True)
    except (binascii.Error, ValueError):
        return raw.encode()


def _as_uploaded(image: Entity) -> dict[str, Any]:
    shown = ("hash", "url", "url_128", "name", "width", "height")
    return {name: image.fields[name] for name in shown if name in image.fields}
