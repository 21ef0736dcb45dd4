"""Facebook Login and what a token may do. Source: platforms.md 3.4; the subcodes of code errors are [K]."""

import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from adapters.sandbox.meta.errors import GraphError, invalid_parameter, not_permitted, session_invalid
from adapters.sandbox.meta.switches import APPSECRET_PROOF, refuse
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META
from adapters.sandbox.tokens import Token
from adapters.sandbox.wire import Answer, with_query

CODE_LIFETIME = timedelta(minutes=10)
SHORT_LIFETIME = timedelta(hours=1)
LONG_LIFETIME = timedelta(days=60)
DEFAULT_SCOPES = ("ads_management", "ads_read", "business_management", "pages_show_list")

Params = Mapping[str, str]


class Login:
    """The consent dialog, the token endpoint, `debug_token`, and the check of each call's token."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def dialog(self, params: Params) -> Answer:
        """Approve at once, or deny with `decision=deny`, by a redirect."""
        seed = self._sandbox.seed
        if params.get("client_id") != seed.meta_app_id:
            raise invalid_parameter(
                "Invalid App ID: The provided app ID does not look like a valid app ID", "client_id"
            )
        target = params.get("redirect_uri")
        if not target:
            raise invalid_parameter("The parameter redirect_uri is required", "redirect_uri")
        state = {"state": params["state"]} if "state" in params else {}
        if params.get("decision") == "deny":
            denial = {
                "error": "access_denied",
                "error_code": "200",
                "error_description": "Permissions error",
                "error_reason": "user_denied",
            }
            return Answer(location=with_query(target, denial | state))
        code = self._issue_code(target, params.get("scope", ""))
        return Answer(location=with_query(target, {"code": code.value} | state))

    def _issue_code(self, redirect_uri: str, scope: str) -> Token:
        asked = tuple(part for part in scope.replace(",", " ").split() if part)
        return self._sandbox.tokens.issue(
            platform=META,
            kind="code",
            client_id=self._sandbox.seed.meta_app_id,
            user_id=self._sandbox.seed.meta_user_id,
            account_ids=tuple(account.id for account in self._sandbox.seed.accounts_of(META)),
            scopes=asked or DEFAULT_SCOPES,
            lifetime=CODE_LIFETIME,
            details={"redirect_uri": redirect_uri},
        )

    def access_token(self, params: Params) -> Answer:
        """Trade a code for a short token, a short token for one of 60 days, or the app's secret for its own token."""
        self._check_app(params)
        grant: dict[str, Callable[[Params], Token]] = {
            "authorization_code": self._from_code,
            "fb_exchange_token": self._from_short_token,
        }
        kind = params.get("grant_type", "authorization_code")
        if kind == "client_credentials":
            return Answer(body={"access_token": self._app_token(), "token_type": "bearer"})
        if kind not in grant:
            raise invalid_parameter(f"Unsupported grant_type {kind}", "grant_type")
        token = grant[kind](params)
        lifetime = (token.expires_at or token.issued_at) - token.issued_at
        body = {"access_token": token.value, "token_type": "bearer", "expires_in": int(lifetime.total_seconds())}
        return Answer(body=body)

    def _check_app(self, params: Params) -> None:
        seed = self._sandbox.seed
        if params.get("client_id") != seed.meta_app_id:
            raise GraphError("Error validating application. Cannot get application info.", code=101)
        if params.get("client_secret") != seed.meta_app_secret:
            raise GraphError("Error validating client secret.", code=1)

    def _from_code(self, params: Params) -> Token:
        value = params.get("code", "")
        code = self._sandbox.tokens.find(META, value)
        if code is None or code.kind != "code":
            raise invalid_parameter("Invalid verification code format.", subcode=36009)
        if code.details["redirect_uri"] != params.get("redirect_uri"):
            why = "Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request"
            raise invalid_parameter(f"Error validating verification code. {why}", subcode=36008)
        if self._sandbox.tokens.redeem(META, value) is None:
            used = self._sandbox.tokens.state(code) == "used"
            raise invalid_parameter(
                f"This authorization code has {'been used' if used else 'expired'}.", subcode=36009 if used else 36007
            )
        return self._grant(code, SHORT_LIFETIME)

    def _from_short_token(self, params: Params) -> Token:
        token = self._sandbox.tokens.find(META, params.get("fb_exchange_token", ""))
        return self._grant(self._valid(token), LONG_LIFETIME)

    def _grant(self, source: Token, lifetime: timedelta) -> Token:
        return self._sandbox.tokens.issue(
            platform=META,
            kind="access",
            client_id=source.client_id,
            user_id=source.user_id,
            account_ids=source.account_ids,
            scopes=source.scopes,
            lifetime=lifetime,
        )

    def debug_token(self, params: Params) -> Answer:
        """Describe `input_token` to its own app."""
        if params.get("access_token") != self._app_token():
            self.authenticate(params)
        token = self._sandbox.tokens.find(META, params.get("input_token", ""))
        return Answer(body={"data": self._described(token)})

    def _app_token(self) -> str:
        return f"{self._sandbox.seed.meta_app_id}|{self._sandbox.seed.meta_app_secret}"

    def _described(self, token: Token | None) -> dict[str, Any]:
        if token is None or token.kind != "access":
            error = {"code": 190, "message": "Invalid OAuth access token.", "subcode": 467}
            return {"error": error, "is_valid": False, "scopes": []}
        state = self._sandbox.tokens.state(token)
        described: dict[str, Any] = {
            "app_id": token.client_id,
            "type": "USER" if token.expires_at else "SYSTEM_USER",
            "application": "AdScale sandbox",
            "is_valid": state == "valid",
            "issued_at": int(token.issued_at.timestamp()),
            "expires_at": int(token.expires_at.timestamp()) if token.expires_at else 0,
            "data_access_expires_at": int((token.issued_at + timedelta(days=90)).timestamp()),
            "scopes": list(token.scopes),
            "user_id": token.user_id,
        }
        if state != "valid":
            error = session_invalid(state).as_json()["error"]
            described["error"] = {
                "code": 190,
                "message": error["message"],
                "subcode": error["error_subcode"],
            }
        return described

    def authenticate(self, params: Params) -> Token:
        """Return the call's token; refuse a bad one, and a wrong `appsecret_proof` if one is sent."""
        value = params.get("access_token")
        if not value:
            raise GraphError(
                "An active access token must be used to query information about the current user.", code=2500
            )
        token = self._valid(self._sandbox.tokens.find(META, value))
        proof = params.get("appsecret_proof")
        if proof is None and self._sandbox.rules.holds(APPSECRET_PROOF):
            raise GraphError(
                "API calls from the server require an appsecret_proof argument", code=100, kind="GraphMethodException"
            )
        if proof is not None and not hmac.compare_digest(proof.encode(), self._proof(value).encode()):
            refuse(self._sandbox.rules, "meta.appsecret_proof_matches_the_token")
        return token

    def _valid(self, token: Token | None) -> Token:
        state = self._sandbox.tokens.state(token) if token is not None and token.kind == "access" else "unknown"
        if token is None or state != "valid":
            raise session_invalid(state)
        return token

    def _proof(self, value: str) -> str:
        return hmac.new(self._sandbox.seed.meta_app_secret.encode(), value.encode(), sha256).hexdigest()

    def revoke(self, token: Token) -> Answer:
        """Withdraw the app's permissions: every token of this user dies."""
        self._sandbox.tokens.revoke_grant(META, token.client_id, token.user_id)
        return Answer(body={"success": True})


def require(token: Token, *scopes: str) -> None:
    """Refuse a token that carries none of `scopes`."""
    if not set(scopes).intersection(token.scopes):
        raise not_permitted(scopes[0])
