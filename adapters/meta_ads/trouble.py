"""What can go wrong with a call to Graph, in plain values: no token and no object of the client's is in it.

GraphTrouble
├── GraphRefusedError      an answer with Graph's error envelope
├── GraphUnreadableError   an answer that is not Graph's: HTML, half a body, nothing
├── GraphSilentError       the request went out and no answer came
└── GraphUnreachableError  the request never went out
"""

from dataclasses import dataclass
from datetime import timedelta


class GraphTrouble(Exception):  # noqa: N818 - the family; every leaf ends in Error
    """A call failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Graph's error envelope. `field` is what it blames; `wait` is what the usage headers ask for."""

    code: int
    subcode: int | None
    message: str
    transient: bool = False
    status: int = 400
    field: str | None = None
    trace_id: str | None = None
    wait: timedelta | None = None


class GraphRefusedError(GraphTrouble):
    """Graph answered with an error."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class GraphUnreadableError(GraphTrouble):
    """The answer was not Graph's."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"HTTP {status}" if status else "a broken body")
        self.status = status


class GraphSilentError(GraphTrouble):
    """No answer came in time, or the connection broke."""


class GraphUnreachableError(GraphTrouble):
    """There was no connection."""
