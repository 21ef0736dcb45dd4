"""A person's consent by Facebook Login. Meta has no refresh token: a token of 60 days is traded for a fresh one."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from adapters.meta_ads import reading
from adapters.meta_ads.gateway import MetaGateway
from application.platforms.errors import NeedsConsentError, PlatformBugError, ValueRejectedError
from application.platforms.port import Credential, RemoteAccount
from domain.ad_accounts.ad_account import Asset, AssetKind
from domain.shared.platform import Platform

SCOPES = ("ads_management", "ads_read", "business_management", "pages_show_list")
_TOKEN = "oauth/access_token"  # noqa: S105 - a path
_NAMED = ["id", "name"]


class MetaAdsConsent:
    """`PlatformConsent` on Meta. `now` dates the life of a token, which Meta gives in seconds."""

    def __init__(self, gateway: MetaGateway, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._gateway = gateway
        self._config = gateway.config
        self._now = now

    def consent_url(self, *, state: str, redirect_uri: str, challenge: str) -> str:  # noqa: ARG002 - Meta takes no PKCE
        """The login dialog."""
        query = {
            "client_id": self._config.app_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "response_type": "code",
            "scope": ",".join(SCOPES),
        }
        return f"{self._config.dialog_url}?{urlencode(query)}"

    async def exchange(self, *, code: str, redirect_uri: str, verifier: str) -> Credential:  # noqa: ARG002 - no PKCE
        """A token of 60 days for a code."""
        short = await self._app_call("exchange code", _TOKEN, redirect_uri=redirect_uri, code=code)
        return await self._long_lived(_text(short, "access_token"))

    async def refresh(self, credential: Credential) -> Credential:
        """A fresh token of 60 days; a system user's token never expires and stays."""
        if credential.expires_at is None:
            return credential
        return await self._long_lived(credential.access_token)

    async def revoke(self, credential: Credential) -> None:
        """Give back every permission."""
        try:
            await self._gateway.run("revoke", credential.access_token, lambda g: g.withdraw())
        except NeedsConsentError:
            return

    async def accounts(self, credential: Credential) -> Sequence[RemoteAccount]:
        """The ad accounts; the pages are the person's, so that every account may speak in their name."""
        token = credential.access_token
        rows, pages = await asyncio.gather(
            self._gateway.run("list accounts", token, lambda g: g.ad_accounts(reading.ACCOUNT_FIELDS)),
            self._gateway.run("list pages", token, lambda g: g.pages(_NAMED)),
        )
        identities = [reading.asset(AssetKind.IDENTITY, page) for page in pages]
        libraries = await asyncio.gather(*(self._assets(token, str(row["id"])) for row in rows))
        return [reading.account(row, [*identities, *own]) for row, own in zip(rows, libraries, strict=True)]

    async def _assets(self, token: str, account: str) -> list[Asset]:
        pixels, videos, images = await asyncio.gather(
            self._gateway.run("list pixels", token, lambda g: g.pixels(account, _NAMED)),
            self._gateway.run("list videos", token, lambda g: g.videos(account, ["id", "title"])),
            self._gateway.run("list images", token, lambda g: g.images(account, ["hash", "name"])),
        )
        return [
            *(reading.asset(AssetKind.PIXEL, row) for row in pixels),
            *(reading.asset(AssetKind.VIDEO, row, name_field="title") for row in videos),
            *(reading.asset(AssetKind.IMAGE, row, id_field="hash") for row in images),
        ]

    async def _long_lived(self, token: str) -> Credential:
        answer = await self._app_call("extend token", _TOKEN, grant_type="fb_exchange_token", fb_exchange_token=token)
        access_token = _text(answer, "access_token")
        seconds = answer.get("expires_in")
        return Credential(
            platform=Platform.META_ADS,
            access_token=access_token,
            refresh_token=None,
            expires_at=self._now() + timedelta(seconds=int(seconds)) if seconds else None,
            scopes=await self._scopes(access_token),
        )

    async def _scopes(self, token: str) -> tuple[str, ...]:
        app_token = f"{self._config.app_id}|{self._config.app_secret}"
        params = {"input_token": token, "access_token": app_token}
        answer = await self._gateway.run("inspect token", None, lambda g: g.app_call("debug_token", params))
        return tuple(answer.get("data", {}).get("scopes", ()))

    async def _app_call(self, operation: str, path: str, **params: str) -> reading.Row:
        everything = {"client_id": self._config.app_id, "client_secret": self._config.app_secret} | params
        try:
            return await self._gateway.run(operation, None, lambda g: g.app_call(path, everything))
        except ValueRejectedError as error:
            # Whatever Meta does not like about a code or a token to be traded, only a new consent mends it.
            raise NeedsConsentError(
                error.message, platform=Platform.META_ADS, code=error.code, request_id=error.request_id
            ) from None


def _text(answer: reading.Row, name: str) -> str:
    if not isinstance(answer.get(name), str):
        raise PlatformBugError(f"Meta's answer has no {name}.", platform=Platform.META_ADS)
    return str(answer[name])
