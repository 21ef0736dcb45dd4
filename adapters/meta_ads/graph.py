"""The official client, and nothing of it leaves this module: plain values in, plain values out.

Two things of it are not used on purpose: `FacebookAdsApi.init`, which sets an API for the whole process (tenants
would mix) and sends crash reports to Meta; and its trust in any body, which takes an HTML 502 for a success.
Importing this module imports the client, so the gateway does it on the first call only.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import requests
import urllib3
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi, FacebookResponse
from facebook_business.exceptions import FacebookError, FacebookRequestError
from facebook_business.session import FacebookSession

from adapters.meta_ads.config import MetaAdsConfig
from adapters.meta_ads.trouble import (
    GraphRefusedError,
    GraphSilentError,
    GraphTrouble,
    GraphUnreachableError,
    GraphUnreadableError,
    Refusal,
)

Row = Mapping[str, Any]
Params = Mapping[str, Any]

PAGE = 500
_SECRET_PARAMS = ("access_token", "client_secret", "code", "fb_exchange_token", "input_token")


class _Api(FacebookAdsApi):  # type: ignore[misc]  # the client has no types
    """The client with its answers checked and its failures turned into ours; nothing it says shows a token."""

    def call(self, *args: Any, **kwargs: Any) -> FacebookResponse:  # noqa: ANN401 - the client's own signature
        try:
            response = super().call(*args, **kwargs)
        except FacebookRequestError as error:
            raise _refusal(error, self._secrets(kwargs.get("params") or {})) from None
        except requests.RequestException as error:
            raise _transport(error) from None
        except (TypeError, AttributeError, ValueError):
            # The client trips over bodies that are not Graph's before it looks at the status.
            raise GraphUnreadableError(None) from None
        if not isinstance(response.json(), dict | list):
            raise GraphUnreadableError(response.status())
        return response

    def _secrets(self, params: Params) -> list[str]:
        values = (self._session.access_token, *(params.get(name) for name in _SECRET_PARAMS))
        return [str(value) for value in values if value]


class Graph:
    """Calls by one access token (None: the app's own calls). Not for two threads at once."""

    def __init__(self, config: MetaAdsConfig, access_token: str | None) -> None:
        session_type = type("_Session", (FacebookSession,), {"GRAPH": config.graph_url.rstrip("/")})
        self._session = session_type(
            config.app_id,
            config.app_secret if access_token else None,
            access_token,
            timeout=config.timeout_seconds,
        )
        if config.ca_file is not None:
            self._session.requests.verify = config.ca_file
        self._api = _Api(self._session, api_version=config.api_version)

    def close(self) -> None:
        """Release the connections."""
        self._session.requests.close()

    # --- the app and the person ---

    def app_call(self, path: str, params: Params) -> Row:
        """An answer of the app's own endpoints, such as `oauth/access_token`."""
        body = self._api.call("GET", tuple(path.split("/")), params=dict(params)).json()
        return body if isinstance(body, dict) else {}

    def withdraw(self) -> None:
        """Give back every permission that the person granted."""
        self._api.call("DELETE", ("me", "permissions"))

    def ad_accounts(self, fields: list[str]) -> list[Row]:
        """The ad accounts that the person reaches."""
        return _rows(lambda: User("me", api=self._api).get_ad_accounts(fields=fields, params={"limit": PAGE}))

    def pages(self, fields: list[str]) -> list[Row]:
        """The pages in whose name the person may speak."""
        return _rows(lambda: User("me", api=self._api).get_accounts(fields=fields, params={"limit": PAGE}))

    def pixels(self, account: str, fields: list[str]) -> list[Row]:
        """The pixels shared with an ad account."""
        return _rows(lambda: AdAccount(account, api=self._api).get_ads_pixels(fields=fields, params={"limit": PAGE}))

    def videos(self, account: str, fields: list[str]) -> list[Row]:
        """The videos in an ad account's library."""
        return _rows(lambda: AdAccount(account, api=self._api).get_ad_videos(fields=fields, params={"limit": PAGE}))

    def images(self, account: str, fields: list[str]) -> list[Row]:
        """The images in an ad account's library."""
        return _rows(lambda: AdAccount(account, api=self._api).get_ad_images(fields=fields, params={"limit": PAGE}))

    # --- the campaign tree ---

    def campaign(self, campaign_id: str, fields: list[str]) -> Row:
        """One campaign by its id."""
        return _data(lambda: Campaign(campaign_id, api=self._api).api_get(fields=fields))

    def campaigns_named(self, account: str, text: str, fields: list[str]) -> list[Row]:
        """The account's campaigns whose name contains a text; archived and deleted ones are left out by Graph."""
        filtering = [{"field": "name", "operator": "CONTAIN", "value": text}]
        params = {"filtering": filtering, "limit": PAGE}
        return _rows(lambda: AdAccount(account, api=self._api).get_campaigns(fields=fields, params=params))

    def ad_sets(self, campaign_id: str, fields: list[str]) -> list[Row]:
        """A campaign's ad sets; archived and deleted ones are left out."""
        return _rows(lambda: Campaign(campaign_id, api=self._api).get_ad_sets(fields=fields, params={"limit": PAGE}))

    def ads(self, campaign_id: str, fields: list[str]) -> list[Row]:
        """A campaign's ads; archived and deleted ones are left out."""
        return _rows(lambda: Campaign(campaign_id, api=self._api).get_ads(fields=fields, params={"limit": PAGE}))

    def create_campaign(self, account: str, params: Params) -> str:
        """Create a campaign; returns its id."""
        return _id(lambda: AdAccount(account, api=self._api).create_campaign(params=dict(params)))

    def create_ad_set(self, account: str, params: Params) -> str:
        """Create an ad set; returns its id."""
        return _id(lambda: AdAccount(account, api=self._api).create_ad_set(params=dict(params)))

    def create_ad(self, account: str, params: Params) -> str:
        """Create an ad; returns its id."""
        return _id(lambda: AdAccount(account, api=self._api).create_ad(params=dict(params)))

    def update(self, object_id: str, params: Params) -> None:
        """Change a campaign, an ad set or an ad."""
        self._api.call("POST", (object_id, ""), params=dict(params))

    # --- figures ---

    def insights(self, account: str, fields: list[str], params: Params) -> list[Row]:
        """Every row of a synchronous report."""
        everything = {**params, "limit": PAGE}
        return _rows(lambda: AdAccount(account, api=self._api).get_insights(fields=fields, params=everything))


@contextmanager
def _parsing() -> Iterator[None]:
    """The client parses answers by trusting their shape; one of another shape is not Graph's."""
    try:
        yield
    except (FacebookError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise GraphUnreadableError(None) from error


def _rows(pages: Callable[[], Iterable[Any]]) -> list[Row]:
    with _parsing():
        return [row.export_all_data() for row in pages()]


def _data(read: Callable[[], Any]) -> Row:
    with _parsing():
        row: Row = read().export_all_data()
        return row


def _id(create: Callable[[], Any]) -> str:
    with _parsing():
        made = create().export_all_data().get("id")
    if not made:
        raise GraphUnreadableError(None)
    return str(made)


def _transport(error: requests.RequestException) -> GraphTrouble:
    """The client's network failure as ours; its own text is left behind, for it holds the address with the token."""
    if isinstance(error, requests.exceptions.InvalidJSONError | requests.exceptions.ContentDecodingError):
        return GraphUnreadableError(None)
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return GraphUnreachableError(type(error).__name__)
    cause = error.args[0] if error.args else None
    if isinstance(getattr(cause, "reason", None), urllib3.exceptions.NewConnectionError):
        return GraphUnreachableError("no connection")
    return GraphSilentError("no answer in time" if isinstance(error, requests.Timeout) else "the connection broke")


def _refusal(error: FacebookRequestError, secrets: list[str]) -> GraphTrouble:
    body = error.body()
    envelope = body.get("error") if isinstance(body, dict) else None
    if not isinstance(envelope, dict) or error.api_error_code() is None:
        return GraphUnreadableError(error.http_status())
    message = str(envelope.get("error_user_msg") or envelope.get("message") or "no message")
    for secret in secrets:
        message = message.replace(secret, "[secret]")
    return GraphRefusedError(
        Refusal(
            code=int(error.api_error_code()),
            subcode=error.api_error_subcode(),
            message=message,
            transient=bool(error.api_transient_error()),
            status=error.http_status(),
            field=_blamed(error.api_blame_field_specs()),
            trace_id=envelope.get("fbtrace_id"),
            wait=wait_asked(error.http_headers() or {}),
        )
    )


def _blamed(specs: list[list[str]] | None) -> str | None:
    return ".".join(str(part) for part in specs[0]) if specs else None


def wait_asked(headers: Mapping[str, str]) -> timedelta | None:
    """The longest wait that the usage headers ask for (minutes per use case, seconds per account), if any."""
    business = _header(headers, "x-business-use-case-usage")
    minutes = [
        use.get("estimated_time_to_regain_access", 0)
        for uses in business.values()
        if isinstance(uses, list)
        for use in uses
    ]
    seconds = _header(headers, "x-ad-account-usage").get("reset_time_duration", 0)
    longest = max(timedelta(minutes=max(minutes, default=0)), timedelta(seconds=seconds))
    return longest or None


def _header(headers: Mapping[str, str], name: str) -> dict[str, Any]:
    raw = next((value for key, value in headers.items() if key.lower() == name), "{}")
    try:
        parsed = json.loads(raw)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
