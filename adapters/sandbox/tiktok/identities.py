"""Identities: the TikTok accounts and display names that ads speak for."""

import secrets
from collections.abc import Mapping
from typing import Any, Literal

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.reads import paged
from adapters.sandbox.tiktok.request_checks import check_sent, own_id
from adapters.sandbox.tiktok.request_rules import (
    A_DISPLAY_NAME_IS_SHORT,
    LONGEST_DISPLAY_NAME,
    ONLY_DISPLAY_NAMES_ARE_DELETED,
    WHAT_IS_CALLED_EXISTS,
    WORDS_ARE_LISTED,
    refuse,
    refuse_whole,
)

TYPES = ("CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT")


class Identities:
    """Answers `/identity/...`. A display name can be created, though no new ad on TikTok may use it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def find(self, account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return `identity_list`, of one `identity_type` if asked."""
        wanted = given.get("identity_type")
        if wanted and wanted not in TYPES:
            refuse(self._sandbox.rules, WORDS_ARE_LISTED, "identity_type", f"must be one of {', '.join(TYPES)}")
        found = [_shown(one) for one in self._owned(account) if wanted in (None, "", one.fields["identity_type"])]
        page = paged(found, given, self._sandbox.rules)
        return {"identity_list": page["list"], "page_info": page["page_info"]}

    def info(self, account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return `identity_info` of one identity."""
        return {"identity_info": _shown(self._one(account, given))}

    def create(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Create a display name (CUSTOMIZED_USER); returns its `identity_id`."""
        check_sent(self._sandbox.rules, body, "display_name")
        name = str(body.get("display_name") or "")
        if len(name) > LONGEST_DISPLAY_NAME:
            refuse(self._sandbox.rules, A_DISPLAY_NAME_IS_SHORT, "display_name")
        fields = {
            "identity_type": "CUSTOMIZED_USER",
            "display_name": name,
            "profile_image": body.get("image_uri") or "",
        }
        entity = self._sandbox.store.add(
            platform=TIKTOK,
            account_id=account.id,
            kind="identity",
            id=str(7_600_000_000_000_000_000 + secrets.randbelow(10**15)),
            fields=fields,
            at=self._sandbox.clock.now(),
        )
        self._log("create", entity, trace)
        return {"identity_id": entity.id}

    def delete(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Delete a display name; TikTok accounts are not the advertiser's to delete."""
        entity = self._one(account, body)
        if entity.fields["identity_type"] != "CUSTOMIZED_USER":
            refuse(self._sandbox.rules, ONLY_DISPLAY_NAMES_ARE_DELETED, "identity_id")
        self._sandbox.store.remove(entity, self._sandbox.clock.now())
        self._log("remove", entity, trace)
        return {}

    def _owned(self, account: ReadyAccount) -> list[Entity]:
        found = self._sandbox.store.select(TIKTOK, None, "identity")
        return [one for one in found if account.id in (one.account_id, *one.fields.get("shared_with", ()))]

    def _one(self, account: ReadyAccount, given: Mapping[str, Any]) -> Entity:
        identity_id = own_id(self._sandbox.rules, given, "identity_id")
        found = next((one for one in self._owned(account) if one.id == identity_id), None)
        if found is None:
            refuse_whole(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, "identity_id", f"{identity_id} does not exist")
        return found

    def _log(self, operation: Literal["create", "remove"], entity: Entity, trace: str) -> None:
        self._sandbox.mutations.record(
            platform=TIKTOK,
            account_id=entity.account_id,
            operation=operation,
            kind="identity",
            entity_id=entity.id,
            name=entity.fields["display_name"],
            fields=dict(entity.fields),
            request_id=trace,
            at=self._sandbox.clock.now(),
        )


def _shown(entity: Entity) -> dict[str, Any]:
    fields = {name: value for name, value in entity.fields.items() if name != "shared_with"}
    return {"identity_id": entity.id, **fields}
