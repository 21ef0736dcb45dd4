"""Graph's error envelope and the errors the sandbox answers with.

GraphError
├── invalid_parameter   100   the caller must change the call
├── missing_object      100/33
├── unserved            3     known to Graph, not served by the sandbox
├── unknown_path        2500  unknown to Graph as well
├── not_permitted       200
└── session_invalid     190   458 withdrawn, 463 expired, 467 unknown
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from adapters.sandbox.rules import Rule


class GraphError(Exception):
    """A refusal as Graph puts it; `field` is what the platform blames."""

    def __init__(
        self,
        message: str,
        *,
        code: int,
        subcode: int | None = None,
        field: str | None = None,
        status: int = 400,
        kind: str = "OAuthException",
        transient: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.subcode = subcode
        self.field = field
        self.status = status
        self.kind = kind
        self.transient = transient
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """Return the body of the answer."""
        error: dict[str, Any] = {
            "message": str(self),
            "type": self.kind,
            "code": self.code,
            "is_transient": self.transient,
            "fbtrace_id": "A" + secrets.token_urlsafe(16),
        }
        if self.subcode is not None:
            error |= {"error_subcode": self.subcode, "error_user_title": "Invalid request", "error_user_msg": str(self)}
        if self.field is not None:
            error["error_data"] = json.dumps({"blame_field_specs": [[self.field]]})
        return {"error": error}


def invalid_parameter(message: str, field: str | None = None, subcode: int | None = None) -> GraphError:
    """Return code 100, blaming `field`."""
    return GraphError(f"(#100) {message}" if subcode is None else message, code=100, subcode=subcode, field=field)


def rule_broken(rule: Rule) -> GraphError:
    """Return the error a row of the rules table names."""
    message = f"(#{rule.code}) {rule.message}" if rule.subcode is None else rule.message
    return GraphError(message, code=rule.code, subcode=rule.subcode, field=rule.field)


def missing_object(object_id: str, method: str = "get") -> GraphError:
    """Return 100/33: Graph does not tell "missing" from "not yours"."""
    return GraphError(
        f"Unsupported {method} request. Object with ID '{object_id}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation",
        code=100,
        subcode=33,
        kind="GraphMethodException",
    )


def not_permitted(scope: str) -> GraphError:
    """Return code 200 for a token without `scope`."""
    return GraphError(f"(#200) Requires {scope} permission to manage the object", code=200, status=403)


def session_invalid(state: str) -> GraphError:
    """Return code 190 with the subcode of the token's state (expired, revoked or unknown)."""
    subcode, why = {
        "expired": (463, "Error validating access token: Session has expired."),
        "revoked": (458, "Error validating access token: The user has not authorized application."),
    }.get(state, (467, "Invalid OAuth access token - Cannot parse access token"))
    return GraphError(why, code=190, subcode=subcode, status=401)


def unserved(call: str) -> GraphError:
    """Return code 3, Graph's own word for a call that an app cannot make."""
    return GraphError(
        f"(#3) Application does not have the capability to make this API call: the sandbox does not serve {call}.",
        code=3,
    )


def unknown_path(edge: str) -> GraphError:
    """Return code 2500 for an edge that Graph does not have."""
    return GraphError(f"Unknown path components: /{edge}", code=2500)
