"""TikTok's Business API v1.3 as one function from call to answer."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.faults import FaultRule
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.tiktok.assets import Assets
from adapters.sandbox.tiktok.auth import Login
from adapters.sandbox.tiktok.delivery_lines import delivery_lines
from adapters.sandbox.tiktok.errors import (
    BAD_PARAMETER,
    ENDPOINT_OFFLINE,
    NO_PERMISSION,
    NO_SUCH_ADVERTISER,
    NoSuchPathError,
    TikTokError,
    bad_parameter,
    missing,
)
from adapters.sandbox.tiktok.faults import faulty_envelope
from adapters.sandbox.tiktok.fields import json_list
from adapters.sandbox.tiktok.objects import Objects
from adapters.sandbox.tiktok.reads import Reads
from adapters.sandbox.tiktok.reports import Reports
from adapters.sandbox.tiktok.rules import RULES
from adapters.sandbox.tiktok.writes import Writes
from adapters.sandbox.tokens import Token
from adapters.sandbox.wire import Answer, Call

PREFIX = "/open_api/v1.3"
MOST_ADVERTISERS = 5
_KIND = r"/(?P<smart>smart_plus/)?(?P<level>campaign|adgroup|ad)/(?P<verb>.+)/"

Query = Mapping[str, str]


class TikTokApi:
    """TikTok's side of the HTTP listener."""

    platform = TIKTOK

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._login = Login(sandbox)
        self._objects = Objects(sandbox)
        self._reads = Reads(sandbox, self._objects)
        self._writes = Writes(sandbox, self._objects)
        self._reports = Reports(sandbox, self._objects)
        self._assets = Assets(sandbox)
        sandbox.rules.register(TIKTOK, RULES)
        sandbox.delivery.register(TIKTOK, lambda: delivery_lines(sandbox, self._objects))

    def routes(self, call: Call) -> tuple[str, ...]:
        """Return the path without its version; the token endpoint also goes by `token`."""
        path = call.path.removeprefix(PREFIX)
        return (path, "token") if path == "/oauth2/access_token/" else (path,)

    def faulty(self, rule: FaultRule, _call: Call) -> Answer:
        """Answer in TikTok's form of this fault."""
        return _envelope(*faulty_envelope(rule), _trace())

    def handle(self, call: Call) -> Answer:
        """Answer one call."""
        trace = _trace()
        try:
            with self._sandbox.lock:
                if call.path.rstrip("/") == "/portal/auth":
                    return self._login.consent(call.query)
                return _envelope(0, "OK", trace, self._data(call, _path(call), trace))
        except TikTokError as error:
            return _envelope(error.code, str(error), trace)
        except NoSuchPathError:
            return Answer(body={"message": "404 page not found"}, status=404)

    def _data(self, call: Call, path: str, trace: str) -> dict[str, Any]:
        body = _body(call) if call.method == "POST" else {}
        if (call.method, path) == ("POST", "/oauth2/access_token/"):
            return self._login.access_token(body)
        if (call.method, path) == ("POST", "/oauth2/revoke_token/"):
            return self._login.revoke(body)
        token = self._login.authenticate(call.headers.get("access-token"))
        plain = self._plain(call.method, path, trace)
        if plain is not None:
            return plain(call.query, body, token)
        found = re.fullmatch(_KIND, path)
        if found is None:
            raise NoSuchPathError
        kind = f"{'smart_plus_' if found['smart'] else ''}{found['level']}"
        if call.method == "GET":
            if found["verb"] != "get":
                raise NoSuchPathError
            return self._reads.find(kind, self._advertiser(token, call.query.get("advertiser_id")), call.query)
        return self._change(kind, found["verb"], token, body, trace)

    def _plain(
        self, method: str, path: str, trace: str
    ) -> Callable[[Query, dict[str, Any], Token], dict[str, Any]] | None:
        def for_advertiser(
            answer: Callable[[ReadyAccount, Mapping[str, Any]], dict[str, Any]],
        ) -> Callable[[Query, dict[str, Any], Token], dict[str, Any]]:
            def serve(query: Query, body: dict[str, Any], token: Token) -> dict[str, Any]:
                given: Mapping[str, Any] = body or query
                return answer(self._advertiser(token, given.get("advertiser_id")), given)

            return serve

        return {
            ("GET", "/oauth2/advertiser/get/"): lambda query, _, token: self._login.advertisers(query, token),
            ("GET", "/user/info/"): lambda _query, _body, token: self._user(token),
            ("GET", "/advertiser/info/"): lambda query, _, token: self._advertisers(query, token),
            ("GET", "/report/integrated/get/"): lambda query, _, token: self._report(query, token),
            ("GET", "/identity/get/"): for_advertiser(self._assets.identities),
            ("GET", "/file/video/ad/search/"): for_advertiser(self._assets.videos),
            ("GET", "/file/video/ad/info/"): for_advertiser(self._assets.videos_by_id),
            ("GET", "/pixel/list/"): for_advertiser(self._assets.pixels),
            ("GET", "/creative/cta/recommend/"): for_advertiser(self._assets.buttons),
            ("GET", "/creative/portfolio/list/"): for_advertiser(self._assets.portfolios),
            ("POST", "/creative/portfolio/create/"): for_advertiser(
                lambda account, given: self._assets.create_portfolio(account, given, trace)
            ),
        }.get((method, path))

    def _change(self, kind: str, verb: str, token: Token, body: dict[str, Any], trace: str) -> dict[str, Any]:
        account = self._advertiser(token, body.get("advertiser_id"))
        match kind, verb:
            case "ad", "create":
                return self._writes.create_ads(account, body, trace)
            case "ad", "update":
                return self._writes.update_ads(account, body, trace)
            case _, "create":
                return self._writes.create(kind, account, body, trace)
            case _, "update":
                return self._writes.update(kind, account, body, trace)
            case _, "status/update":
                return self._writes.change_status(kind, account, body, trace)
            case "smart_plus_adgroup" | "adgroup", "budget/update":
                return self._writes.change_budgets(kind, account, body, trace)
            case _:
                raise NoSuchPathError

    def _advertiser(self, token: Token, advertiser_id: object) -> ReadyAccount:
        if not advertiser_id:
            raise missing("advertiser_id")
        if not isinstance(advertiser_id, str):
            raise bad_parameter("advertiser_id", "must be a string")
        account = self._sandbox.seed.account(TIKTOK, advertiser_id)
        if account is None:
            raise TikTokError(NO_SUCH_ADVERTISER, f"advertiser {advertiser_id} does not exist")
        if account.id not in token.account_ids:
            raise TikTokError(NO_PERMISSION, f"No permission to operate advertiser {advertiser_id}")
        return account

    def _user(self, token: Token) -> dict[str, Any]:
        return {
            "core_user_id": token.user_id,
            "display_name": "Sandbox User",
            "email": "s***@example.com",
            "create_time": int(token.issued_at.timestamp()),
        }

    def _advertisers(self, query: Query, token: Token) -> dict[str, Any]:
        ids = json_list(query, "advertiser_ids")
        if not ids:
            raise missing("advertiser_ids")
        names = json_list(query, "fields")
        shown = [self._advertiser_info(self._advertiser(token, one)) for one in ids]
        return {"list": [{k: v for k, v in one.items() if not names or k in names} for one in shown]}

    def _advertiser_info(self, account: ReadyAccount) -> dict[str, Any]:
        offset = self._sandbox.clock.now().astimezone(ZoneInfo(account.time_zone)).utcoffset() or timedelta(0)
        return {
            "advertiser_id": account.id,
            "name": account.name,
            "currency": account.currency,
            # A POSIX name: west is positive.
            "timezone": f"Etc/GMT{-(offset // timedelta(hours=1)):+d}",
            "display_timezone": account.time_zone,
            "status": "STATUS_ENABLE",
            "balance": 100000.0,
            "country": "JP" if account.currency == "JPY" else "US",
            "role": "ROLE_ADVERTISER",
            "create_time": 1_600_000_000,
            "can_use_custom_identity": False,
            "ads_only_mode": False,
        }

    def _report(self, query: Query, token: Token) -> dict[str, Any]:
        ids = json_list(query, "advertiser_ids") or [query.get("advertiser_id", "")]
        if len(ids) > MOST_ADVERTISERS:
            raise bad_parameter("advertiser_ids", f"must be at most {MOST_ADVERTISERS}")
        return self._reports.integrated([self._advertiser(token, one) for one in ids], query)


def _path(call: Call) -> str:
    if not call.path.endswith("/"):
        raise NoSuchPathError
    if not call.path.startswith(f"{PREFIX}/"):
        raise TikTokError(ENDPOINT_OFFLINE, "This version of the API is offline. Use v1.3.")
    return call.path.removeprefix(PREFIX)


def _body(call: Call) -> dict[str, Any]:
    try:
        body = json.loads(call.body)
    except ValueError as error:
        raise TikTokError(BAD_PARAMETER, "The request body must be JSON") from error
    if not isinstance(body, dict):
        raise TikTokError(BAD_PARAMETER, "The request body must be a JSON object")
    return body


def _trace() -> str:
    return secrets.token_hex(16).upper()


def _envelope(code: int, message: str, trace: str, data: dict[str, Any] | None = None) -> Answer:
    body = {"code": code, "message": message, "request_id": trace, "data": data or {}}
    return Answer(body=body, headers={"x-tt-logid": trace})
