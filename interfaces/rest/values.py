"""The values that bodies are made of: text, money, numbers and days, each refused with its way out."""

import re
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from domain.shared.currencies import DECIMALS
from domain.shared.money import Money, plain

_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_AMOUNT = re.compile(r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9].*", re.ASCII)


class RequestBody(BaseModel):
    """A body that is taken only as it is documented.

    On the way out, what the ledger holds is shown as it is: `model_construct` does not judge again what another way
    in, or an earlier limit, let through.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


def refusal(message: str, fix: str) -> PydanticCustomError:
    """A refusal of one value, for pydantic to put the field to."""
    # The braces are pydantic's own placeholders; a value may contain some.
    return PydanticCustomError("value", "{message}", {"message": message, "fix": fix})


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise refusal("The text holds a NUL character.", "Take it out.")
    return text


def _known_currency(code: str) -> str:
    if code not in DECIMALS:
        raise refusal(f"{code!r} is not a currency.", "Use an ISO 4217 code in capitals, such as USD.")
    return code


def _exact_amount(text: str) -> str:
    if not _AMOUNT.fullmatch(text):
        message = f"{text!r} is not an amount."
        raise refusal(message, 'Write it in quotes with up to 12 digits and 6 decimals, such as "12.50".')
    return text


def _written_day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise refusal(f"{value[:40]!r} is not a day.", "Write it as YYYY-MM-DD.")
    if not isinstance(value, (str, date)):
        raise refusal("It is not a day.", 'Write it in quotes as "YYYY-MM-DD".')
    return value


def _near_day(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise refusal(f"{day} is out of range.", f"Give a day from {_FIRST_YEAR} to {_LAST_YEAR}.")
    return day


def _written_moment(value: object) -> object:
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return value
    raise refusal("It is not a moment.", "Write it as 2026-11-20T09:00:00Z.")


def _near_moment(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise refusal(f"{moment} is out of range.", f"Give a moment from {_FIRST_YEAR} to {_LAST_YEAR}.")
    return moment


def _parsable_address(text: str) -> str:
    try:
        urlsplit(text)
    except ValueError:
        message = f"{text[:100]!r} is not a web address."
        raise refusal(message, "Give a full address that begins with https://.") from None
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
ShortText = Annotated[Text, Field(max_length=500)]
WebAddress = Annotated[Text, Field(max_length=2_000), AfterValidator(_parsable_address)]
CurrencyCode = Annotated[
    str, AfterValidator(_known_currency), Field(json_schema_extra={"enum": sorted(DECIMALS)}, examples=["USD"])
]
Amount = Annotated[
    str, AfterValidator(_exact_amount), Field(json_schema_extra={"pattern": _AMOUNT.pattern}, examples=["12.50"])
]
Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_near_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment), AfterValidator(_near_moment)]
WholeNumber = StrictInt


class MoneyBody(RequestBody):
    """Money: a decimal in quotes, so that nothing rounds it on the way, and its currency."""

    amount: Amount
    currency: CurrencyCode

    def money(self) -> Money:
        """The same as the domain has it."""
        return Money.of(self.amount, self.currency)

    @staticmethod
    def of(money: Money) -> "MoneyBody":
        """The domain's money as it travels."""
        return MoneyBody.model_construct(amount=plain(money.amount, DECIMALS[money.currency]), currency=money.currency)
