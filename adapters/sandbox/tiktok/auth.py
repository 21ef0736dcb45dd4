"""The consent page and the long-term token: it never expires and dies on revocation. Source: platforms.md 4."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.tiktok.errors import (
    BAD_CREDENTIALS,
    CODE_SPENT,
    TOKEN_EMPTY,
    TOKEN_EXPIRED,
    TOKEN_INVALID,
    TikTokError,
    bad_parameter,
    missing,
)
from adapters.sandbox.tokens import Token
from adapters.sandbox.wire import Answer, with_query

CODE_LIFETIME = timedelta(hours=1)
# Numbers as TikTok gives them: ads management, reporting, creative management, measurement.
SCOPES = ("4", "5", "6", "7")


class Login:
    """Grants, checks and withdraws tokens."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def consent(self, query: Mapping[str, str]) -> Answer:
        """Approve at once, or deny with `decision=deny`, by a redirect."""
        if query.get("app_id") != self._sandbox.seed.tiktok_app_id:
            raise bad_parameter("app_id", "is unknown")
        target = query.get("redirect_uri")
        if not target:
            raise missing("redirect_uri")
        state = {"state": query["state"]} if "state" in query else {}
        if query.get("decision") == "deny":
            return Answer(location=with_query(target, {"error": "access_denied"} | state))
        code = self._sandbox.tokens.issue(
            platform=TIKTOK,
            kind="code",
            client_id=self._sandbox.seed.tiktok_app_id,
            user_id=self._sandbox.seed.tiktok_user_id,
            account_ids=tuple(account.id for account in self._sandbox.seed.accounts_of(TIKTOK)),
            scopes=SCOPES,
            lifetime=CODE_LIFETIME,
        )
        return Answer(location=with_query(target, {"auth_code": code.value, "code": code.value} | state))

    def access_token(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Trade an auth code for a token."""
        self._check_app(body)
        if not body.get("auth_code"):
            raise missing("auth_code")
        code = self._sandbox.tokens.redeem(TIKTOK, str(body["auth_code"]))
        if code is None:
            raise TikTokError(CODE_SPENT, "Auth_code is used, cancelled or expired")
        token = self._sandbox.tokens.issue(
            platform=TIKTOK,
            kind="access",
            client_id=code.client_id,
            user_id=code.user_id,
            account_ids=code.account_ids,
            scopes=code.scopes,
        )
        return {
            "access_token": token.value,
            "advertiser_ids": list(token.account_ids),
            "scope": [int(scope) for scope in token.scopes],
        }

    def revoke(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Withdraw one token."""
        self._check_app(body)
        if not body.get("access_token"):
            raise missing("access_token")
        self._sandbox.tokens.revoke(TIKTOK, self.authenticate(str(body["access_token"])).value)
        return {}

    def advertisers(self, query: Mapping[str, str], token: Token) -> dict[str, Any]:
        """Return the advertisers a token reaches."""
        self._check_app(query)
        found = [a for a in self._sandbox.seed.accounts_of(TIKTOK) if a.id in token.account_ids]
        return {"list": [{"advertiser_id": a.id, "advertiser_name": a.name} for a in found]}

    def _check_app(self, given: Mapping[str, Any]) -> None:
        seed = self._sandbox.seed
        for field in ("app_id", "secret"):
            if not given.get(field):
                raise missing(field)
        if (str(given["app_id"]), given["secret"]) != (seed.tiktok_app_id, seed.tiktok_secret):
            raise TikTokError(BAD_CREDENTIALS, "The app_id or the secret is incorrect")

    def authenticate(self, value: str | None) -> Token:
        """Return the token of an `Access-Token` header."""
        if not value:
            raise TikTokError(TOKEN_EMPTY, "Access token is empty. Please input your access token.")
        token = self._sandbox.tokens.find(TIKTOK, value)
        state = self._sandbox.tokens.state(token) if token is not None and token.kind == "access" else "unknown"
        if state == "expired":
            raise TikTokError(TOKEN_EXPIRED, "Access token is expired.")
        if token is None or state != "valid":
            raise TikTokError(TOKEN_INVALID, "Access token is incorrect or has been revoked.")
        return token
