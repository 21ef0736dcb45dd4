"""An export, read: two walks over the file, and either figures by account or a refusal of the whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from adapters.csv_exports.columns import AD, AD_GROUP, Columns, Field
from adapters.csv_exports.dates import DateOrder
from adapters.csv_exports.errors import ExportRefusedError, Fault, lines_of, refused
from adapters.csv_exports.layout import Layout, find_layout
from adapters.csv_exports.numbers import DecimalMark
from adapters.csv_exports.records import Skipped, records
from adapters.csv_exports.rows import Given, RowRules, read_row
from adapters.csv_exports.staging import StagedAccount, Staging
from adapters.csv_exports.survey import survey
from application.performance.imports import ImportedAccount
from domain.errors import Violation
from domain.performance.observation import Grain

_RUN_OF_A_SHIFT = 3
_FEWEST_TO_REFUSE_ALL = 3
_MOST_FAULTY = (1, 10)
_SHOWN = 5
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What the caller says of a file. `latest` is the last day that figures can be of. What is None is found out."""

    latest: date
    mapping: Mapping[Field, str] = field(default_factory=dict)
    given: Given = field(default_factory=Given)
    time_zone: str = "UTC"
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export that can be taken: its rows, and what of it was skipped or refused."""

    layout: Layout
    date_order: DateOrder
    decimal_mark: DecimalMark
    skipped: Skipped
    rows_taken: int
    rows_refused: int
    grain: Grain
    accounts: Sequence[ImportedAccount]
    staging: Staging

    def faults(self, most: int = -1) -> Iterator[Fault]:
        """What is wrong with the refused rows, in their order; all of it, or the first `most`."""
        return self.staging.faults(most)


@contextmanager
def open_export(path: Path, options: ReadingOptions) -> Iterator[Export]:
    """Read an export; its figures can be taken while the context lasts. Raises `ExportRefusedError`."""
    layout = find_layout(path, options.mapping, options.given.fields)
    found = survey(layout, date_order=options.date_order, decimal_mark=options.decimal_mark)
    if not found.rows:
        raise refused("file", "There is no row of figures under its header.", "Export it again with rows.")
    rules = RowRules(
        conventions=found.conventions,
        given=options.given,
        header_currency=layout.columns.currency,
        latest=options.latest,
    )
    staging = Staging()
    try:
        rows_refused = _stage(layout, rules, staging)
        _refuse_if_too_faulty(staging, rows_refused, found.rows)
        yield Export(
            layout=layout,
            date_order=found.conventions.date_order,
            decimal_mark=found.conventions.decimal_mark,
            skipped=found.skipped,
            rows_taken=found.rows - rows_refused,
            rows_refused=rows_refused,
            grain=grain_of(layout.columns),
            accounts=_accounts(staging, layout, options.time_zone),
            staging=staging,
        )
    finally:
        staging.close()


def _stage(layout: Layout, rules: RowRules, staging: Staging) -> int:
    rows_refused, mistyped = 0, _MistypedRun()
    for record in records(layout, Skipped()):
        row = read_row(record, rules)
        if isinstance(row, list):
            rows_refused += 1
            staging.refuse(row)
            mistyped.see(row)
        else:
            staging.add(row)
            mistyped.see([])
    return rows_refused


class _MistypedRun:
    """Rows that follow each other and have the wrong type in the same column: that is no typing error."""

    def __init__(self) -> None:
        self._runs: dict[str, list[Fault]] = {}

    def see(self, faults: Sequence[Fault]) -> None:
        wrong = {fault.field: fault for fault in faults if fault.mistyped}
        self._runs = {name: [*self._runs.get(name, []), fault] for name, fault in wrong.items()}
        for name, run in self._runs.items():
            if len(run) == _RUN_OF_A_SHIFT:
                lines = lines_of([fault.line for fault in run])
                message = f"Its columns have shifted: {lines} have {_values(run)} there. {run[0].reason}"
                fix = f'Put the cells back under their headers, or name the column: --map {name}="COLUMN".'
                raise refused(name, message, fix, faults=run)


def _values(faults: Sequence[Fault]) -> str:
    return ", ".join(f"{fault.value!r:.40}" for fault in faults)


def _refuse_if_too_faulty(staging: Staging, rows_refused: int, rows: int) -> None:
    part, whole = _MOST_FAULTY
    if rows_refused >= _FEWEST_TO_REFUSE_ALL and rows_refused * whole > rows * part:
        first = [*staging.faults(_SHOWN)]
        message = f"{rows_refused} of {rows} rows are faulty, the first on {lines_of(sorted({f.line for f in first}))}."
        fix = f"Look at {first[0].field}, first on line {first[0].line}: {first[0].value!r:.40}. {first[0].reason}"
        raise refused("file", message, fix, faults=[*staging.faults(_MOST_KEPT)])


def _accounts(staging: Staging, layout: Layout, time_zone: str) -> list[ImportedAccount]:
    accounts = staging.accounts()
    mixed = [account for account in accounts if len(account.currencies) > 1]
    if mixed:
        raise ExportRefusedError(*map(_mixed_currencies, mixed))
    return [
        ImportedAccount(
            platform=account.platform,
            external_id=account.external_id,
            name=account.name or account.external_id,
            currency=account.currencies[0],
            time_zone=time_zone,
            campaigns=staging.campaigns(account),
            grain=grain_of(layout.columns),
            months=staging.months(account),
            pieces=staging.pieces(account),
        )
        for account in accounts
    ]


def _mixed_currencies(account: StagedAccount) -> Violation:
    message = f"{account.platform} {account.external_id} has rows in {' and '.join(account.currencies)}."
    return Violation(
        field="currency", message=message, fix="An account bills in one currency: name the account of each."
    )


def grain_of(columns: Columns) -> Grain:
    """How fine the rows of a file are, by its columns."""
    by_hour = columns.has(Field.HOUR)
    if columns.has(*AD_GROUP, *AD):
        return Grain.AD_HOUR if by_hour else Grain.AD_DAY
    return Grain.CAMPAIGN_HOUR if by_hour else Grain.CAMPAIGN_DAY
