"""Exact money: integer micros of a currency's major unit. There is no float anywhere near it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NewType, Self

from domain.errors import invalid
from domain.shared.currencies import DECIMALS

Currency = NewType("Currency", str)
"""An ISO 4217 code."""

MICROS = 1_000_000
_WHOLE = {code: f".{'0' * decimals} {code}" if decimals else f" {code}" for code, decimals in DECIMALS.items()}
"""How an amount without a fraction ends: read models write millions of these."""
_LARGEST, _MILLIONTH = Decimal(10) ** 12, Decimal("0.000001")


def currency(code: str, *, field: str = "currency") -> Currency:
    """An ISO 4217 code, checked; refuses any other word."""
    if code not in DECIMALS:
        raise invalid(field, f"{code!r} is not a currency.", "Use an ISO 4217 code in capitals, such as USD.")
    return Currency(code)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Money:
    """An amount in micros (a millionth of the currency's major unit). May be negative only as a difference."""

    currency: Currency
    micros: int

    @classmethod
    def of(cls, amount: str | Decimal, code: str, *, field: str = "amount") -> Self:
        """Money from a decimal amount in major units, such as `of("12.50", "USD")`; refuses what is not exact."""
        try:
            number = Decimal(amount)
        except InvalidOperation:
            raise invalid(field, f"{amount!r} is not an amount.", 'Write it as a decimal, such as "12.50".') from None
        if not number.is_finite() or number.copy_abs() >= _LARGEST:
            raise invalid(field, f"{amount!s:.40} is out of range.", "Give less than 1,000,000,000,000 in major units.")
        rounded = number.quantize(_MILLIONTH)
        if rounded != number:
            raise invalid(field, f"{amount!s:.40} has more than 6 decimals.", "Round it to a millionth at most.")
        return cls(currency=currency(code), micros=int(rounded * MICROS))

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.micros) / MICROS

    def __str__(self) -> str:
        whole, micros = divmod(abs(self.micros), MICROS)
        sign = "-" if self.micros < 0 else ""
        if not micros:
            return f"{sign}{whole}{_WHOLE[self.currency]}"
        fraction = f"{micros:06d}".rstrip("0").ljust(DECIMALS[self.currency], "0")
        return f"{sign}{whole}.{fraction} {self.currency}"

    def split(self, weights: Sequence[int], *, step_micros: int) -> list["Money"]:
        """Parts in proportion to `weights`, each a multiple of the step, that add up to the whole exactly."""
        steps, total = self.micros // step_micros, sum(weights)
        floors = [steps * weight // total for weight in weights]
        if left := steps - sum(floors):
            by_remainder = sorted(range(len(weights)), key=lambda i: (-(steps * weights[i] % total), i))
            for index in by_remainder[:left]:
                floors[index] += 1
        return [Money(currency=self.currency, micros=count * step_micros) for count in floors]


def plain(number: Decimal, at_least: int = 0) -> str:
    """A decimal without exponent and needless zeros, with `at_least` so many decimals."""
    text = f"{number:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(at_least, "0")
    return f"{whole}.{fraction}" if fraction else whole
