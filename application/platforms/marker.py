"""Our ids on the platforms, as markers in names.

No platform offers a lasting idempotency key. What was created is found by its marker, whatever became of the answer.
"""

import re
from base64 import b32decode, b32encode
from uuid import UUID

_MARKER = re.compile(r"\[as:([a-z2-7]{26})(?:\.(\d+))?\]")


def marker(id_: UUID, version: int | None = None) -> str:
    """The text that stands in a name for an id, or for one version of it: at most 40 characters, plain ASCII."""
    text = b32encode(id_.bytes).decode().rstrip("=").lower()
    return f"[as:{text}]" if version is None else f"[as:{text}.{version}]"


def marked(name: str, id_: UUID, version: int | None = None) -> str:
    """A name with its marker behind it."""
    return f"{name} {marker(id_, version)}"


def read_marker(name: str) -> tuple[UUID, int | None] | None:
    """The id, and the version if it has one, that a name carries; None for a name that is not ours."""
    match = _MARKER.search(name)
    if match is None:
        return None
    id_ = UUID(bytes=b32decode(match[1].upper() + "======"))
    return id_, int(match[2]) if match[2] else None
