"""What every way in works with: the ports of the application, filled by `interfaces.bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from application.connections.commands import Connections
from application.identity.port import IdentityStore
from application.performance.recording import Recording
from application.ports import Ledger
from application.reactions.port import JobQueue, ReactionBook, ReactionDesk, ReactionLine
from application.rules.port import DailyFigures
from interfaces.settings import Settings
from projections.waiting import Arrivals


def present() -> datetime:
    """The time now, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All that commands and queries need, open and ready."""

    settings: Settings
    ledger: Ledger
    connections: Connections
    recording: Recording
    identities: IdentityStore
    figures: DailyFigures
    reactions: ReactionBook
    reaction_line: ReactionLine
    reaction_desk: ReactionDesk
    queue: JobQueue
    read_engine: AsyncEngine
    arrivals: Arrivals | None = None
    now: Callable[[], datetime] = present
