"""`adscale observations`: closed months out of the database as Parquet files, and back."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from application.performance.archive import Manifest, ObservationArchive, detach_month
from interfaces import bootstrap
from interfaces.cli.console_logs import log_to_standard_error
from interfaces.cli.refusals import refusals_told
from interfaces.cli.session import catch_up, open_session

Month = Annotated[datetime, typer.Option(formats=["%Y-%m"], help="The month, such as 2024-01.")]

app = typer.Typer(help="Observations, a month at a time.", no_args_is_help=True)


@app.callback()
def observations() -> None:
    """Take closed months out of the table, and bring them back."""
    log_to_standard_error()


@app.command()
def detach(
    month: Month, folder: Annotated[Path, typer.Option("--to", help="Folder for the file and its manifest.")]
) -> None:
    """Write a closed month to a Parquet file with a manifest, then detach its partition. Nothing is dropped.

    Reports go on to show its figures, and say that the month is detached. To free the space, drop the table once the
    file is safe: attaching then fills it again from the file.
    """
    today = datetime.now(UTC).date()
    manifest = _done(lambda archive: detach_month(archive, month.date(), folder, today=today))
    typer.echo(f"Wrote {folder / manifest.file}: {manifest.rows:,} observations, SHA-256 {manifest.sha256}.")
    typer.echo(f"Detached {month:%Y-%m}; its table {_table(month)} stays until somebody drops it.")


@app.command()
def attach(
    month: Month,
    folder: Annotated[Path | None, typer.Option("--from", help="Folder of the file, if the table is gone.")] = None,
) -> None:
    """Bring a detached month back, checked against what left."""
    manifest = _done(lambda archive: archive.attach(month.date(), folder))
    typer.echo(f"Attached {month:%Y-%m}: {manifest.rows:,} observations.")


def _done(work: Callable[[ObservationArchive], Manifest]) -> Manifest:
    with refusals_told():
        return asyncio.run(_in_session(work))


async def _in_session(work: Callable[[ObservationArchive], Manifest]) -> Manifest:
    async with open_session() as services:
        # What is not rolled up yet could not be once its month is gone.
        await catch_up(services)
        return await asyncio.to_thread(work, bootstrap.observation_archive(services.settings))


def _table(month: date) -> str:
    return f"performance.observations_{month:%Y_%m}"
