"""Money as Meta writes it: whole numbers of a unit that is Meta's own choice, and not ISO 4217's.

Source: Marketing API, "Currency codes" and their offsets. TWD, HUF, COP, CRC and IDR have no cents here although
ISO gives them two decimals; BHD, JOD and KWD have hundredths although ISO gives them thousandths.
"""

from decimal import Decimal

from application.platforms.errors import PlatformBugError, ValueRejectedError
from domain.shared.money import MICROS, Currency, Money
from domain.shared.platform import Platform

_WHOLE_UNITS = frozenset("CLP COP CRC HUF ISK IDR JPY KRW PYG TWD VND".split())
_HUNDREDTHS = 100


def offset(currency: Currency) -> int:
    """How many of Meta's units make one major unit of a currency."""
    return 1 if currency in _WHOLE_UNITS else _HUNDREDTHS


def to_minor(money: Money, *, field: str) -> int:
    """An amount in Meta's units; refuses one that they cannot express exactly."""
    units, rest = divmod(money.micros * offset(money.currency), MICROS)
    if rest:
        raise ValueRejectedError(
            f"{money} cannot be written in Meta's units of 1/{offset(money.currency)} {money.currency}.",
            platform=Platform.META_ADS,
            field=field,
            advice=f"Round the amount to 1/{offset(money.currency)} {money.currency}.",
        )
    return units


def from_minor(units: str | int, currency: Currency) -> Money:
    """Money from Meta's units, which come as text."""
    return Money(currency=currency, micros=int(units) * MICROS // offset(currency))


def micros_of(amount: str) -> int:
    """Micros of a decimal text in major units, as reports write money; figures finer than a micro are rounded."""
    number = Decimal(amount) * MICROS
    if not number.is_finite():
        raise PlatformBugError(f"{amount!r} is no amount of money.", platform=Platform.META_ADS)
    return int(number.to_integral_value())
