"""Google's OAuth endpoints: consent (approved at once), token, what a token is, and revocation.

Source: "Using OAuth 2.0 for Web Server Applications" and "... for Server to Server Applications"; the paths on Google's
own hosts are those that its client libraries have built in, of all generations.
"""

import hmac
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from starlette.routing import Route

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.google_ads.access import ADWORDS_SCOPE, directly_accessible
from adapters.sandbox.google_ads.service_account import BadAssertionError, verified_claims, write_service_account
from adapters.sandbox.hosts import CONSENT_HOST, OAUTH_HOST, OLD_OAUTH_HOST
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.tokens import Token
from adapters.sandbox.wire import Answer, Call, endpoint

__all__ = ["host_routes", "offer_refresh_token", "routes", "write_service_account"]

ROOT = "/google/oauth2"
REFRESH_TOKEN = "1//sandbox-google-refresh-token"  # noqa: S105 - made up
_OWN_PATHS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        CONSENT_HOST: ("/o/oauth2/auth", "/o/oauth2/v2/auth", "/o/oauth2/token", "/o/oauth2/revoke"),
        OAUTH_HOST: ("/token", "/revoke", "/tokeninfo"),
        OLD_OAUTH_HOST: (
            "/oauth2/v3/token",
            "/oauth2/v4/token",
            "/oauth2/v1/tokeninfo",
            "/oauth2/v2/tokeninfo",
            "/oauth2/v3/tokeninfo",
        ),
    }
)
_VERBS: Mapping[str, list[str]] = MappingProxyType(
    {"auth": ["GET"], "token": ["POST"], "revoke": ["GET", "POST"], "tokeninfo": ["GET", "POST"]}
)
CODE_LIFETIME = timedelta(minutes=10)
ACCESS_LIFETIME = timedelta(seconds=3599)
_USER = "sandbox-user"
_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class OAuthError(Exception):
    """What the token endpoint answers instead of a token: `error` and `error_description` under a status."""

    def __init__(self, error: str, description: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status

    def answer(self) -> Answer:
        """Return the error as JSON."""
        return Answer(body={"error": self.error, "error_description": self.description}, status=self.status)


def routes(sandbox: Sandbox) -> list[Route]:
    """Return the routes under /google/oauth2; faults strike them as `auth`, `token`, `revoke` and `tokeninfo`."""
    serve = endpoint(sandbox, GoogleOAuth(sandbox))
    return [Route(f"{ROOT}/{name}", serve, methods=verbs) for name, verbs in _VERBS.items()]


def host_routes(sandbox: Sandbox) -> dict[str, list[Route]]:
    """Return the same endpoints by Google's own hosts, at their paths there."""
    serve = endpoint(sandbox, GoogleOAuth(sandbox))
    return {
        host: [Route(path, serve, methods=_VERBS[path.rpartition("/")[2]]) for path in paths]
        for host, paths in _OWN_PATHS.items()
    }


def offer_refresh_token(sandbox: Sandbox) -> str:
    """Return a refresh token that a user has granted to the sandbox's client, for clients that cannot ask for one."""
    if sandbox.tokens.find(GOOGLE_ADS, REFRESH_TOKEN) is None:
        sandbox.tokens.issue(
            platform=GOOGLE_ADS,
            kind="refresh",
            client_id=sandbox.seed.google_client_id,
            user_id=_USER,
            account_ids=directly_accessible(sandbox),
            scopes=(ADWORDS_SCOPE,),
            value=REFRESH_TOKEN,
        )
    return REFRESH_TOKEN


class GoogleOAuth:
    """The HTTP side of Google; its form bodies are URL-encoded."""

    platform = GOOGLE_ADS

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._endpoints: Mapping[str, Callable[[Call], Answer]] = {
            "auth": self._auth,
            "token": self._token,
            "revoke": self._revoke,
            "tokeninfo": self._token_info,
        }

    def routes(self, call: Call) -> tuple[str, ...]:
        """Return the endpoint's name, and the call as method and path."""
        return (_endpoint_of(call), f"{call.method} {call.path}")

    def handle(self, call: Call) -> Answer:
        """Answer one call."""
        try:
            with self._sandbox.lock:
                return self._endpoints[_endpoint_of(call)](call)
        except OAuthError as error:
            return error.answer()

    def faulty(self, rule: FaultRule, _call: Call) -> Answer:
        """Answer in the token endpoint's form of a fault."""
        match rule.kind:
            case FaultKind.RATE_LIMIT | FaultKind.DAILY_QUOTA:
                body = {"error": "rate_limit_exceeded", "error_description": "Rate limit exceeded."}
                retry = {"Retry-After": str(rule.retry_after_seconds)}
                return Answer(body=body, status=HTTPStatus.TOO_MANY_REQUESTS, headers=retry)
            case FaultKind.TOKEN_EXPIRED | FaultKind.TOKEN_REVOKED:
                return _dead_grant().answer()
            case _:
                return OAuthError("internal_failure", "Backend error.", HTTPStatus.INTERNAL_SERVER_ERROR).answer()

    def _auth(self, call: Call) -> Answer:
        asked = call.query
        if asked.get("client_id") != self._sandbox.seed.google_client_id:
            raise OAuthError("invalid_client", "The OAuth client was not found.", HTTPStatus.UNAUTHORIZED)
        target = asked.get("redirect_uri", "")
        if urlsplit(target).scheme not in {"http", "https"}:
            raise OAuthError("invalid_request", "Missing or invalid parameter: redirect_uri")
        state = {"state": asked["state"]} if "state" in asked else {}
        if asked.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "Only response_type=code is served.")
        if asked.get("decision") == "deny":
            return Answer(location=_with_query(target, {"error": "access_denied"} | state))
        code = self._issue_code(asked, target)
        return Answer(location=_with_query(target, state | {"code": code.value, "scope": " ".join(code.scopes)}))

    def _issue_code(self, asked: Mapping[str, str], target: str) -> Token:
        scopes = tuple(asked.get("scope", "").split())
        if not scopes:
            raise OAuthError("invalid_request", "Missing required parameter: scope")
        if asked.get("code_challenge") and asked.get("code_challenge_method", "plain") not in {"S256", "plain"}:
            raise OAuthError("invalid_request", "Invalid code_challenge_method: S256 or plain.")
        return self._sandbox.tokens.issue(
            platform=GOOGLE_ADS,
            kind="code",
            client_id=asked["client_id"],
            user_id=_USER,
            account_ids=directly_accessible(self._sandbox),
            scopes=scopes,
            lifetime=CODE_LIFETIME,
            value=None,
            details={
                "redirect_uri": target,
                "access_type": asked.get("access_type", "online"),
                "challenge": asked.get("code_challenge", ""),
                "method": asked.get("code_challenge_method", "plain"),
            },
        )

    def _token(self, call: Call) -> Answer:
        form = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        grants = {
            "authorization_code": self._from_code,
            "refresh_token": self._from_refresh_token,
            _JWT_BEARER: self._from_assertion,
        }
        grant = form.get("grant_type", "")
        if grant not in grants:
            raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {grant}")
        return Answer(body=grants[grant](form, call), headers={"Cache-Control": "no-store"})

    def _from_code(self, form: Mapping[str, str], call: Call) -> dict[str, object]:
        self._check_client(form, call)
        code = self._sandbox.tokens.find(GOOGLE_ADS, form.get("code", ""))
        if code is None or code.kind != "code" or self._sandbox.tokens.state(code) != "valid":
            raise OAuthError("invalid_grant", "Malformed auth code." if code is None else "Bad Request")
        if form.get("redirect_uri") != code.details["redirect_uri"]:
            raise OAuthError("redirect_uri_mismatch", "Bad Request")
        _check_verifier(code, form.get("code_verifier", ""))
        self._sandbox.tokens.redeem(GOOGLE_ADS, code.value)
        answer = self._access(code.client_id, code.user_id, code.account_ids, code.scopes)
        if code.details["access_type"] == "offline":
            refresh = self._sandbox.tokens.issue(
                platform=GOOGLE_ADS,
                kind="refresh",
                client_id=code.client_id,
                user_id=code.user_id,
                account_ids=code.account_ids,
                scopes=code.scopes,
            )
            answer["refresh_token"] = refresh.value
        return answer

    def _from_refresh_token(self, form: Mapping[str, str], call: Call) -> dict[str, object]:
        self._check_client(form, call)
        token = self._sandbox.tokens.find(GOOGLE_ADS, form.get("refresh_token", ""))
        if token is None or token.kind != "refresh" or self._sandbox.tokens.state(token) != "valid":
            raise _dead_grant()
        return self._access(token.client_id, token.user_id, token.account_ids, token.scopes)

    def _from_assertion(self, form: Mapping[str, str], _: Call) -> dict[str, object]:
        try:
            claims = verified_claims(self._sandbox, form.get("assertion", ""))
        except BadAssertionError as error:
            raise OAuthError("invalid_grant", str(error)) from error
        scopes = tuple(str(claims.get("scope", "")).split())
        if ADWORDS_SCOPE not in scopes:
            raise OAuthError("invalid_scope", f"Ask for {ADWORDS_SCOPE}.")
        email = str(claims["iss"])
        return self._access(email, email, directly_accessible(self._sandbox), scopes)

    def _access(
        self, client_id: str, user_id: str, account_ids: tuple[str, ...], scopes: tuple[str, ...]
    ) -> dict[str, object]:
        token = self._sandbox.tokens.issue(
            platform=GOOGLE_ADS,
            kind="access",
            client_id=client_id,
            user_id=user_id,
            account_ids=account_ids,
            scopes=scopes,
            lifetime=ACCESS_LIFETIME,
        )
        return {
            "access_token": token.value,
            "expires_in": int(ACCESS_LIFETIME.total_seconds()),
            "scope": " ".join(scopes),
            "token_type": "Bearer",
        }

    def _token_info(self, call: Call) -> Answer:
        given = {**call.query, **dict(parse_qsl(call.body.decode()))}
        token = self._sandbox.tokens.find(GOOGLE_ADS, given.get("access_token", ""))
        if token is None or token.expires_at is None or self._sandbox.tokens.state(token) != "valid":
            raise OAuthError("invalid_token", "Invalid Value")
        left = token.expires_at - self._sandbox.clock.now()
        return Answer(
            body={
                "azp": token.client_id,
                "aud": token.client_id,
                "scope": " ".join(token.scopes),
                "exp": str(int(token.expires_at.timestamp())),
                "expires_in": str(int(left.total_seconds())),
                "access_type": "offline",
            }
        )

    def _revoke(self, call: Call) -> Answer:
        form = dict(parse_qsl(call.body.decode()))
        token = self._sandbox.tokens.find(GOOGLE_ADS, form.get("token") or call.query.get("token", ""))
        if token is None or self._sandbox.tokens.state(token) != "valid":
            raise OAuthError("invalid_token", "Token expired or revoked")
        self._sandbox.tokens.revoke_grant(GOOGLE_ADS, token.client_id, token.user_id)
        return Answer(body={})

    def _check_client(self, form: Mapping[str, str], call: Call) -> None:
        seed = self._sandbox.seed
        client_id, secret = _client(form, call.headers.get("authorization", ""))
        if client_id != seed.google_client_id:
            raise OAuthError("invalid_client", "The OAuth client was not found.", HTTPStatus.UNAUTHORIZED)
        if not hmac.compare_digest(secret.encode(), seed.google_client_secret.encode()):
            raise OAuthError("invalid_client", "The provided client secret is invalid.", HTTPStatus.UNAUTHORIZED)


def _endpoint_of(call: Call) -> str:
    return call.path.rpartition("/")[2]


def _dead_grant() -> OAuthError:
    return OAuthError("invalid_grant", "Token has been expired or revoked.")


def _client(form: Mapping[str, str], header: str) -> tuple[str, str]:
    """Return the client's id and secret, sent as HTTP Basic or in the body."""
    if not header.startswith("Basic "):
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client_id, _, secret = b64decode(header[6:]).decode().partition(":")
    except (Base64Error, UnicodeDecodeError) as error:
        raise OAuthError("invalid_client", "Malformed Basic header.", HTTPStatus.UNAUTHORIZED) from error
    return unquote(client_id), unquote(secret)


def _check_verifier(code: Token, verifier: str) -> None:
    challenge = code.details["challenge"]
    if not challenge:
        return
    if not verifier:
        raise OAuthError("invalid_grant", "Missing code verifier.")
    hashed = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    if challenge != (hashed if code.details["method"] == "S256" else verifier):
        raise OAuthError("invalid_grant", "Invalid code verifier.")


def _with_query(target: str, added: Mapping[str, str]) -> str:
    parts = urlsplit(target)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *added.items()])
    return urlunsplit(parts._replace(query=query))
