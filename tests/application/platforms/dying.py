"""A process that dies: at the n-th line between it and the world outside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from application.platforms.port import AccountSession, AdPlatform, Change, RemoteChannel
from application.ports import Receipt
from domain.campaigns.channel import DesiredChannel
from domain.performance.observation import Observation
from tests.fakes.ledger import FakeLedger


class DiedError(BaseException):
    """Nobody catches a process's death."""


@dataclass(slots=True)
class Mortality:
    """Counts the lines that were crossed; death comes at one of them."""

    at: int | None = None
    crossed: int = field(default=0, init=False)

    def cross(self) -> None:
        """One line further."""
        self.crossed += 1
        if self.crossed == self.at:
            raise DiedError


@dataclass(slots=True)
class DyingPlatform:
    """A platform; whoever calls it may die before the call or after it was carried out."""

    platform: AdPlatform
    mortality: Mortality

    async def find_channel(
        self, session: AccountSession, desired: DesiredChannel, known_id: str | None
    ) -> RemoteChannel | None:
        """What is there."""
        self.mortality.cross()
        found = await self.platform.find_channel(session, desired, known_id)
        self.mortality.cross()
        return found

    async def apply(
        self, session: AccountSession, desired: DesiredChannel, found: RemoteChannel | None, change: Change
    ) -> None:
        """Carry out one change."""
        self.mortality.cross()
        await self.platform.apply(session, desired, found, change)
        self.mortality.cross()

    async def daily_performance(self, session: AccountSession, since: date, until: date) -> Sequence[Observation]:
        """By day."""
        return await self.platform.daily_performance(session, since, until)

    async def hourly_performance(self, session: AccountSession, day: date) -> Sequence[Observation]:
        """By hour."""
        return await self.platform.hourly_performance(session, day)


class DyingLedger(FakeLedger):
    """A ledger; whoever appends may die before it arrived or before the answer came back."""

    def __init__(self, mortality: Mortality) -> None:
        super().__init__()
        self.mortality = mortality

    async def append(self, *args: Any, **kwargs: Any) -> Receipt:  # noqa: ANN401 - handed on
        """Record facts."""
        self.mortality.cross()
        receipt = await super().append(*args, **kwargs)
        self.mortality.cross()
        return receipt
