"""Making snapshots, on a schedule. Each is folded from the facts alone, so that no mistake is handed on."""

from dataclasses import dataclass

import structlog

from application.history import BY_STREAM_TYPE
from application.ports import GrownStream, Ledger

EVERY = 50
"""Facts from one snapshot of a stream to the next. In a large ledger they lie on as many pages, far apart."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a round came to: snapshots made, and streams that could not be folded."""

    snapshots: int = 0
    failed: int = 0


async def make_snapshots(ledger: Ledger) -> Made:
    """Snapshot every stream that has passed a multiple of 50 facts since the last round."""
    made = failed = 0
    while True:
        grown = await ledger.snapshots.grown(EVERY)
        for stream in grown.streams:
            try:
                await snapshot(ledger, stream)
                made += 1
            except Exception as error:  # noqa: BLE001 - a stream that cannot be folded is left to those who load it
                failed += 1
                log.warning("snapshot.failed", stream=str(stream.stream_id), reason=f"{type(error).__name__}: {error}")
        await ledger.snapshots.looked(grown)
        if grown.up_to_date:
            return Made(snapshots=made, failed=failed)


async def snapshot(ledger: Ledger, stream: GrownStream) -> None:
    """Keep the present state of one stream."""
    history = await ledger.facts_since(stream.organization, stream.stream_id, 0)
    aggregate, state = BY_STREAM_TYPE[history.stream_type], None
    for fact in history.facts:
        state = aggregate.evolve(state, fact)
    await ledger.snapshots.keep(stream, version=len(history.facts), state=state)
