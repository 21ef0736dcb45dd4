"""Custom audiences made of uploaded customer files: a file first, then an audience of files, ready after an hour.

The shapes of lists and details are from general knowledge (K); names and required fields are the official client's.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, timedelta
from typing import Any

from adapters.sandbox.multipart import Upload
from adapters.sandbox.mutations import Operation
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.errors import NothingToDoError
from adapters.sandbox.tiktok.files import md5_of
from adapters.sandbox.tiktok.query import json_list
from adapters.sandbox.tiktok.reads import paged
from adapters.sandbox.tiktok.request_checks import check_sent, ids_of, own_id
from adapters.sandbox.tiktok.request_rules import (
    A_FILE_HAS_ITS_SIGNATURE,
    AN_AUDIENCE_NAME_IS_SHORT,
    AUDIENCES_ARE_FEW,
    FIELDS_ARE_SENT,
    LONGEST_AUDIENCE_NAME,
    MOST_AUDIENCES,
    WHAT_IS_CALLED_EXISTS,
    WORDS_ARE_LISTED,
    refuse,
    refuse_whole,
)

KIND: str = "custom_audience"
_FILE = "audience_file"
SMALLEST_USABLE = 1000
_CALCULATION = timedelta(hours=1)
_ACTIONS = ("APPEND", "REMOVE", "REPLACE")


class CustomAudiences:
    """Answers `/dmp/custom_audience/...`; members are kept as the lines of their files."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def upload(self, account: ReadyAccount, form: Mapping[str, Any], _trace: str) -> dict[str, Any]:
        """Keep a file of customers; returns its `file_path`."""
        file = form.get("file")
        content = file.content if isinstance(file, Upload) else b""
        check_sent(self._sandbox.rules, {**form, "file": content}, "file", "file_signature", "calculate_type")
        if form.get("file_signature") not in (None, "", md5_of(content)) and content:
            refuse(self._sandbox.rules, A_FILE_HAS_ITS_SIGNATURE, "file_signature")
        members = {line.strip() for line in content.decode(errors="replace").splitlines()} - {""}
        path = f"audience/{account.id}/{self._sandbox.store.next_id()}"
        fields = {"_members": frozenset(members), "calculate_type": str(form.get("calculate_type") or "")}
        self._keep(account, _FILE, path, fields)
        return {"file_path": path}

    def create(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Make an audience of files that were uploaded under the same `calculate_type`."""
        check_sent(self._sandbox.rules, body, "custom_audience_name", "calculate_type", "file_paths")
        fields = {
            "name": self._name_of(body),
            "calculate_type": body.get("calculate_type") or "",
            "audience_sub_type": body.get("audience_sub_type") or "NORMAL",
            "retention_in_days": body.get("retention_in_days") or 365,
            "_members": self._members(account, body),
            "_history": [self._event("CREATE")],
        }
        audience = self._keep(account, KIND, f"19{self._sandbox.store.next_id()}", fields)
        self._log("create", audience, trace)
        return {"custom_audience_id": audience.id}

    def update(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Rename an audience; with files APPEND, REMOVE or REPLACE its members."""
        audience = self._one(account, own_id(self._sandbox.rules, body, "custom_audience_id"))
        changes: dict[str, Any] = {"name": self._name_of(body)} if body.get("custom_audience_name") else {}
        action = str(body.get("action"))
        if body.get("file_paths"):
            if action not in _ACTIONS:
                refuse(self._sandbox.rules, WORDS_ARE_LISTED, "action", f"must be one of {', '.join(_ACTIONS)}")
                # As the official client, which sends it with every change.
                action = "REPLACE"
            sent, held = self._members(account, body), audience.fields["_members"]
            members = {"APPEND": held | sent, "REMOVE": held - sent, "REPLACE": sent}[action]
            changes["_members"] = members
        event = self._event(action if "_members" in changes else "UPDATE")
        history = [*audience.fields["_history"], event]
        self._sandbox.store.change(audience, changes | {"_history": history}, self._sandbox.clock.now())
        self._log("update", audience, trace)
        return {}

    def delete(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Delete up to 100 audiences, all or none."""
        for audience in self._several(account, ids_of(self._sandbox.rules, body, "custom_audience_ids")):
            self._sandbox.store.remove(audience, self._sandbox.clock.now())
            self._log("remove", audience, trace)
        return {}

    def find(self, account: ReadyAccount, query: Mapping[str, Any]) -> dict[str, Any]:
        """Return one page of audiences, newest first."""
        wanted = set(json_list(query, "custom_audience_ids"))
        held = reversed(self._sandbox.store.select(TIKTOK, account.id, KIND))
        return paged([self._shown(one) for one in held if not wanted or one.id in wanted], query, self._sandbox.rules)

    def details(self, account: ReadyAccount, query: Mapping[str, Any]) -> dict[str, Any]:
        """Return each audience named, with what was done to it."""
        found = self._several(account, json_list(query, "custom_audience_ids"))
        return {
            "list": [
                {"audience_details": self._shown(one), "audience_history": one.fields["_history"]} for one in found
            ]
        }

    def _several(self, account: ReadyAccount, ids: Sequence[str]) -> list[Entity]:
        field, found = "custom_audience_ids", []
        check_sent(self._sandbox.rules, {field: ids}, field)
        if len(ids) > MOST_AUDIENCES:
            refuse(self._sandbox.rules, AUDIENCES_ARE_FEW, field)
        for one in ids:
            with suppress(NothingToDoError):
                found.append(self._one(account, one, field))
        return found

    def _name_of(self, body: Mapping[str, Any]) -> str:
        name = str(body.get("custom_audience_name") or "")
        if len(name) > LONGEST_AUDIENCE_NAME:
            refuse(self._sandbox.rules, AN_AUDIENCE_NAME_IS_SHORT, "custom_audience_name")
        return name

    def _members(self, account: ReadyAccount, body: Mapping[str, Any]) -> frozenset[str]:
        paths = body.get("file_paths")
        if not isinstance(paths, list) or not paths:
            refuse(self._sandbox.rules, FIELDS_ARE_SENT, "file_paths")
            return frozenset()
        found = [self._sandbox.store.get(TIKTOK, _FILE, str(path)) for path in paths]
        files = [file for file in found if file is not None and file.account_id == account.id]
        if len(files) < len(paths):
            refuse(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, "file_paths", "was never uploaded")
        return frozenset().union(*(file.fields["_members"] for file in files))

    def _one(self, account: ReadyAccount, audience_id: str, field: str = "custom_audience_id") -> Entity:
        found = self._sandbox.store.get(TIKTOK, KIND, audience_id)
        if found is None or found.removed or found.account_id != account.id:
            refuse_whole(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, field, f"{audience_id} does not exist")
        return found

    def _keep(self, account: ReadyAccount, kind: str, id: str, fields: dict[str, Any]) -> Entity:  # noqa: A002 - as in the store
        return self._sandbox.store.add(
            platform=TIKTOK, account_id=account.id, kind=kind, id=id, fields=fields, at=self._sandbox.clock.now()
        )

    def _event(self, action: str) -> dict[str, str]:
        return {"action": action, "opt_time": self._sandbox.clock.now().strftime("%Y-%m-%d %H:%M:%S")}

    def _shown(self, audience: Entity) -> dict[str, Any]:
        ready_at = audience.created_at + _CALCULATION
        size = len(audience.fields["_members"])
        is_ready = ready_at <= self._sandbox.clock.now()
        return {
            "audience_id": audience.id,
            "name": audience.fields["name"],
            "audience_type": "Customer File",
            "audience_sub_type": audience.fields["audience_sub_type"],
            "calculate_type": audience.fields["calculate_type"],
            "cover_num": size if is_ready else 0,
            "is_valid": is_ready and size >= SMALLEST_USABLE,
            "is_creator": True,
            "shared": False,
            "create_time": audience.created_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        }

    def _log(self, operation: Operation, audience: Entity, trace: str) -> None:
        shown = self._shown(audience)
        self._sandbox.mutations.record(
            platform=TIKTOK,
            account_id=audience.account_id,
            operation=operation,
            kind=KIND,
            entity_id=audience.id,
            name=shown["name"],
            fields=shown,
            request_id=trace,
            at=self._sandbox.clock.now(),
        )
