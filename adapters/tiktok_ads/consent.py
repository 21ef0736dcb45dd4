"""A person's consent by TikTok's portal. Its token lives until it is revoked, so that there is nothing to refresh."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlencode

from adapters.tiktok_ads import reading
from adapters.tiktok_ads.gateway import Data, TikTokGateway
from application.platforms.errors import NeedsConsentError, PlatformBugError
from application.platforms.port import Credential, RemoteAccount
from domain.ad_accounts.ad_account import Asset, AssetKind
from domain.shared.platform import Platform

_MOST_ACCOUNTS = 100
_SMALL_PAGE = 100


class TikTokAdsConsent:
    """`PlatformConsent` on TikTok."""

    def __init__(self, gateway: TikTokGateway) -> None:
        self._gateway = gateway
        self._app = {"app_id": gateway.config.app_id, "secret": gateway.config.secret}

    def consent_url(self, *, state: str, redirect_uri: str, challenge: str) -> str:  # noqa: ARG002 - TikTok takes no PKCE
        """The portal's page; the code comes back as `auth_code`."""
        query = {"app_id": self._app["app_id"], "state": state, "redirect_uri": redirect_uri}
        return f"{self._gateway.config.auth_url}?{urlencode(query)}"

    async def exchange(self, *, code: str, redirect_uri: str, verifier: str) -> Credential:  # noqa: ARG002 - no PKCE
        """A token for a code, which lives an hour and works once."""
        data = await self._gateway.post("/oauth2/access_token/", None, self._app | {"auth_code": code}, writes=False)
        if not data.get("access_token"):
            raise PlatformBugError("TikTok's answer has no access_token.", platform=Platform.TIKTOK_ADS)
        return Credential(
            platform=Platform.TIKTOK_ADS,
            access_token=str(data["access_token"]),
            refresh_token=None,
            expires_at=None,
            scopes=tuple(str(scope) for scope in data.get("scope") or ()),
        )

    async def refresh(self, credential: Credential) -> Credential:
        """The credential as it is."""
        return credential

    async def revoke(self, credential: Credential) -> None:
        """Give the token back."""
        body = self._app | {"access_token": credential.access_token}
        try:
            await self._gateway.post("/oauth2/revoke_token/", credential.access_token, body, writes=False)
        except NeedsConsentError:
            return

    async def accounts(self, credential: Credential) -> Sequence[RemoteAccount]:
        """The ad accounts with their identities, pixels and videos."""
        token = credential.access_token
        reached = await self._gateway.get("/oauth2/advertiser/get/", token, self._app)
        ids = [str(row["advertiser_id"]) for row in reached.get("list") or ()]
        rows: list[Data] = []
        for start in range(0, len(ids), _MOST_ACCOUNTS):
            asked = {"advertiser_ids": ids[start : start + _MOST_ACCOUNTS], "fields": reading.ACCOUNT_FIELDS}
            rows += (await self._gateway.get("/advertiser/info/", token, asked)).get("list") or ()
        return [reading.account(row, await self._assets(token, str(row["advertiser_id"]))) for row in rows]

    async def _assets(self, token: str, advertiser_id: str) -> list[Asset]:
        identities, pixels, videos = await asyncio.gather(
            self._all(token, advertiser_id, "/identity/get/", "identity_list"),
            self._all(token, advertiser_id, "/pixel/list/", "pixels"),
            self._all(token, advertiser_id, "/file/video/ad/search/", "list"),
        )
        usable = [row for row in identities if row.get("identity_type") in reading.SPARK_IDENTITIES]
        return [
            *(reading.asset(AssetKind.IDENTITY, row, "identity_id", "display_name") for row in usable),
            *(reading.asset(AssetKind.PIXEL, row, "pixel_id", "pixel_name") for row in pixels),
            *(reading.asset(AssetKind.VIDEO, row, "video_id", "file_name") for row in videos),
        ]

    async def _all(self, token: str, advertiser_id: str, path: str, items: str) -> list[Data]:
        return await self._gateway.pages(path, token, {"advertiser_id": advertiser_id}, items=items, size=_SMALL_PAGE)
