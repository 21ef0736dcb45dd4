"""Histories and past states as they travel."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.shared.facts import ActorKind
from interfaces.rest.channels_models import CAMPAIGN_ID
from projections.audit_trail.queries import HistoryLine

_LINE: dict[str, Any] = {
    "position": 1042,
    "version": 5,
    "topic": "campaign.budget_changed",
    "sentence": "Budget raised from 100.00 USD a day to 120.00 USD a day.",
    "actor": {"kind": "api_key", "id": "01936b5e-0000-7000-8000-3f1f4b3a52a5"},
    "occurred_at": "2026-11-20T09:05:00Z",
    "recorded_at": "2026-11-20T09:05:00.012Z",
    "correlation_id": "01936b5e-1111-7000-8000-3f1f4b3a52a5",
    "causation_id": None,
}


class ActorAnswer(BaseModel):
    """Whoever caused a fact."""

    kind: ActorKind
    id: str


class HistoryAnswer(BaseModel):
    """One fact in words, with who, when and why. `version` is the thing's version after it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    position: int
    version: int
    topic: str
    sentence: str
    actor: ActorAnswer
    occurred_at: datetime
    recorded_at: datetime
    correlation_id: UUID
    causation_id: UUID | None

    @classmethod
    def of(cls, line: HistoryLine) -> Self:
        """A line as it travels."""
        return cls(
            position=line.position,
            version=line.version,
            topic=line.topic,
            sentence=line.sentence,
            actor=ActorAnswer(kind=line.actor.kind, id=line.actor.id),
            occurred_at=line.occurred_at,
            recorded_at=line.recorded_at,
            correlation_id=line.correlation_id,
            causation_id=line.causation_id,
        )


class StateAnswer(BaseModel):
    """A thing as it was at a moment. In `state`, money is whole micros of its currency (a millionth of a unit)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": CAMPAIGN_ID,
                    "as_of": "2026-11-20T09:00:00Z",
                    "version": 5,
                    "recorded_at": "2026-11-20T08:59:12Z",
                    "state": {"campaign_id": CAMPAIGN_ID, "version": 5, "name": "Autumn shoes", "status": "active"},
                }
            ]
        }
    )

    id: UUID
    as_of: datetime | None
    version: int
    recorded_at: datetime
    state: dict[str, Any]
