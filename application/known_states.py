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
MOST_FACTS = 60_000
"""In all states together: a state takes up to a kilobyte for each, and a campaign may hold hundreds."""
_MOST_IN_A_STATE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[State]):
    """An aggregate's state at a version, and the ledger's position of that version's fact."""

    state: State
    version: int
    position: int


class KnownStates:
    """States by organization, kind of stream and stream; the longest unused go first."""

    def __init__(self, most: int = MOST_KEPT, most_facts: int = MOST_FACTS) -> None:
        self._most = most
        self._most_facts = most_facts
        self._facts = 0
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
            self._facts += _facts_in(known) - _facts_in(before)
        while len(self._states) > self._most or (self._facts > self._most_facts and len(self._states) > 1):
            _, forgotten = self._states.popitem(last=False)
            self._facts -= _facts_in(forgotten)


def _key(organization: OrganizationId, stream_type: str, stream_id: UUID) -> tuple[int, str, int]:
    # The numbers behind the ids: a UUID is hashed and compared in Python, ten times for a command.
    return organization.int, stream_type, stream_id.int


def _facts_in(known: Known[Any] | None) -> int:
    """How many facts a state holds at most: those that only replace others leave nothing of those."""
    return 0 if known is None else min(known.version, _MOST_IN_A_STATE)
