"""`adscale report performance`: exact figures, as fresh as the ledger."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from adapters.csv_exports.labels import platform_name
from domain.errors import invalid
from interfaces.cli.console_logs import log_to_standard_error
from interfaces.cli.known_organization import known_organization
from interfaces.cli.refusals import refusals_told
from interfaces.cli.report_formats import as_csv, as_json, as_table
from interfaces.cli.session import catch_up, open_session
from projections.performance.detached import detached_months
from projections.performance.queries import PerformanceRow
from projections.performance.queries import performance as performance_by

DETACHED = (
    "The observations of {month} are detached: its figures are as they were rolled up before. To have them worked out"
    " again, bring them back: adscale observations attach --month {month}"
)

app = typer.Typer(help="Figures as known now.", no_args_is_help=True)


class Breakdown(StrEnum):
    """What one line of a report is about."""

    PLATFORM = "platform"
    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    DAY = "day"
    TOTAL = "total"


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@app.callback()
def report() -> None:
    """Report figures as known now."""
    log_to_standard_error()


@app.command()
def performance(  # noqa: PLR0917 - typer calls it by keyword
    organization: Annotated[str, typer.Option(help="Slug of the organization.")],
    by: Annotated[Breakdown, typer.Option(help="What one line is about.")] = Breakdown.PLATFORM,
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included.")] = None,
    platform: Annotated[str, typer.Option(help="Only this platform.")] = "",
    written_as: Annotated[Format, typer.Option("--format", help="How the report is written.")] = Format.TABLE,
) -> None:
    """Report performance exactly: sums, and ratios of sums. The table is rounded for reading; JSON and CSV are not."""
    with refusals_told():
        rows, detached = asyncio.run(_figures(organization, by, since, until, platform))
    for month in detached:
        typer.echo(DETACHED.format(month=f"{month:%Y-%m}"), err=True)
    if not rows:
        typer.echo(f"No figures of {organization} match. Import or pull some, or ask for other days.", err=True)
    match written_as:
        case Format.JSON:
            typer.echo(as_json(by.value, rows))
        case Format.CSV:
            typer.echo(as_csv(by.value, rows), nl=False)
        case Format.TABLE if rows:
            as_table(by.value, rows)


async def _figures(
    slug: str, by: Breakdown, since: datetime | None, until: datetime | None, platform: str
) -> tuple[Sequence[PerformanceRow], Sequence[date]]:
    if since and until and until < since:
        raise invalid("to", f"{until.date()} is before {since.date()}.", "End on or after the first day.")
    async with open_session() as services:
        organization = await known_organization(services.ledger, slug)
        await catch_up(services)
        async with services.read_engine.connect() as connection:
            first, last = since.date() if since else None, until.date() if until else None
            rows = await performance_by(
                connection, organization, by=by.value, since=first, until=last, platform=platform_name(platform)
            )
            return rows, await detached_months(connection, organization, since=first, until=last)
