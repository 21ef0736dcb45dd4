"""How much a campaign may spend, and when it runs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.shared.money import Money


class BudgetKind(StrEnum):
    """Whether the amount is for each day or for the whole flight."""

    DAILY = "daily"
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """An amount a day, or for the whole flight."""

    kind: BudgetKind
    amount: Money

    def __str__(self) -> str:
        return f"{self.amount!s} {'a day' if self.kind is BudgetKind.DAILY else 'in all'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """First and last day of delivery, both included, in each ad account's own days. No end: until stopped."""

    starts_on: date
    ends_on: date | None = None

    @property
    def days(self) -> int | None:
        """How many days the flight has; None where it has no end."""
        return None if self.ends_on is None else (self.ends_on - self.starts_on).days + 1
