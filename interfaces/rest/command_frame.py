"""The frame of a command, from a request's headers: version expected, repeat or not, cause and trace."""

import json
import re
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from starlette.requests import Request

from application.context import CommandContext
from application.identity.port import KeyHolder
from application.ids import uuid7
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId
from interfaces.rest.errors import MalformedRequestError
from interfaces.rest.sent import body_of, sent

_VERSION = re.compile(r'"(0|[1-9][0-9]{0,17})"')
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def _header(name: str, description: str, pattern: str, example: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


IDEMPOTENCY_KEY = _header(
    "Idempotency-Key",
    "Any text of your own, 1 to 255 visible ASCII characters. A repeat gets the first answer.",
    "^[!-~]{1,255}$",
    "draft-2026-11-20-a",
)
IF_MATCH = _header(
    "If-Match",
    "The version that the change is meant for, in quotes, as ETag gave it.",
    f"^{_VERSION.pattern}$",
    '"5"',
)
"""What OpenAPI says of the two headers, which are read here: FastAPI takes ten times as long over each."""


def framed(request: Request, holder: KeyHolder, now: datetime, *, if_match: str | None = None) -> CommandContext:
    """The frame of a command that a key's holder gives. Raises `MalformedRequestError`."""
    key, state = sent(request.scope).get("idempotency-key"), request.scope["state"]
    if key is not None and not _KEY.fullmatch(key):
        raise MalformedRequestError("Idempotency-Key is not 1 to 255 visible ASCII characters. Send a UUID, say.")
    return CommandContext(
        organization=holder.organization,
        actor=_actor(holder.key_id),
        now=now,
        command_id=CommandId(uuid7() if key is None else uuid5(holder.organization, f"command|{key}")),
        correlation_id=state["correlation_id"],
        trace=state["trace"],
        keyed=key is not None,
        fingerprint="" if key is None else _fingerprint(request),
        expected_version=None if if_match is None else _version(if_match),
    )


@lru_cache(maxsize=1_000)
def _actor(key_id: UUID) -> Actor:
    return Actor(kind=ActorKind.API_KEY, id=str(key_id))


def _version(if_match: str) -> int:
    version = _VERSION.fullmatch(if_match)
    if version is None:
        raise MalformedRequestError('If-Match is not a version. Send one in quotes, as ETag gave it: "5".')
    return int(version[1])


def _fingerprint(request: Request) -> str:
    """SHA-256 of method, path and body; two spellings of the same JSON have the same one."""
    canonical = _canonical(body_of(request.scope))
    return sha256(f"{request.method}\n{request.scope['path']}\n{canonical}".encode()).hexdigest()


def _canonical(body: bytes) -> str:
    if not body.strip():
        return ""
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        # Whoever reads the body will refuse it.
        return repr(body)
