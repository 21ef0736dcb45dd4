"""Money as TikTok writes it: a JSON number of major units, to the cent, or whole in some currencies.

Source: TikTok's budget guide and currency table. Its list of whole currencies is neither ISO 4217's nor Meta's:
HUF, IDR and TWD are whole here, COP and CRC are not.
"""

from decimal import Decimal

from application.platforms.errors import PlatformBugError, ValueRejectedError
from domain.shared.money import MICROS, Currency, Money
from domain.shared.platform import Platform

_WHOLE_UNITS = frozenset("CLP HUF IDR ISK JPY KRW PYG TWD VND".split())
_CENTS = 2


def decimals(currency: Currency) -> int:
    """How many decimals an amount may have."""
    return 0 if currency in _WHOLE_UNITS else _CENTS


def to_major(money: Money, *, field: str) -> float:
    """An amount as the wire's number, which is a float; refuses one that would not come back as it went."""
    step = MICROS // 10 ** decimals(money.currency)
    number = float(money.amount)
    if money.micros % step or Decimal(repr(number)) != money.amount:
        least = Decimal(step) / MICROS
        raise ValueRejectedError(
            f"{money} cannot be written in TikTok's steps of {least} {money.currency}.",
            platform=Platform.TIKTOK_ADS,
            field=field,
            advice=f"Round the amount to {least} {money.currency}.",
        )
    return number


def from_major(amount: Decimal | int, currency: Currency) -> Money:
    """Money from the wire's number, read as a decimal."""
    return Money(currency=currency, micros=micros_of(str(amount)))


def micros_of(amount: str) -> int:
    """Micros of a decimal text in major units, as reports write money; figures finer than a micro are rounded."""
    number = Decimal(amount) * MICROS
    if not number.is_finite():
        raise PlatformBugError(f"{amount!r} is no amount of money.", platform=Platform.TIKTOK_ADS)
    return int(number.to_integral_value())
