"""One row of text as figures, or every fault that it has. Rules for single values; the file as a whole is elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, TypeVarTuple

from adapters.csv_exports import values
from adapters.csv_exports.columns import ACCOUNT, AD, AD_GROUP, CAMPAIGN, Field
from adapters.csv_exports.errors import Fault
from adapters.csv_exports.labels import external_account_id, platform_name
from adapters.csv_exports.numbers import DecimalMark
from adapters.csv_exports.records import Record
from adapters.csv_exports.survey import Conventions
from adapters.csv_exports.values import FaultyValueError
from domain.performance.observation import WHOLE_DAY, ObservationKey
from domain.shared.metrics import Metrics
from domain.shared.money import Currency
from domain.shared.platform import PlatformName

Value = TypeVar("Value")
Asked = TypeVarTuple("Asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller says of every row. The platform counts whatever a column says; the others must not differ."""

    platform: PlatformName | None = None
    account: str | None = None
    currency: Currency | None = None

    @property
    def fields(self) -> frozenset[Field]:
        """The fields that need no column."""
        given = {Field.PLATFORM: self.platform, Field.ACCOUNT_ID: self.account, Field.CURRENCY: self.currency}
        return frozenset(field for field, value in given.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row of an export, read."""

    platform: PlatformName
    account: str
    account_name: str
    currency: Currency
    campaign_name: str
    key: ObservationKey
    metrics: Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRules:
    """How the rows of one file are read. `latest`: the last day that figures can be of."""

    conventions: Conventions
    given: Given
    header_currency: Currency | None
    latest: date


def read_row(record: Record, rules: RowRules) -> FigureRow | list[Fault]:
    """The row, or all that is wrong with it."""
    reading = _Reading(record, rules)
    row = reading.row()
    return reading.faults or row


class _Reading:
    """One row while it is read: a faulty value is noted and the others are looked at as well."""

    def __init__(self, record: Record, rules: RowRules) -> None:
        self._record, self._rules = record, rules
        self.faults: list[Fault] = []

    def row(self) -> FigureRow:
        platform = self._or(PlatformName(""), self._platform)
        campaign = self._or("", values.needed_name, self._first(CAMPAIGN))
        currency = self._or(None, self._currency)
        return FigureRow(
            platform=platform,
            account=self._or("", self._account, platform),
            account_name=self._text((Field.ACCOUNT_NAME,)),
            currency=currency or Currency(""),
            campaign_name=self._text((Field.CAMPAIGN_NAME,)) or campaign,
            key=ObservationKey(
                day=self._or(date.min, self._day),
                hour=self._or(WHOLE_DAY, self._hour),
                campaign_ref=campaign,
                ad_group_ref=self._text(AD_GROUP),
                ad_ref=self._text(AD),
            ),
            metrics=Metrics(
                impressions=self._count(Field.IMPRESSIONS),
                clicks=self._count(Field.CLICKS),
                spend_micros=self._money(Field.SPEND, currency) or 0,
                conversions=self._or(None, values.conversions, self._said(Field.CONVERSIONS), self._mark),
                conversion_value_micros=self._money(Field.CONVERSION_VALUE, currency),
            ),
        )

    @property
    def _mark(self) -> DecimalMark:
        return self._rules.conventions.decimal_mark

    def _said(self, field: Field) -> values.Said:
        return values.Said(field, self._record.text(field))

    def _first(self, fields: tuple[Field, ...]) -> values.Said:
        """The first of several fields that the row says anything of."""
        for field in fields:
            if text := self._record.text(field):
                return values.Said(field, text)
        return values.Said(fields[0], "")

    def _or(self, otherwise: Value, part: Callable[[*Asked], Value], *asked: *Asked) -> Value:
        try:
            return part(*asked)
        except FaultyValueError as faulty:
            said = faulty.said
            self.faults.append(
                Fault(
                    line=self._record.line,
                    field=said.field,
                    value=said.text,
                    reason=faulty.reason,
                    mistyped=faulty.mistyped,
                )
            )
            return otherwise

    def _text(self, fields: tuple[Field, ...]) -> str:
        return self._or("", values.name, self._first(fields))

    def _count(self, field: Field) -> int:
        return self._or(0, values.count, self._said(field), self._mark)

    def _money(self, field: Field, currency: Currency | None) -> int | None:
        return self._or(None, values.micros, self._said(field), self._mark, currency)

    def _platform(self) -> PlatformName:
        said = self._said(Field.PLATFORM)
        found = self._rules.given.platform or platform_name(said.text)
        if found is None:
            raise FaultyValueError(
                said, "The platform is missing. Name it in the row, or for all rows: --platform NAME."
            )
        return found

    def _account(self, platform: PlatformName) -> str:
        given = self._rules.given.account
        said = self._first(ACCOUNT)
        written = external_account_id(platform, given or values.needed_name(said))
        if said.field is Field.ACCOUNT_ID and said.text and external_account_id(platform, said.text) != written:
            raise FaultyValueError(said, f"The account is another one than --account {given}.")
        return written

    def _currency(self) -> Currency:
        said = self._said(Field.CURRENCY)
        stated = (self._rules.given.currency, self._rules.header_currency)
        return values.one_currency(said, tuple(filter(None, stated)))

    def _day(self) -> date:
        starts, ends = self._said(Field.PERIOD_START), self._said(Field.PERIOD_END)
        said = self._said(Field.DATE)
        order, latest = self._rules.conventions.date_order, self._rules.latest
        if said.text or not starts.text:
            return values.day(said, order, latest)
        day = values.day(starts, order, latest)
        if ends.text and values.day(ends, order, date.max) != day:
            raise FaultyValueError(ends, "The row covers more than one day. Export it again with a breakdown by day.")
        return day

    def _hour(self) -> int:
        if Field.HOUR not in self._record.columns.position:
            return WHOLE_DAY
        return values.hour(self._said(Field.HOUR))
