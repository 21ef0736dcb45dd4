"""Pixels: what measures conversions on a website. Fields are the official client's; answers are in part K."""

import secrets
from collections.abc import Mapping
from typing import Any, Literal

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.reads import paged
from adapters.sandbox.tiktok.request_checks import check_sent, own_id
from adapters.sandbox.tiktok.request_rules import (
    A_PIXEL_NAME_IS_SHORT,
    LONGEST_PIXEL_NAME,
    WHAT_IS_CALLED_EXISTS,
    refuse,
    refuse_whole,
)

_FILTERS = {"pixel_id": "pixel_id", "code": "pixel_code", "name": "pixel_name"}


class Pixels:
    """Answers `/pixel/...`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def find(self, account: ReadyAccount, query: Mapping[str, Any]) -> dict[str, Any]:
        """Return `pixels`, of one `pixel_id`, `code` or `name` if asked."""
        wanted = {shown: query[asked] for asked, shown in _FILTERS.items() if query.get(asked)}
        found = [_shown(one) for one in self._owned(account)]
        found = [one for one in found if all(one.get(name) == value for name, value in wanted.items())]
        page = paged(found, query, self._sandbox.rules)
        return {"pixels": page["list"], "page_info": page["page_info"]}

    def create(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Create a pixel; returns its `pixel_id` and the `pixel_code` for the website."""
        fields = {
            "pixel_name": self._name_of(body),
            "pixel_category": body.get("pixel_category") or "ONLINE_STORE",
            "pixel_code": f"C{secrets.token_hex(9).upper()}",
            "activity_status": "NO_ACTIVITY",
        }
        entity = self._sandbox.store.add(
            platform=TIKTOK,
            account_id=account.id,
            kind="pixel",
            id=str(7_700_000_000_000_000_000 + secrets.randbelow(10**15)),
            fields=fields,
            at=self._sandbox.clock.now(),
        )
        self._log("create", entity, trace)
        return {"pixel_id": entity.id, "pixel_code": fields["pixel_code"]}

    def update(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Rename a pixel, or say which matching it does."""
        pixel_id = own_id(self._sandbox.rules, body, "pixel_id")
        found = next((one for one in self._owned(account) if one.id == pixel_id), None)
        if found is None:
            refuse_whole(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, "pixel_id", f"{pixel_id} does not exist")
        changes: dict[str, Any] = {"pixel_name": self._name_of(body)} if "pixel_name" in body else {}
        if body.get("advanced_matching_fields") is not None:
            changes["advanced_matching_fields"] = body["advanced_matching_fields"]
        self._sandbox.store.change(found, changes, self._sandbox.clock.now())
        self._log("update", found, trace)
        return {"pixel_id": found.id}

    def ids(self, account: ReadyAccount) -> frozenset[str]:
        """Return the ids of the pixels that the advertiser may use."""
        return frozenset(one.id for one in self._owned(account))

    def _name_of(self, body: Mapping[str, Any]) -> str:
        check_sent(self._sandbox.rules, body, "pixel_name")
        name = str(body.get("pixel_name") or "")
        if len(name) > LONGEST_PIXEL_NAME:
            refuse(self._sandbox.rules, A_PIXEL_NAME_IS_SHORT, "pixel_name")
        return name

    def _owned(self, account: ReadyAccount) -> list[Entity]:
        found = self._sandbox.store.select(TIKTOK, None, "pixel")
        return [one for one in found if account.id in (one.account_id, *one.fields.get("shared_with", ()))]

    def _log(self, operation: Literal["create", "update"], entity: Entity, trace: str) -> None:
        self._sandbox.mutations.record(
            platform=TIKTOK,
            account_id=entity.account_id,
            operation=operation,
            kind="pixel",
            entity_id=entity.id,
            name=entity.fields["pixel_name"],
            fields=_shown(entity),
            request_id=trace,
            at=self._sandbox.clock.now(),
        )


def _shown(entity: Entity) -> dict[str, Any]:
    return {"pixel_id": entity.id} | {name: v for name, v in entity.fields.items() if name != "shared_with"}
