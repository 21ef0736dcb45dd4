"""A snapshot that is in doubt, held against the facts themselves."""

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import structlog

from application.known_states import Known
from application.ports import Ledger
from domain.shared.ids import OrganizationId

if TYPE_CHECKING:
    from application.handling import AggregateType

State = TypeVar("State")

log = structlog.get_logger()


async def checked(
    ledger: Ledger,
    organization: OrganizationId,
    aggregate: "AggregateType[State]",
    stream_id: UUID,
    snapshot: Known[State],
) -> Known[State]:
    """The state that the facts lead to. Where the snapshot says another, all of its kind are forgotten.

    One that is wrong was made by other code, or has been tampered with, and so may the rest.
    """
    history = await ledger.facts_since(organization, stream_id, 0)
    state: State | None = None
    for fact in history.facts[: snapshot.version]:
        state = aggregate.evolve(state, fact)
    if state is None or state == snapshot.state:
        return snapshot
    forgotten = await ledger.snapshots.forget(stream_type=aggregate.stream_type)
    log.error(
        "snapshot.differs",
        stream_type=aggregate.stream_type,
        stream=str(stream_id),
        version=snapshot.version,
        dropped=forgotten,
    )
    return Known(state=state, version=snapshot.version, position=snapshot.position)
