"""Call-to-action portfolios: the dynamic buttons that ads point to."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.errors import NO_SUCH_OBJECT, TikTokError, bad_parameter, missing
from adapters.sandbox.tiktok.reads import paged

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
        page = paged([_public(one, "creative_portfolio_id") for one in self._owned("portfolio", account)], given)
        return {"creative_portfolios": page["list"], "page_info": page["page_info"]}

    def portfolio(self, account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return one portfolio, by `creative_portfolio_id`."""
        wanted = given.get("creative_portfolio_id")
        if not wanted:
            raise missing("creative_portfolio_id")
        found = next((one for one in self._owned("portfolio", account) if one.id == wanted), None)
        if found is None:
            raise TikTokError(NO_SUCH_OBJECT, f"{wanted} does not exist", "creative_portfolio_id")
        return _public(found, "creative_portfolio_id")

    def buttons(self, _account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the calls to action that a portfolio can be made of."""
        if given.get("asset_type") != "CTA_AUTO_OPTIMIZED":
            raise bad_parameter("asset_type", "must be CTA_AUTO_OPTIMIZED: the sandbox recommends no others")
        assets = [{"asset_content": text, "asset_ids": [asset_id]} for text, asset_id in _BUTTONS.items()]
        return {"recommend_assets": assets}

    def create_portfolio(self, account: ReadyAccount, given: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Create a call-to-action portfolio, whose id is a `call_to_action_id`."""
        if given.get("creative_portfolio_type") != "CTA":
            raise bad_parameter("creative_portfolio_type", "must be CTA: the sandbox has no other portfolios")
        if not isinstance(given.get("portfolio_content"), list) or not given["portfolio_content"]:
            raise missing("portfolio_content")
        fields = {"creative_portfolio_type": "CTA", "portfolio_content": given["portfolio_content"]}
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
