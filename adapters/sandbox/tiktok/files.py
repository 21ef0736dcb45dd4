"""The creative library: images and videos, uploaded as a file, from an address or from an earlier upload.

Addresses are not fetched: the sandbox reaches nothing outside this machine, and makes such a file up from its name.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Any

from adapters.sandbox.multipart import Upload
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.media import image_of, video_format_of
from adapters.sandbox.tiktok.query import json_list, json_object
from adapters.sandbox.tiktok.reads import paged
from adapters.sandbox.tiktok.request_checks import check_sent
from adapters.sandbox.tiktok.request_rules import (
    A_FILE_HAS_ITS_SIGNATURE,
    A_FILE_S_ADDRESS_IS_HTTP,
    A_FILTER_IS_KNOWN,
    A_VIDEO_IS_ONE,
    AN_IMAGE_IS_ONE,
    FIELDS_ARE_SENT,
    FILES_ARE_FEW,
    MOST_FILES,
    WHAT_IS_CALLED_EXISTS,
    WORDS_ARE_LISTED,
    refuse,
    refuse_whole,
)
from adapters.sandbox.tiktok.stored_files import links


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    content: bytes
    # Neither what is fetched nor a file that is missing, let pass, can be looked into.
    made_up: bool


class Files:
    """Answers `/file/image/ad/...` and `/file/video/ad/...`; `kind` is image or video."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def upload(self, kind: str, account: ReadyAccount, form: Mapping[str, Any], trace: str) -> Entity:
        """Keep a new file and return it."""
        file = self._file(kind, account, form)
        fields = self._image(file) if kind == "image" else self._video(file)
        now = self._sandbox.clock.now()
        entity = self._sandbox.store.add(
            platform=TIKTOK,
            account_id=account.id,
            kind=kind,
            id=_new_id(kind),
            fields={"file_name": file.name, **_common(file), **fields},
            at=now,
        )
        self._sandbox.mutations.record(
            platform=TIKTOK,
            account_id=account.id,
            operation="create",
            kind=kind,
            entity_id=entity.id,
            name=file.name,
            fields={"upload_type": form.get("upload_type", "UPLOAD_BY_FILE"), "file_name": file.name},
            request_id=trace,
            at=now,
        )
        return entity

    def upload_image(self, account: ReadyAccount, form: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Return the image as an object."""
        return self.show(self.upload("image", account, form, trace))

    def upload_video(self, account: ReadyAccount, form: Mapping[str, Any], trace: str) -> list[dict[str, Any]]:
        """Return the video as the one item of a list, as TikTok does."""
        return [self.show(self.upload("video", account, form, trace))]

    def _file(self, kind: str, account: ReadyAccount, form: Mapping[str, Any]) -> _File:
        how = form.get("upload_type") or "UPLOAD_BY_FILE"
        match how:
            case "UPLOAD_BY_URL":
                address = str(form.get(f"{kind}_url") or "")
                if not address.startswith(("http://", "https://")):
                    refuse(self._sandbox.rules, A_FILE_S_ADDRESS_IS_HTTP, f"{kind}_url")
                name = form.get("file_name") or address.rpartition("/")[2] or kind
                return _File(str(name), address.encode(), made_up=True)
            case "UPLOAD_BY_FILE_ID" | "UPLOAD_BY_VIDEO_ID":
                field = "video_id" if how == "UPLOAD_BY_VIDEO_ID" else "file_id"
                known = self._known(kind, account, form, field)
                return _File(str(form.get("file_name") or known.fields["file_name"]), known.id.encode(), made_up=True)
            case _:
                if how != "UPLOAD_BY_FILE":
                    listed = "must be UPLOAD_BY_FILE, UPLOAD_BY_URL or UPLOAD_BY_FILE_ID"
                    refuse(self._sandbox.rules, WORDS_ARE_LISTED, "upload_type", listed)
                return self._sent(kind, form)

    def _sent(self, kind: str, form: Mapping[str, Any]) -> _File:
        upload, signature = form.get(f"{kind}_file"), form.get(f"{kind}_signature")
        if not isinstance(upload, Upload) or not upload.content:
            refuse(self._sandbox.rules, FIELDS_ARE_SENT, f"{kind}_file")
            return _File(str(form.get("file_name") or kind), b"", made_up=True)
        check_sent(self._sandbox.rules, form, f"{kind}_signature")
        if signature and signature != md5_of(upload.content):
            refuse(self._sandbox.rules, A_FILE_HAS_ITS_SIGNATURE, f"{kind}_signature")
        return _File(str(form.get("file_name") or upload.file_name), upload.content, made_up=False)

    def _image(self, file: _File) -> dict[str, Any]:
        found = image_of(file.content)
        if found is None and not file.made_up:
            refuse(self._sandbox.rules, AN_IMAGE_IS_ONE, "image_file")
        shape, width, height = found or ("jpeg", 1200, 628)
        return {"format": shape, "width": width, "height": height, "is_carousel_usable": width == height}

    def _video(self, file: _File) -> dict[str, Any]:
        shape = video_format_of(file.content)
        if shape is None and not file.made_up:
            refuse(self._sandbox.rules, A_VIDEO_IS_ONE, "video_file")
        # The length of a video stands deep inside it; every one has the usual shape of an ad here.
        return {"format": shape or "mp4", "width": 1080, "height": 1920, "duration": 15.0, "bit_rate": 2_500_000}

    def info(self, kind: str, account: ReadyAccount, query: Mapping[str, str]) -> dict[str, Any]:
        """Return the files named in `image_ids` or `video_ids`; unknown ones are left out."""
        field = f"{kind}_ids"
        ids = json_list(query, field)
        check_sent(self._sandbox.rules, {field: ids}, field)
        if len(ids) > MOST_FILES:
            refuse(self._sandbox.rules, FILES_ARE_FEW, field)
        owned = self._owned(kind, account)
        return {"list": [self.show(owned[one]) for one in ids if one in owned]}

    def search(self, kind: str, account: ReadyAccount, query: Mapping[str, str]) -> dict[str, Any]:
        """Return the library, newest first; `filtering` takes ids, material_ids, file_name, width and height."""
        filtering = json_object(query, "filtering")
        known = (f"{kind}_ids", "material_ids", "file_name", "width", "height")
        asked = {name: wanted for name, wanted in filtering.items() if name in (*known, "displayable", "ratio")}
        for name in filtering:
            if name not in asked:
                said = f"must be one of {', '.join(known)}"
                refuse(self._sandbox.rules, A_FILTER_IS_KNOWN, f"filtering.{name}", said)
        found = [self.show(entity) for entity in reversed(self._owned(kind, account).values())]
        return paged([one for one in found if _matches(one, kind, asked)], query, self._sandbox.rules)

    def rename(self, kind: str, account: ReadyAccount, body: Mapping[str, Any]) -> dict[str, Any]:
        """Give a file another name."""
        entity = self._known(kind, account, body, f"{kind}_id")
        check_sent(self._sandbox.rules, body, "file_name")
        name = str(body.get("file_name") or entity.fields["file_name"])
        self._sandbox.store.change(entity, {"file_name": name}, self._sandbox.clock.now())
        return {}

    def _known(self, kind: str, account: ReadyAccount, given: Mapping[str, Any], field: str) -> Entity:
        found = self._owned(kind, account).get(str(given.get(field)))
        if found is None:
            refuse_whole(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, field)
        return found

    def _owned(self, kind: str, account: ReadyAccount) -> dict[str, Entity]:
        found = self._sandbox.store.select(TIKTOK, None, kind)
        return {one.id: one for one in found if account.id in (one.account_id, *one.fields.get("shared_with", ()))}

    def show(self, entity: Entity) -> dict[str, Any]:
        """Return a file as TikTok shows it."""
        kind = entity.kind
        return {
            f"{kind}_id": entity.id,
            **links(kind, entity.id),
            **{name: value for name, value in entity.fields.items() if name != "shared_with"},
            "create_time": entity.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "modify_time": entity.updated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def _matches(shown: Mapping[str, Any], kind: str, filtering: Mapping[str, Any]) -> bool:
    def fits(name: str, wanted: object) -> bool:
        if name in (f"{kind}_ids", "material_ids"):
            return isinstance(wanted, list) and shown.get(name.removesuffix("s")) in wanted
        if name == "file_name":
            return str(wanted).lower() in str(shown["file_name"]).lower()
        return name == "ratio" or shown.get(name) == wanted

    return all(fits(name, wanted) for name, wanted in filtering.items())


def _common(file: _File) -> dict[str, Any]:
    return {
        "size": len(file.content),
        "signature": md5_of(file.content),
        "material_id": str(int(md5_of(file.content)[:15], 16) + 7 * 10**18),
        "displayable": True,
    }


def md5_of(content: bytes) -> str:
    """Return the signature that an upload carries."""
    return md5(content, usedforsecurity=False).hexdigest()


def _new_id(kind: str) -> str:
    fresh = secrets.token_hex(10)
    return f"ad-site-i18n-sg/{fresh}" if kind == "image" else f"v10033g50000{fresh}"
