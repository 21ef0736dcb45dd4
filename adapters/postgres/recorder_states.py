"""The states of the library's events and snapshots as JSON, and back."""

import json
from base64 import b64decode, b64encode
from typing import Any


def as_data(state: bytes) -> dict[str, Any]:
    """A state as JSON that an auditor can read, where it is an object that the database can hold; else its bytes."""
    try:
        data = json.loads(state, parse_float=_number)
        readable = isinstance(data, dict) and as_state(json.dumps(data, allow_nan=False)) == state
    except (ValueError, RecursionError):
        data, readable = {}, False
    if readable and "$bytes" not in data and b"\\u0000" not in state:
        return dict(data)
    return {"$bytes": b64encode(state).decode()}


def _number(text: str) -> float:
    """A fraction that the database writes as we do. It knows no exponents and no negative zero."""
    number = float(text)
    if "e" in repr(number) or (number == 0 and text.startswith("-")):
        raise ValueError
    return number


def as_state(data: str) -> bytes:
    """The state that `as_data` made this JSON text of."""
    value = json.loads(data)
    if value.keys() == {"$bytes"}:
        return b64decode(value["$bytes"])
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
