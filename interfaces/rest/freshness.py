"""Reading one's own writes: `?after=POSITION` waits until what an endpoint reads has seen that position."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import invalid
from interfaces.rest.errors import NotYetThereError
from interfaces.rest.opened import OpenServices
from projections.waiting import wait_for

PATIENCE_SECONDS = 5.0
LARGEST_POSITION = 2**63 - 1

_HEAD = text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM ledger.positions")
_REACHED = text("SELECT coalesce(min(position), 0) FROM work.live_checkpoints WHERE projection = ANY(:projections)")

After = Annotated[
    int | None,
    Query(
        ge=0,
        le=LARGEST_POSITION,
        description="Wait (5 s at most) until this position, which a write answered, can be read.",
        examples=[0],
    ),
]


class CaughtUp:
    """Has an endpoint wait for the projections that it reads."""

    def __init__(self, *projections: str, patience: float = PATIENCE_SECONDS) -> None:
        self.projections = projections
        self._patience = patience

    async def __call__(self, services: OpenServices, after: After = None) -> None:
        """Wait if asked to. Raises `InvalidInputError` for a position of the future, and `NotYetThereError`."""
        if not after:
            return
        await _refuse_the_future(services.read_engine, after)
        if not await wait_for(services.read_engine, self.projections, after, self._patience, services.arrivals):
            reached = await _reached(services.read_engine, self.projections)
            raise NotYetThereError(f"What is read here has come to position {reached} of {after}. Ask again.")


async def _refuse_the_future(engine: AsyncEngine, after: int) -> None:
    async with engine.connect() as connection:
        head = int((await connection.execute(_HEAD)).scalar_one())
    if after > head:
        message = f"{after} is a position that no write has answered yet; the newest is {head}."
        raise invalid("after", message, "Give the position that a write answered.")


async def _reached(engine: AsyncEngine, projections: Sequence[str]) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(_REACHED, {"projections": list(projections)})).scalar_one())
