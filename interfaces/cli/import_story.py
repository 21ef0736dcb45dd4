"""What an import says on screen: what it read, skipped, refused and took, and where to look."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from adapters.csv_exports.errors import ExportRefusedError, Fault
from adapters.csv_exports.export import Export
from application.performance.imports import ImportOutcome

_SHOWN = 20
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_DECIMALS = {".": "point", ",": "comma"}


def tell_what_was_read(export: Export, refused_file: Path | None) -> None:
    """How the file was understood, and every line of it that is not taken."""
    layout = export.layout
    typer.echo(
        f"Read {layout.path.name}: {layout.encoding}, cells apart by {_DELIMITERS[layout.delimiter]},"
        f" header on line {layout.header_line}, decimal {_DECIMALS[export.decimal_mark]}."
    )
    columns = ", ".join(f'{field} from "{layout.header[at]}"' for field, at in layout.columns.position.items())
    typer.echo(f"Columns: {columns}.")
    for number, text in layout.preamble:
        typer.echo(f"Skipped line {number}, before the header: {text:.100}")
    for number, text in export.skipped.lines:
        typer.echo(f"Skipped line {number}, no row of figures: {text:.100}")
    if export.skipped.count > len(export.skipped.lines):
        typer.echo(f"Skipped {export.skipped.count - len(export.skipped.lines)} more lines of that kind.")
    if export.rows_refused:
        typer.echo(f"Refused {_counted(export.rows_refused, 'row')}:")
    _tell_faults(export.faults(), refused_file)


def tell_the_plan(export: Export) -> None:
    """What would be taken, of which account."""
    typer.echo(f"Would take {_counted(export.rows_taken, 'row')}. Nothing was written (--dry-run).")
    for account in export.accounts:
        campaigns = _counted(len(account.campaigns), "campaign")
        typer.echo(
            f"  {account.platform} {account.external_id}: {campaigns}, in {account.currency}, as {account.grain}"
        )


def tell_what_was_taken(outcomes: Sequence[ImportOutcome]) -> None:
    """What the ledger learned from it."""
    changed = sum(outcome.rows_changed for outcome in outcomes)
    known = sum(outcome.rows_known for outcome in outcomes)
    for outcome in outcomes:
        account = f"{outcome.platform} {outcome.external_id}: {'new account, ' if outcome.account_is_new else ''}"
        typer.echo(
            f"  {account}{_counted(outcome.campaigns_discovered, 'new campaign')},"
            f" {_counted(outcome.rows_changed, 'figure')} new or restated, {outcome.rows_known:,} known already"
        )
    if changed:
        typer.echo(f"Taken into the ledger: {_counted(changed, 'figure')}; {known:,} were known already.")
    else:
        typer.echo(f"Nothing has changed: all {_counted(known, 'figure')} were known already.")


def tell_the_refusal(refusal: ExportRefusedError, refused_file: Path | None) -> None:
    """Why nothing of the file was taken."""
    typer.echo("The file was refused as a whole; nothing was written.", err=True)
    for violation in refusal.violations:
        typer.echo(f"  {violation.field}: {violation.message} {violation.fix}", err=True)
    _tell_faults(refusal.faults, refused_file, err=True)


def _tell_faults(faults: Iterable[Fault], refused_file: Path | None, *, err: bool = False) -> None:
    number = 0
    # Read once, shown and listed at the same time: there may be many.
    with (refused_file or Path(os.devnull)).open("w", encoding="utf-8", newline="") as file:
        listing = csv.writer(file)
        listing.writerow(("line", "field", "value", "reason"))
        for number, fault in enumerate(faults, start=1):
            listing.writerow((fault.line, fault.field, fault.value, fault.reason))
            if number <= _SHOWN:
                typer.echo(f"  line {fault.line}, {fault.field} {fault.value!r:.60}: {fault.reason}", err=err)
    if number > _SHOWN:
        where = f"in {refused_file}" if refused_file else "with --refused FILE"
        typer.echo(f"  ... and {number - _SHOWN:,} more; all of them {where}.", err=err)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
