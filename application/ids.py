"""New identities. Python's own `uuid7` comes only with 3.14; ours has the same layout (RFC 9562)."""

import os
import time
from uuid import UUID

_MARKS = 0x7 << 76 | 0b10 << 62
_RANDOM = (1 << 76) - 1 ^ 0b11 << 62


def uuid7() -> UUID:
    """A UUID that sorts by its millisecond, with 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    return UUID(int=milliseconds << 80 | _MARKS | int.from_bytes(os.urandom(10), "big") & _RANDOM)
