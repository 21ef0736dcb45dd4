"""A Google user's consent: OAuth 2 for web servers, and the ad accounts that it reaches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import httpx
import structlog

from adapters.google_ads import query
from adapters.google_ads.config import GoogleAdsConfig
from adapters.google_ads.gateway import Caller, GoogleAdsGateway
from adapters.google_ads.reading import remote_account
from application.platforms.errors import (
    NeedsConsentError,
    PermissionMissingError,
    PlatformBugError,
    PlatformError,
    RateLimitedError,
    RemoteNotFoundError,
    TransientPlatformError,
)
from application.platforms.port import Credential, RemoteAccount
from domain.shared.platform import Platform

SCOPE = "https://www.googleapis.com/auth/adwords"

_DEAD = frozenset({"invalid_grant", "invalid_token"})
_log = structlog.get_logger(__name__)


class GoogleAdsConsent:
    """Fills the port `PlatformConsent`."""

    def __init__(
        self,
        config: GoogleAdsConfig,
        gateway: GoogleAdsGateway,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config = config
        self._gateway = gateway
        self._now = now

    def consent_url(self, *, state: str, redirect_uri: str, challenge: str) -> str:
        """Google's consent page. `prompt=consent`: only a fresh consent gives a refresh token."""
        asked = {
            "client_id": self._config.client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": SCOPE,
            "state": state,
            "access_type": "offline",
            "prompt": "consent",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._config.auth_uri}?{urlencode(asked)}"

    async def exchange(self, *, code: str, redirect_uri: str, verifier: str) -> Credential:
        """A credential for a code. Raises `PermissionMissingError` where the person left our scope out."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        answer = await self._token(form | {"code_verifier": verifier})
        if "refresh_token" not in answer:
            raise _error(NeedsConsentError, "Google gave no lasting token with this consent.")
        return scoped_credential(answer, str(answer["refresh_token"]), self._now())

    async def refresh(self, credential: Credential) -> Credential:
        """A fresh access token."""
        if credential.refresh_token is None:
            raise _error(NeedsConsentError, "This consent came without a lasting token.")
        form = {"grant_type": "refresh_token", "refresh_token": credential.refresh_token}
        answer = await self._token(form)
        return scoped_credential(answer, str(answer.get("refresh_token", credential.refresh_token)), self._now())

    async def revoke(self, credential: Credential) -> None:
        """Give the whole consent back."""
        token = credential.refresh_token or credential.access_token
        response = await self._post(self._config.revoke_uri, {"token": token})
        if response.is_error and _code(response) not in _DEAD:
            raise refusal_of(response)

    async def accounts(self, credential: Credential) -> Sequence[RemoteAccount]:
        """Accounts that the user was invited to, then those below a manager that the user was invited to."""
        direct: dict[str, RemoteAccount] = {}
        managed: dict[str, RemoteAccount] = {}
        for customer_id in await self._gateway.accessible_customers(Caller(access_token=credential.access_token)):
            caller = Caller(access_token=credential.access_token, login_customer_id=customer_id)
            try:
                (customer,) = await self._gateway.rows(caller, customer_id, query.CUSTOMER)
                if customer["customer.manager"]:
                    rows = await self._gateway.rows(caller, customer_id, query.CLIENTS)
                    managed |= _by_id(rows, "customer_client", customer_id)
                else:
                    direct |= _by_id([customer], "customer", None)
            except (PermissionMissingError, RemoteNotFoundError) as error:
                _log.warning("google_ads.account_left_out", customer_id=customer_id, code=error.code)
        return [*(managed | direct).values()]

    async def _token(self, form: Mapping[str, str]) -> Mapping[str, object]:
        client = {"client_id": self._config.client_id, "client_secret": self._config.client_secret}
        response = await self._post(self._config.token_uri, {**form, **client})
        if response.is_error:
            raise refusal_of(response)
        return _json(response)

    async def _post(self, address: str, form: Mapping[str, str]) -> httpx.Response:
        try:
            async with httpx.AsyncClient(timeout=self._config.timeout_seconds) as http:
                return await http.post(address, data=dict(form))
        except httpx.HTTPError as error:
            message = f"Google's token service did not answer ({type(error).__name__})."
            raise _error(TransientPlatformError, message) from None


def _by_id(rows: Sequence[query.Row], source: str, login: str | None) -> dict[str, RemoteAccount]:
    return {account.external_id: account for account in _accounts(rows, source, login)}


def _accounts(rows: Sequence[query.Row], source: str, login: str | None) -> Iterator[RemoteAccount]:
    for row in rows:
        account = remote_account(row, source, login)
        if account is None:
            _log.warning("google_ads.account_left_out", customer_id=row[f"{source}.id"], code="unknown currency")
        else:
            yield account


def scoped_credential(answer: Mapping[str, object], refresh_token: str, now: datetime) -> Credential:
    """A credential from a token answer. Raises `PermissionMissingError` where it is for other things than ours."""
    scopes = tuple(str(answer.get("scope", SCOPE)).split())
    if SCOPE not in scopes:
        advice = "Connect again and leave Google Ads ticked on Google's page."
        raise _error(PermissionMissingError, "The consent does not cover Google Ads.", advice=advice)
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not isinstance(seconds, int):
        raise _error(PlatformBugError, "Google's token answer has no access_token or no expires_in.")
    return Credential(
        platform=Platform.GOOGLE_ADS,
        access_token=token,
        refresh_token=refresh_token,
        expires_at=now + timedelta(seconds=seconds),
        scopes=scopes,
    )


def refusal_of(response: httpx.Response) -> PlatformError:
    """Our error for an answer of the token service that is none of success."""
    code, status = _code(response), response.status_code
    message = f"Google's token service answered {status} {code}."
    if code in _DEAD:
        return _error(NeedsConsentError, message, code=code)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = response.headers.get("retry-after", "")
        wait = timedelta(seconds=int(seconds)) if seconds.isdigit() else None
        return _error(RateLimitedError, message, code=code, retry_after=wait)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _error(TransientPlatformError, message, code=code)
    advice = "Check the client id, the client secret and the redirect address in Google's console."
    return _error(PlatformBugError, message, code=code, advice=advice)


def _code(response: httpx.Response) -> str:
    return str(_json(response).get("error", ""))


def _json(response: httpx.Response) -> Mapping[str, object]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _error(
    kind: type[PlatformError],
    message: str,
    *,
    code: str | None = None,
    advice: str | None = None,
    retry_after: timedelta | None = None,
) -> PlatformError:
    return kind(message, platform=Platform.GOOGLE_ADS, code=code, advice=advice, retry_after=retry_after)
