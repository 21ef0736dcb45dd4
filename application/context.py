"""Who asks, for whom, when, and under which id: what every command carries besides its own words."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from domain.shared.facts import Actor
from domain.shared.ids import CommandId, OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandContext:
    """The frame of one command.

    `keyed` says that the caller may repeat the command under the same id and wants the first answer;
    `fingerprint` tells a repeat from another request under the same id; `expected_version` is the
    version that the caller last saw, where it said one.
    """

    organization: OrganizationId
    actor: Actor
    now: datetime
    command_id: CommandId
    correlation_id: UUID
    causation_id: UUID | None = None
    trace: str | None = None
    keyed: bool = False
    fingerprint: str = ""
    expected_version: int | None = None

    @property
    def today(self) -> date:
        """The day that it still is somewhere on earth: no account's today is before it."""
        return (self.now - timedelta(hours=12)).date()

    def new_id(self, of: str) -> UUID:
        """The id of what this command makes: the same again when the command is repeated."""
        return uuid5(self.command_id, of)

    def derived(self, part: str) -> "CommandContext":
        """The context of a further append under the same command, with an id of its own that a repeat finds again."""
        return replace(
            self,
            command_id=CommandId(uuid5(self.command_id, part)),
            causation_id=self.command_id,
            expected_version=None,
        )
