"""Dead letters as they travel: what was given up, why, and what it was about."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from application.reactions.dead_letters import KEPT, why
from application.reactions.port import ReactionEntry, ReactionState
from interfaces.rest.ad_groups_models import ACCOUNT_ID
from interfaces.rest.channels_models import CAMPAIGN_ID

_KEY = "6e2a5c1e-58a7-5c7f-9f4e-0d7b7a1f4c33"
_LETTER: dict[str, Any] = {
    "key": _KEY,
    "handler": "platforms.push_channel",
    "about": {"campaign_id": CAMPAIGN_ID, "account_id": ACCOUNT_ID},
    "reason": (
        "Pushing a channel to its platform was given up after 40 tries."
        " Why: transient: The service is currently unavailable."
    ),
    "tries": 40,
    "cause_id": "01936b5e-7c1a-7000-8000-3f1f4b3a52a5",
    "cause_position": 1042,
    "created_at": "2026-11-20T09:00:00Z",
    "died_at": "2026-11-20T11:41:00Z",
    "kept_until": "2026-11-27T11:41:00Z",
}


class DeadLetterAnswer(BaseModel):
    """Something that a fact called for and that was given up. `cause_id` is the fact, `about` what it is done to."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LETTER]})

    key: UUID
    handler: str
    about: dict[str, str]
    reason: str
    tries: int
    cause_id: UUID
    cause_position: int
    created_at: datetime
    died_at: datetime | None
    kept_until: datetime | None

    @classmethod
    def of(cls, entry: ReactionEntry) -> Self:
        """An entry of the book as it travels."""
        died_at = entry.finished_at
        return cls(
            key=entry.key,
            handler=entry.handler,
            about=dict(entry.target),
            reason=why(entry),
            tries=entry.tries,
            cause_id=entry.cause_id,
            cause_position=entry.cause_position,
            created_at=entry.created_at,
            died_at=died_at,
            kept_until=None if died_at is None else died_at + KEPT,
        )


class Redriven(BaseModel):
    """Where the reaction stands now: a worker will see to it soon, unless it is under way or done already."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"key": _KEY, "state": "pending"}]})

    key: UUID
    state: ReactionState
