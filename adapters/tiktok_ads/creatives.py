"""What an ad on TikTok refers to and must be looked up first: the kind of its identity, and its button.

Ads in the name of a real identity take a dynamic button, which is a portfolio of call-to-action texts.
"""

from adapters.tiktok_ads import reading
from adapters.tiktok_ads.gateway import TikTokGateway
from adapters.tiktok_ads.mapping import Identity
from application.platforms.errors import PlatformBugError, ValueRejectedError
from application.platforms.port import AccountSession
from domain.campaigns.ad_group import CreativeContent
from domain.shared.platform import Platform

_SMALL_PAGE = 100


class CreativeReferences:
    """Looks up, and where nothing fits creates, what a creative refers to."""

    def __init__(self, gateway: TikTokGateway) -> None:
        self._gateway = gateway

    async def identity(self, session: AccountSession, content: CreativeContent) -> Identity:
        """The creative's identity with its kind. Raises `ValueRejectedError` for one that the account lacks."""
        rows = await self._gateway.pages(
            "/identity/get/",
            session.access_token,
            {"advertiser_id": session.external_id},
            items="identity_list",
            size=_SMALL_PAGE,
        )
        found = [reading.identity(row) for row in rows if str(row["identity_id"]) == content.identity]
        if not found or found[0].type not in reading.SPARK_IDENTITIES:
            raise ValueRejectedError(
                f"The account may not speak in the name of identity {content.identity}.",
                platform=Platform.TIKTOK_ADS,
                field="identity",
                advice="Choose one of the account's TikTok identities for the creative, then save.",
            )
        return found[0]

    async def call_to_action(self, session: AccountSession, content: CreativeContent) -> str:
        """The id of a dynamic button with the creative's call to action."""
        wanted = content.call_to_action.replace("_", " ").lower()
        portfolios = await self._gateway.pages(
            "/creative/portfolio/list/",
            session.access_token,
            {"advertiser_id": session.external_id},
            items="creative_portfolios",
            size=_SMALL_PAGE,
        )
        for row in portfolios:
            if row.get("creative_portfolio_type") == "CTA" and _texts(row.get("portfolio_content") or ()) == {wanted}:
                return str(row["creative_portfolio_id"])
        return await self._new_button(session, wanted)

    async def _new_button(self, session: AccountSession, wanted: str) -> str:
        """A portfolio of what TikTok recommends: the wanted text alone where it is among it, else all of it."""
        query = {
            "advertiser_id": session.external_id,
            "asset_type": "CTA_AUTO_OPTIMIZED",
            "content_type": "LANDING_PAGE",
        }
        answer = await self._gateway.get("/creative/cta/recommend/", session.access_token, query)
        recommended = [
            {"asset_content": asset["asset_content"], "asset_ids": asset["asset_ids"]}
            for asset in answer.get("recommend_assets") or ()
        ]
        chosen = [asset for asset in recommended if _texts([asset]) == {wanted}] or recommended
        body = {
            "advertiser_id": session.external_id,
            "creative_portfolio_type": "CTA",
            "portfolio_content": chosen,
        }
        # Another portfolio of the same texts does no harm, so this may simply be done again.
        made = await self._gateway.post("/creative/portfolio/create/", session.access_token, body, writes=False)
        if "creative_portfolio_id" not in made:
            raise PlatformBugError("TikTok made a portfolio without an id.", platform=Platform.TIKTOK_ADS)
        return str(made["creative_portfolio_id"])


def _texts(contents: "list[dict[str, str]] | tuple[()]") -> set[str]:
    return {str(content.get("asset_content", "")).lower() for content in contents}
