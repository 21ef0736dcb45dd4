"""The REST face of Google Ads: the very methods of the gRPC listener, their messages as JSON."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import grpc
from starlette.routing import Route

from adapters.sandbox import wire as http
from adapters.sandbox.faults import FaultRule
from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.failures import failure_of, status_of
from adapters.sandbox.google_ads.faults import answer_under
from adapters.sandbox.google_ads.refusals import RefusedError
from adapters.sandbox.google_ads.services import answer
from adapters.sandbox.google_ads.wire import VERSIONS, Proto
from adapters.sandbox.google_ads_rest.errors import HTTP_OF, BadPayloadError, envelope
from adapters.sandbox.google_ads_rest.messages import as_json, failure_as_json, request_of
from adapters.sandbox.google_ads_rest.paths import Found, find, is_unserved
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS

_PATH = re.compile(r"/(v\d+)/(.+)")
_VERBS = ["GET", "POST"]


def routes(sandbox: Sandbox) -> list[Route]:
    """Return the one route of the API, under a version such as /v26; Graph's versions have a dot."""
    return [Route("/v{version:int}/{path:path}", http.endpoint(sandbox, GoogleAdsRest(sandbox)), methods=_VERBS)]


def host_routes(sandbox: Sandbox) -> list[Route]:
    """Return the routes of the API's own host, where every other path is answered as one that is not there."""
    return [Route("/{path:path}", http.endpoint(sandbox, GoogleAdsRest(sandbox)), methods=_VERBS)]


class GoogleAdsRest:
    """Faults strike by the names that they have for gRPC, as `CampaignService/MutateCampaigns`, or by verb and path."""

    platform = GOOGLE_ADS

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self, call: http.Call) -> tuple[str, ...]:
        """Return the method's name, and the call as verb and path."""
        found = _found(call)
        return (*((found.method.route,) if found else ()), f"{call.method} {call.path}")

    def handle(self, call: http.Call) -> http.Answer:
        """Answer one call."""
        return self._answered(call, answer)

    def faulty(self, rule: FaultRule, call: http.Call) -> http.Answer:
        """Answer as the method does under this fault."""
        return self._answered(call, lambda asked: answer_under(rule, asked, lambda _seconds: True))

    def _answered(self, call: http.Call, answers: Callable[[Call], Iterator[Proto]]) -> http.Answer:
        found = _found(call)
        if found is None:
            return _nothing_there(call)
        request_id = secrets.token_urlsafe(16)
        try:
            asked = self._asked(found, call, request_id)
            told = [as_json(found.wire, found.method, message) for message in answers(asked)]
        except BadPayloadError as error:
            return _refused(grpc.StatusCode.INVALID_ARGUMENT, str(error), error.detail())
        except RefusedError as error:
            failure = failure_as_json(found.wire, failure_of(error.refusals, found.wire, request_id))
            return _of(found, request_id, _refused(*status_of(error.refusals), failure))
        return http.Answer(body=told if found.method.streams else told[0], headers={"request-id": request_id})

    def _asked(self, found: Found, call: http.Call, request_id: str) -> Call:
        return Call(
            sandbox=self._sandbox,
            wire=found.wire,
            method=found.method,
            request=request_of(found, call.query, call.body),
            metadata=call.headers,
            request_id=request_id,
        )


def _found(call: http.Call) -> Found | None:
    path = _PATH.fullmatch(call.path)
    return find(call.method, path[1], path[2]) if path else None


def _nothing_there(call: http.Call) -> http.Answer:
    path = _PATH.fullmatch(call.path)
    if path and path[1] in VERSIONS and is_unserved(call.method, path[1], path[2]):
        sentence = "Operation is not implemented, or supported, or enabled."
        return _refused(grpc.StatusCode.UNIMPLEMENTED, sentence)
    return _refused(grpc.StatusCode.NOT_FOUND, "Requested entity was not found.")


def _refused(status: grpc.StatusCode, sentence: str, *details: Mapping[str, Any]) -> http.Answer:
    return http.Answer(body=envelope(status, sentence, details), status=HTTP_OF[status])


def _of(found: Found, request_id: str, refusal: http.Answer) -> http.Answer:
    """Return the refusal with its id, and in a list where the method answers with one."""
    body = [refusal.body] if found.method.streams else refusal.body
    return http.Answer(body=body, status=refusal.status, headers={"request-id": request_id})
