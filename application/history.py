"""What was true when: any aggregate's state as of a moment, straight from the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from application.errors import NotFoundError
from application.handling import fold
from application.ports import Ledger
from domain.shared.ids import OrganizationId
from domain.topics import AGGREGATES

BY_STREAM_TYPE: dict[str, Any] = {aggregate.stream_type: aggregate for aggregate in AGGREGATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateAsOf:
    """An aggregate as it was: `state` is the aggregate itself, folded from the facts recorded by then."""

    stream_type: str
    stream_id: UUID
    version: int
    recorded_at: datetime
    state: object


async def state_as_of(
    ledger: Ledger, organization: OrganizationId, stream_type: str, stream_id: UUID, moment: datetime | None
) -> StateAsOf:
    """The state by the facts recorded at or before `moment`, or by all. Raises `NotFoundError`."""
    history = await ledger.load(organization, stream_id, until=moment)
    if not history or history[0].stream_type != stream_type:
        when = "" if moment is None else f" as of {moment.isoformat()}"
        raise NotFoundError(f"There is no {stream_type.replace('_', ' ')} {stream_id}{when}.")
    return StateAsOf(
        stream_type=stream_type,
        stream_id=stream_id,
        version=len(history),
        recorded_at=history[-1].recorded_at,
        state=fold(BY_STREAM_TYPE[stream_type], history),
    )
