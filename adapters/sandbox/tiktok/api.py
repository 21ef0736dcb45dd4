"""TikTok's Business API v1.3 as one function from call to answer."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.multipart import form_of
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.tiktok.advertisers import Advertisers
from adapters.sandbox.tiktok.auth import Login
from adapters.sandbox.tiktok.delivery_lines import delivery_lines
from adapters.sandbox.tiktok.endpoints import endpoints
from adapters.sandbox.tiktok.errors import (
    BAD_PARAMETER,
    ENDPOINT_OFFLINE,
    NOT_IMPLEMENTED,
    OK,
    PARTIAL_SUCCESS,
    NoSuchPathError,
    NothingToDoError,
    PartialSuccess,
    TikTokError,
)
from adapters.sandbox.tiktok.faults import faulty_envelope
from adapters.sandbox.tiktok.limits import CallLimits
from adapters.sandbox.tiktok.objects import Objects
from adapters.sandbox.tiktok.paths import KNOWN_PATHS
from adapters.sandbox.tiktok.query import json_list
from adapters.sandbox.tiktok.reports import Reports
from adapters.sandbox.tiktok.request_rules import (
    A_REPORT_IS_OF_5_ADVERTISERS,
    MOST_ADVERTISERS,
    REQUEST_RULES,
    refuse,
)
from adapters.sandbox.tiktok.rules import RULES
from adapters.sandbox.tiktok.state_rules import STATE_RULES
from adapters.sandbox.tiktok.stored_files import STORAGE, addressed, stored_file
from adapters.sandbox.tiktok.workbooks import MEDIA_TYPE
from adapters.sandbox.tokens import Token
from adapters.sandbox.wire import Answer, Call

PREFIX = "/open_api/v1.3"
TASK_CHECK = "/report/task/check/"


class TikTokApi:
    """TikTok's side of the HTTP listener."""

    platform = TIKTOK

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._login = Login(sandbox)
        self._advertisers = Advertisers(sandbox)
        self._limits = CallLimits(sandbox)
        objects = Objects(sandbox)
        self._reports = Reports(sandbox, objects)
        self._endpoints = endpoints(sandbox, objects, self._reports)
        sandbox.rules.register(TIKTOK, [*RULES, *STATE_RULES, *REQUEST_RULES])
        sandbox.delivery.register(TIKTOK, lambda: delivery_lines(sandbox, objects))

    def routes(self, call: Call) -> tuple[str, ...]:
        """Return the path without its version; the token endpoint also goes by `token`."""
        path = call.path.removeprefix(PREFIX)
        return (path, "token") if path == "/oauth2/access_token/" else (path,)

    def faulty(self, rule: FaultRule, call: Call) -> Answer:
        """Answer in TikTok's form of this fault."""
        if rule.kind is FaultKind.STUCK_RUN and call.path.endswith(TASK_CHECK):
            stuck = {"task_id": call.query.get("task_id", ""), "status": "PROCESSING", "message": ""}
            return _envelope(0, "OK", _trace(), stuck)
        return _envelope(*faulty_envelope(rule), _trace())

    def handle(self, call: Call) -> Answer:
        """Answer one call."""
        trace = _trace()
        try:
            with self._sandbox.lock:
                if call.path.startswith(STORAGE):
                    return stored_file(self._sandbox, call.path)
                if call.path.rstrip("/") == "/portal/auth":
                    return self._login.consent(call.query)
                data = self._data(call, _path(call), trace)
        except TikTokError as error:
            return _envelope(error.code, str(error), trace)
        except NothingToDoError:
            return _told(None, trace)
        except NoSuchPathError:
            return Answer(body={"message": "404 page not found"}, status=404)
        of_library = call.path.startswith(f"{PREFIX}/file/")
        return _told(addressed(data, call.base_url) if of_library else data, trace)

    def _data(self, call: Call, path: str, trace: str) -> Any:  # noqa: ANN401 - JSON, or the text of a file
        given: Mapping[str, Any] = _body(call) if call.method == "POST" else call.query
        public = {
            ("POST", "/oauth2/access_token/"): self._login.access_token,
            ("POST", "/oauth2/revoke_token/"): self._login.revoke,
        }.get((call.method, path))
        if public is not None:
            return public(given)
        token = self._login.authenticate(call.headers.get("access-token"))
        self._limits.count(token.client_id, path)
        of_token = {
            ("GET", "/oauth2/advertiser/get/"): self._login.advertisers,
            ("GET", "/user/info/"): lambda _query, token: self._advertisers.user(token),
            ("GET", "/advertiser/info/"): self._advertisers.info,
            ("GET", "/report/integrated/get/"): self._report,
        }.get((call.method, path))
        if of_token is not None:
            return of_token(call.query, token)
        return self._of_advertiser(call.method, path, token, given, trace)

    def _of_advertiser(self, method: str, path: str, token: Token, given: Mapping[str, Any], trace: str) -> Any:  # noqa: ANN401 - as above
        endpoint = self._endpoints.get((method, path))
        if endpoint is not None:
            return endpoint(self._advertisers.of(token, given.get("advertiser_id")), given, trace)
        if (method, path) in KNOWN_PATHS:
            raise TikTokError(NOT_IMPLEMENTED, "This endpoint is not implemented.")
        raise NoSuchPathError

    def _report(self, query: Mapping[str, str], token: Token) -> dict[str, Any]:
        ids = json_list(query, "advertiser_ids") or [query.get("advertiser_id", "")]
        if len(ids) > MOST_ADVERTISERS:
            refuse(self._sandbox.rules, A_REPORT_IS_OF_5_ADVERTISERS, "advertiser_ids")
        return self._reports.integrated([self._advertisers.of(token, one) for one in ids], query)


def _path(call: Call) -> str:
    if not call.path.endswith("/"):
        raise NoSuchPathError
    if not call.path.startswith(f"{PREFIX}/"):
        raise TikTokError(ENDPOINT_OFFLINE, "This version of the API is offline. Use v1.3.")
    return call.path.removeprefix(PREFIX)


def _body(call: Call) -> Mapping[str, Any]:
    content_type = call.headers.get("content-type", "")
    try:
        if content_type.startswith("multipart/"):
            return form_of(content_type, call.body)
        body = json.loads(call.body)
    except ValueError as error:
        raise TikTokError(BAD_PARAMETER, "The request body must be JSON, or a form where files are uploaded") from error
    if not isinstance(body, dict):
        raise TikTokError(BAD_PARAMETER, "The request body must be a JSON object")
    return body


def _told(data: object, trace: str) -> Answer:
    if isinstance(data, str):
        return Answer(text=data)
    if isinstance(data, bytes):
        return Answer(content=data, media_type=MEDIA_TYPE)
    if isinstance(data, PartialSuccess):
        return _envelope(PARTIAL_SUCCESS, "Partial success", trace, data.data)
    return _envelope(OK, "OK", trace, data)


def _trace() -> str:
    return secrets.token_hex(16).upper()


def _envelope(code: int, message: str, trace: str, data: object = None) -> Answer:
    body = {"code": code, "message": message, "request_id": trace, "data": {} if data is None else data}
    return Answer(body=body, headers={"x-tt-logid": trace})
