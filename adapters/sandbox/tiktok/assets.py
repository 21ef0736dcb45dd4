"""Call-to-action portfolios: the dynamic buttons that ads point to."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.reads import paged
from adapters.sandbox.tiktok.request_checks import check_sent, own_id
from adapters.sandbox.tiktok.request_rules import (
    VALUES_HAVE_THEIR_TYPE,
    WHAT_IS_CALLED_EXISTS,
    WORDS_ARE_LISTED,
    refuse,
    refuse_whole,
)

_BUTTONS = {
    "Learn more": "201781",
    "Shop now": "201535",
    "Sign up": "201813",
    "Contact us": "202156",
    "Apply now": "201489",
    "Download now": "201774",
    "Get quote": "202150",
    "Order now": "201821",
    "Book now": "201768",
    "Subscribe": "201822",
}


class Assets:
    """Answers `/creative/...`; `given` is the query of a GET or the body of a POST."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def _owned(self, kind: str, account: ReadyAccount) -> list[Entity]:
        found = self._sandbox.store.select(TIKTOK, None, kind)
        return [one for one in found if account.id in (one.account_id, *one.fields.get("shared_with", ()))]

    def portfolios(self, account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return `creative_portfolios`."""
        found = [_public(one, "creative_portfolio_id") for one in self._owned("portfolio", account)]
        page = paged(found, given, self._sandbox.rules)
        return {"creative_portfolios": page["list"], "page_info": page["page_info"]}

    def portfolio(self, account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return one portfolio, by `creative_portfolio_id`."""
        field = "creative_portfolio_id"
        wanted = own_id(self._sandbox.rules, given, field)
        found = next((one for one in self._owned("portfolio", account) if one.id == wanted), None)
        if found is None:
            refuse_whole(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, field, f"{wanted} does not exist")
        return _public(found, field)

    def buttons(self, _account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the calls to action that a portfolio can be made of."""
        if given.get("asset_type") != "CTA_AUTO_OPTIMIZED":
            only = "must be CTA_AUTO_OPTIMIZED: the sandbox recommends no others"
            refuse(self._sandbox.rules, WORDS_ARE_LISTED, "asset_type", only)
        assets = [{"asset_content": text, "asset_ids": [asset_id]} for text, asset_id in _BUTTONS.items()]
        return {"recommend_assets": assets}

    def create_portfolio(self, account: ReadyAccount, given: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Create a call-to-action portfolio, whose id is a `call_to_action_id`."""
        kind, content = given.get("creative_portfolio_type"), given.get("portfolio_content") or []
        if kind != "CTA":
            only = "must be CTA: the sandbox has no other portfolios"
            refuse(self._sandbox.rules, WORDS_ARE_LISTED, "creative_portfolio_type", only)
        check_sent(self._sandbox.rules, given, "portfolio_content")
        if not isinstance(content, list):
            refuse(self._sandbox.rules, VALUES_HAVE_THEIR_TYPE, "portfolio_content", "must be a list of objects")
        fields = {"creative_portfolio_type": kind or "CTA", "portfolio_content": content}
        entity = self._sandbox.store.add(
            platform=TIKTOK,
            account_id=account.id,
            kind="portfolio",
            id=f"18490{self._sandbox.store.next_id()}",
            fields=fields,
            at=self._sandbox.clock.now(),
        )
        self._sandbox.mutations.record(
            platform=TIKTOK,
            account_id=account.id,
            operation="create",
            kind="portfolio",
            entity_id=entity.id,
            name=None,
            fields=fields,
            request_id=trace,
            at=self._sandbox.clock.now(),
        )
        return {"creative_portfolio_id": entity.id}


def _public(entity: Entity, id_field: str) -> dict[str, Any]:
    return {id_field: entity.id} | {name: v for name, v in entity.fields.items() if name != "shared_with"}
