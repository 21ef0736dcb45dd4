"""What this process last saw of aggregates. It saves reading them again, and is never the truth.

A decision on a state that has become old cannot slip through: the ledger takes an append only at the very version
that it was decided on. What would end without an append (a refusal, no change) is decided again on fresh facts.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.shared.ids import OrganizationId

State = TypeVar("State")

MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[State]):
    """An aggregate's state at a version, and the ledger's position of that version's fact."""

    state: State
    version: int
    position: int


class KnownStates:
    """States by organization, kind of stream and stream; the longest unused go first."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._states: OrderedDict[tuple[int, str, int], Known[Any]] = OrderedDict()

    def get(self, organization: OrganizationId, stream_type: str, stream_id: UUID) -> Known[Any] | None:
        """What was last seen of a stream; None if nothing was, or if it was forgotten."""
        key = _key(organization, stream_type, stream_id)
        known = self._states.get(key)
        if known is not None:
            self._states.move_to_end(key)
        return known

    def put(self, organization: OrganizationId, stream_type: str, stream_id: UUID, known: Known[Any]) -> None:
        """Keep what was seen, unless something newer is known already."""
        key = _key(organization, stream_type, stream_id)
        before = self._states.get(key)
        if before is None or before.version < known.version:
            self._states[key] = known
            self._states.move_to_end(key)
        while len(self._states) > self._most:
            self._states.popitem(last=False)


def _key(organization: OrganizationId, stream_type: str, stream_id: UUID) -> tuple[int, str, int]:
    # The numbers behind the ids: a UUID is hashed and compared in Python, ten times for a command.
    return organization.int, stream_type, stream_id.int
