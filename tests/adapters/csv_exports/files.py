"""Exports of every kind, written for one test, and what reading them gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from adapters.csv_exports.errors import Fault
from adapters.csv_exports.export import ReadingOptions, open_export
from adapters.csv_exports.rows import Given
from domain.performance.observation import Grain, Observation
from domain.shared.money import Currency
from domain.shared.platform import PlatformName

TODAY = date(2026, 11, 21)
COLUMNS = ("date", "platform", "account_id", "campaign_id", "currency", "impressions", "clicks", "spend", "conversions")
ROW = ("2024-03-01", "google-ads", "123", "c1", "USD", "1000", "50", "12.50", "3")
A_USD_ACCOUNT = Given(platform=PlatformName("google-ads"), account="123", currency=Currency("USD"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """All that an export gave."""

    rows: Sequence[Observation]
    faults: Sequence[Fault]
    skipped: Sequence[int]
    accounts: Sequence[tuple[str, str, str]]
    campaigns: dict[str, str]
    grain: Grain

    @property
    def row(self) -> Observation:
        """The only row."""
        assert len(self.rows) == 1
        return self.rows[0]


def taken(path: Path, options: ReadingOptions | None = None) -> Taken:
    """Read an export as a whole."""
    with open_export(path, options or ReadingOptions(latest=TODAY)) as export:
        return Taken(
            rows=[row for account in export.accounts for piece in account.pieces for row in piece],
            faults=[*export.faults()],
            skipped=[number for number, _ in (*export.layout.preamble, *export.skipped.lines)],
            accounts=[(account.platform, account.external_id, account.currency) for account in export.accounts],
            campaigns={ref: name for account in export.accounts for ref, name in account.campaigns.items()},
            grain=export.grain,
        )


def options(given: Given = A_USD_ACCOUNT, **rest: object) -> ReadingOptions:
    """What a caller says of a file; of whose account, if nothing else."""
    return ReadingOptions(latest=TODAY, given=given, **rest)  # type: ignore[arg-type]  # the tests name real fields


def a_row(**changed: str) -> tuple[str, ...]:
    """A good row of `COLUMNS`, but for what is changed."""
    return tuple(changed.get(column, value) for column, value in zip(COLUMNS, ROW, strict=True))


def written(folder: Path, *rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A file with these rows, the first of them the header; cells are quoted where they must be."""
    return saved(folder, "\n".join(delimiter.join(_cell(cell, delimiter) for cell in row) for row in rows), encoding)


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with this very text."""
    path = folder / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


def many(count: int = 40) -> list[tuple[str, ...]]:
    """Good rows, each with figures of its own."""
    return [a_row(date=f"2024-03-{1 + at % 28:02}", campaign_id=f"c{at}", clicks=str(at)) for at in range(count)]


def _cell(text: str, delimiter: str) -> str:
    return '"' + text.replace('"', '""') + '"' if {delimiter, '"', "\n"} & {*text} else text
