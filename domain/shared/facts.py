"""What a fact is, and what the ledger says about one that it holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.shared.ids import CommandId, FactId, OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. Its topic and schema version are its name in storage, for ever."""

    topic: ClassVar[str]
    schema_version: ClassVar[int] = 1


class ActorKind(StrEnum):
    """Who can make a fact come about."""

    USER = "user"
    API_KEY = "api_key"
    RULE = "rule"
    PLATFORM = "platform"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever caused a fact: the kind, and an opaque id of that kind. Never personal data."""

    kind: ActorKind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFact:
    """A fact with its envelope: where it stands in the ledger, who caused it and why."""

    fact: Fact
    fact_id: FactId
    organization: OrganizationId
    stream_id: UUID
    stream_type: str
    version: int
    position: int
    actor: Actor
    correlation_id: UUID
    causation_id: UUID | None
    command_id: CommandId
    trace: str | None
    occurred_at: datetime
    recorded_at: datetime
