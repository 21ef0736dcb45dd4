"""The first walk over a file: how it writes dates and numbers, and whether its columns stay where they are."""

from dataclasses import dataclass, field

from adapters.csv_exports.columns import ACCOUNT, AD, AD_GROUP, CAMPAIGN, COUNTS, DECIMAL_FIELDS, Field
from adapters.csv_exports.dates import DateOrder, DateOrderEvidence
from adapters.csv_exports.drift import DriftWatch
from adapters.csv_exports.layout import Layout
from adapters.csv_exports.numbers import DecimalMark, DecimalMarkEvidence
from adapters.csv_exports.records import Record, Skipped, records

DATES = (Field.DATE, Field.PERIOD_START, Field.PERIOD_END)
_IDS = (*ACCOUNT, *CAMPAIGN, *AD_GROUP, *AD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How a file writes what could be read in two ways."""

    date_order: DateOrder
    decimal_mark: DecimalMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the first walk found."""

    conventions: Conventions
    skipped: Skipped
    rows: int


@dataclass(slots=True)
class _Evidence:
    dates: DateOrderEvidence = field(default_factory=DateOrderEvidence)
    numbers: DecimalMarkEvidence = field(default_factory=DecimalMarkEvidence)

    def see(self, record: Record) -> None:
        for name in DATES:
            if text := record.text(name):
                self.dates.see(text, record.line)
        for name in COUNTS:
            if text := record.text(name):
                self.numbers.see_count(text, record.line)
        for name in DECIMAL_FIELDS:
            if text := record.text(name):
                self.numbers.see_amount(text, record.line)


def survey(layout: Layout, *, date_order: DateOrder | None, decimal_mark: DecimalMark | None) -> Survey:
    """Walk over the whole file once. What the caller says of dates and numbers counts, whatever the file shows.

    Raises `ExportRefusedError` where the file leaves open how to read it, or its columns have shifted.
    """
    evidence, skipped, rows = _Evidence(), Skipped(), 0
    ids = frozenset(at for name in _IDS if (at := layout.columns.position.get(name)) is not None)
    drift = DriftWatch(header=layout.header, ignored=ids)
    for record in records(layout, skipped):
        rows += 1
        evidence.see(record)
        drift.see(record.line, record.cells, part=(record.text(Field.PLATFORM), record.first_text(ACCOUNT)))
    drift.refuse_if_shifted()
    return Survey(
        conventions=Conventions(
            date_order=date_order or evidence.dates.decided(),
            decimal_mark=decimal_mark or evidence.numbers.decided(),
        ),
        skipped=skipped,
        rows=rows,
    )
