"""What each kind of endpoint can answer besides success, for the OpenAPI document: no answer is undocumented."""

from typing import Any

from interfaces.rest.problem_models import MEDIA_TYPE, Problem

Answers = dict[int | str, dict[str, Any]]

_SAID = {
    400: "The request cannot be read: malformed JSON or a malformed header.",
    401: "No valid API key came with the request.",
    403: "The key lacks the permission.",
    404: "There is no such thing in this organization.",
    405: "The address does not take this method.",
    409: "The present state does not allow this, or somebody else changed it in the meantime.",
    412: "It is not at the version that If-Match names.",
    413: "The request is larger than 1 MiB.",
    415: "The body is not JSON.",
    422: "A value is not acceptable: each one with its field, and what to do.",
    502: "The platform failed.",
    503: "Not at the moment; try again after Retry-After seconds.",
}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}
_PAGE = {"schema": {"type": "string"}, "example": "<!doctype html><title>Connected - AdScale</title>"}
_REFERENCE = {"$ref": f"#/components/schemas/{Problem.__name__}"}


def answers(*statuses: int) -> Answers:
    """Problems by status, as FastAPI's `responses` takes them."""
    return {
        status: {
            "description": _SAID[status],
            "content": {MEDIA_TYPE: {"schema": _REFERENCE}},
            **({"headers": _RETRY_AFTER} if status == 503 else {}),  # noqa: PLR2004 - HTTP's own number
        }
        for status in statuses
    }


def or_a_page(documented: Answers, *statuses: int) -> Answers:
    """The same answers, some of which are a page for those who come with a browser."""
    pages: Answers = {status: dict(documented.get(status, {})) for status in statuses}
    for answer in pages.values():
        answer["content"] = {**answer.get("content", {}), "text/html": _PAGE}
    return documented | pages


_ALWAYS = (400, 401, 403, 413, 422, 503)
LIST = answers(*_ALWAYS)
READ = answers(*_ALWAYS, 404)
CREATE = answers(*_ALWAYS, 404, 409, 415)
CHANGE = answers(*_ALWAYS, 404, 409, 412, 415)
OPEN = answers(413, 422)
CONSENT = or_a_page(answers(400, 404, 409, 413, 422, 502, 503), 200, 400, 404, 409, 422, 502, 503)
