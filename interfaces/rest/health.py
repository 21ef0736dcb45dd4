"""Health: whether this process can serve, and how far the read models are behind the ledger. No key is wanted."""

import asyncio
from typing import Any, Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError

from interfaces.rest.documented import OPEN
from interfaces.rest.opened import OpenServices
from interfaces.rest.strictness import StrictRoute
from interfaces.services import Services
from projections.lag import lag
from projections.registry import READ_MODELS

router = APIRouter(prefix="/v1", tags=["Health"], route_class=StrictRoute)

log = structlog.get_logger()

_LAG: dict[str, Any] = {
    "projection": "campaigns",
    "position": 2048,
    "behind_facts": 0,
    "behind_seconds": 0.0,
    "parked_facts": 0,
}


class LagAnswer(BaseModel):
    """How far a projection is behind the ledger, and how many facts it could not apply."""

    projection: str
    position: int
    behind_facts: int
    behind_seconds: float
    parked_facts: int


class HealthAnswer(BaseModel):
    """`down`: nothing can be served. `behind`: what is read is more than a minute old, or a fact is parked."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "ok", "database": "ok", "projections": [_LAG]}]}
    )

    status: Literal["ok", "behind", "down"]
    database: Literal["ok", "down"]
    projections: list[LagAnswer]


OLD_SECONDS = 60.0
PATIENCE_SECONDS = 5.0


@router.get("/health", operation_id="get_health", responses={**OPEN, 503: {"model": HealthAnswer}})
async def health(services: OpenServices, response: Response) -> HealthAnswer:
    """Say whether the service can be used, and how far its read models are behind."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            projections = await _lags(services)
    except (SQLAlchemyError, OSError) as error:
        log.warning("health.database_down", error=str(error))
        response.status_code = 503
        return HealthAnswer(status="down", database="down", projections=[])
    behind = any(one.behind_seconds > OLD_SECONDS or one.parked_facts for one in projections)
    return HealthAnswer(status="behind" if behind else "ok", database="ok", projections=projections)


async def _lags(services: Services) -> list[LagAnswer]:
    async with services.read_engine.connect() as connection:
        return [
            LagAnswer(
                projection=one.projection,
                position=one.position,
                behind_facts=one.facts,
                behind_seconds=one.seconds,
                parked_facts=one.parked,
            )
            for one in await lag(connection, [projector.name for projector in READ_MODELS])
        ]
