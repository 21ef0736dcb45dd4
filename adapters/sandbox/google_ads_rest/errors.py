"""Google's JSON error envelope. Source: "REST errors" of the Google Ads API, and AIP-193.

BadPayloadError         the body or the query is not the JSON of the method's request
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import grpc

HTTP_OF: Mapping[grpc.StatusCode, HTTPStatus] = MappingProxyType(
    {
        grpc.StatusCode.INVALID_ARGUMENT: HTTPStatus.BAD_REQUEST,
        grpc.StatusCode.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
        grpc.StatusCode.PERMISSION_DENIED: HTTPStatus.FORBIDDEN,
        grpc.StatusCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
        grpc.StatusCode.ABORTED: HTTPStatus.CONFLICT,
        grpc.StatusCode.RESOURCE_EXHAUSTED: HTTPStatus.TOO_MANY_REQUESTS,
        grpc.StatusCode.UNIMPLEMENTED: HTTPStatus.NOT_IMPLEMENTED,
        grpc.StatusCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
    }
)
"""The HTTP status of each status that a refusal or the path can have. Source: google/rpc/code.proto."""


class BadPayloadError(Exception):
    """The payload is not the JSON of the request; `path` leads to the field, where there is one."""

    def __init__(self, sentence: str, path: str = "") -> None:
        super().__init__(sentence)
        self.path = path

    def detail(self) -> dict[str, Any]:
        """Return the detail that tells the field."""
        where = {"field": self.path} if self.path else {}
        violation = {**where, "description": str(self)}
        return {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}


def envelope(status: grpc.StatusCode, sentence: str, details: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return the body of an error."""
    told = {"code": int(HTTP_OF[status]), "message": sentence, "status": status.name}
    return {"error": told | ({"details": list(details)} if details else {})}
