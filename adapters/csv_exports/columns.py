"""Which column says what: by the names that platforms use, in any case, or as the caller maps them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from adapters.csv_exports.errors import ExportRefusedError
from domain.errors import Violation
from domain.shared.currencies import DECIMALS
from domain.shared.money import Currency


class Field(StrEnum):
    """Everything that a column can say to us. Other columns are left alone."""

    DATE = "date"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    HOUR = "hour"
    PLATFORM = "platform"
    ACCOUNT_ID = "account_id"
    ACCOUNT_NAME = "account_name"
    CAMPAIGN_ID = "campaign_id"
    CAMPAIGN_NAME = "campaign_name"
    AD_GROUP_ID = "ad_group_id"
    AD_GROUP_NAME = "ad_group_name"
    AD_ID = "ad_id"
    AD_NAME = "ad_name"
    CURRENCY = "currency"
    IMPRESSIONS = "impressions"
    CLICKS = "clicks"
    SPEND = "spend"
    CONVERSIONS = "conversions"
    CONVERSION_VALUE = "conversion_value"


COUNTS = (Field.IMPRESSIONS, Field.CLICKS)
MONEY = (Field.SPEND, Field.CONVERSION_VALUE)
DECIMAL_FIELDS = (Field.SPEND, Field.CONVERSIONS, Field.CONVERSION_VALUE)
CAMPAIGN = (Field.CAMPAIGN_ID, Field.CAMPAIGN_NAME)
AD_GROUP = (Field.AD_GROUP_ID, Field.AD_GROUP_NAME)
AD = (Field.AD_ID, Field.AD_NAME)
ACCOUNT = (Field.ACCOUNT_ID, Field.ACCOUNT_NAME)

NAMES: Mapping[Field, tuple[str, ...]] = {
    Field.DATE: ("date", "day", "by day", "stat date", "stat time day", "date start", "segments date", "tag", "datum"),
    Field.PERIOD_START: ("reporting starts", "reporting start", "period start", "auswertungsstart"),
    Field.PERIOD_END: ("reporting ends", "reporting end", "period end", "date stop", "date end", "auswertungsende"),
    Field.HOUR: ("hour", "hour of the day", "hour of day", "by hour", "time of day ad account time zone"),
    Field.PLATFORM: ("platform", "ad platform", "ad network", "plattform"),
    Field.ACCOUNT_ID: ("account id", "ad account id", "customer id", "advertiser id", "konto id", "kundennummer"),
    Field.ACCOUNT_NAME: ("account", "account name", "ad account name", "advertiser name", "ad account", "konto"),
    Field.CAMPAIGN_ID: ("campaign id", "kampagnen id"),
    Field.CAMPAIGN_NAME: ("campaign", "campaign name", "kampagne", "kampagnenname", "name der kampagne"),
    Field.AD_GROUP_ID: ("ad group id", "ad set id", "anzeigengruppen id"),
    Field.AD_GROUP_NAME: ("ad group", "ad group name", "ad set name", "ad set", "anzeigengruppe"),
    Field.AD_ID: ("ad id", "creative id", "anzeigen id"),
    Field.AD_NAME: ("ad name", "ad", "anzeige"),
    Field.CURRENCY: ("currency", "currency code", "account currency", "währung", "währungscode"),
    Field.IMPRESSIONS: ("impressions", "impr", "impression", "displays", "impressionen"),
    Field.CLICKS: ("clicks", "click", "clicks all", "link clicks", "clicks destination", "klicks"),
    Field.SPEND: (
        "spend",
        "cost",
        "amount spent",
        "total cost",
        "ad spend",
        "kosten",
        "ausgaben",
        "ausgegebener betrag",
    ),
    Field.CONVERSIONS: ("conversions", "conversion", "conv", "results", "purchases", "total conversions"),
    Field.CONVERSION_VALUE: (
        "conversion value",
        "conv value",
        "conversions value",
        "total conversion value",
        "total conv value",
        "purchases conversion value",
        "purchase conversion value",
        "total purchase value",
        "revenue",
        "conv wert",
        "conversion wert",
    ),
}
"""The usual names of each field's column; letters and digits alone count. Sources: the exports of Google Ads (report
editor), Meta Ads Manager and TikTok Ads Manager in English and German, and names that warehouses give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where each field stands, from 0. `currency` is the one that a money column names in its header."""

    position: Mapping[Field, int]
    currency: Currency | None

    def has(self, *fields: Field) -> bool:
        """Whether the file has at least one of the fields."""
        return any(field in self.position for field in fields)


def recognised(header: Sequence[str], mapping: Mapping[Field, str]) -> int:
    """How many fields a line would give if it were the header."""
    return len(_found(header, mapping))


def resolve(header: Sequence[str], mapping: Mapping[Field, str], given: frozenset[Field]) -> Columns:
    """The columns of a header. `given`: the fields whose value the caller names for the whole file.

    Raises `ExportRefusedError` for two columns of one field, and for fields that are missing.
    """
    found = _found(header, mapping)
    currencies = {code for field in MONEY for at in found.get(field, ()) if (code := _named_currency(header[at]))}
    known = given | found.keys() | mapping.keys() | ({Field.CURRENCY} if currencies else set())
    violations = [
        *(_unknown_column(header, field, name) for field, name in mapping.items() if field not in found),
        *(_twice(header, field, at) for field, at in found.items() if len(at) > 1),
        *_missing(header, known),
    ]
    if len(currencies) > 1:
        message = f"The money columns are in {' and '.join(sorted(currencies))}."
        violations.append(Violation(field="currency", message=message, fix="Export one currency a file."))
    if violations:
        raise ExportRefusedError(*violations)
    return Columns(
        position={field: at[0] for field, at in found.items()},
        currency=Currency(currencies.pop()) if currencies else None,
    )


def _found(header: Sequence[str], mapping: Mapping[Field, str]) -> dict[Field, list[int]]:
    mapped = {field: [at for at, name in enumerate(header) if _key(name) == _key(mapping[field])] for field in mapping}
    taken = {at for positions in mapped.values() for at in positions}
    usual = {
        field: [at for at, name in enumerate(header) if at not in taken and _says(field, name)]
        for field in Field
        if field not in mapping
    }
    return {field: at for field, at in (mapped | usual).items() if at}


def _says(field: Field, name: str) -> bool:
    names = _KEYS[field]
    return _key(name) in names or (field in MONEY and _key(_without_currency(name)) in names)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


_KEYS = {field: frozenset(map(_key, names)) for field, names in NAMES.items()}


def _without_currency(name: str) -> str:
    return re.sub(r"\([A-Za-z]{3}\)\s*$", "", name) if _named_currency(name) else name


def _named_currency(name: str) -> str | None:
    code = re.search(r"\(([A-Za-z]{3})\)\s*$", name)
    return code[1].upper() if code and code[1].upper() in DECIMALS else None


def _unknown_column(header: Sequence[str], field: Field, name: str) -> Violation:
    message = f"There is no column {name!r}; the file has {_listed(header)}."
    return Violation(field=field, message=message, fix=f'Give one of these: --map {field}="COLUMN".')


def _twice(header: Sequence[str], field: Field, at: Sequence[int]) -> Violation:
    names = [header[index] for index in at]
    message = f"More than one column says it: {_listed(names)}."
    if len(set(names)) == 1:
        return Violation(field=field, message=message, fix="Remove or rename all of them but one.")
    choices = " or ".join(f'--map {field}="{name}"' for name in names)
    return Violation(field=field, message=message, fix=f"Choose one: {choices}.")


def _missing(header: Sequence[str], known: frozenset[Field]) -> list[Violation]:
    needs: tuple[tuple[tuple[Field, ...], str], ...] = (
        ((Field.DATE, Field.PERIOD_START), '--map date="COLUMN"'),
        ((*COUNTS, Field.SPEND), '--map spend="COLUMN"'),
        (CAMPAIGN, '--map campaign_id="COLUMN" or --map campaign_name="COLUMN"'),
        ((Field.PLATFORM,), '--map platform="COLUMN" or --platform NAME, such as google-ads'),
        (ACCOUNT, '--map account_id="COLUMN" or --account ID'),
        ((Field.CURRENCY,), '--map currency="COLUMN" or --currency CODE, such as USD'),
    )
    return [
        Violation(
            field=fields[0], message=f"No column says it; the file has {_listed(header)}.", fix=f"Name it: {option}."
        )
        for fields, option in needs
        if not known & set(fields)
    ]


def _listed(names: Sequence[str]) -> str:
    most = 40
    return ", ".join(f'"{name}"' for name in names[:most]) + (" ..." if len(names) > most else "")
