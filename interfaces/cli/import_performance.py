"""`adscale import performance`: the figures of a platform's CSV export, into the ledger."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from adapters.csv_exports.columns import Field
from adapters.csv_exports.dates import DateOrder
from adapters.csv_exports.errors import ExportRefusedError
from adapters.csv_exports.export import Export, ReadingOptions, open_export
from adapters.csv_exports.labels import platform_name
from adapters.csv_exports.numbers import DecimalMark
from adapters.csv_exports.rows import Given
from application.context import CommandContext
from application.ids import uuid7
from application.performance.imports import (
    ImportedAccount,
    ImportOutcome,
    import_performance,
    refuse_detached_months,
    refuse_other_currencies,
)
from domain.errors import Refusal
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, OrganizationId, ad_account_id
from domain.shared.money import Currency, currency
from interfaces.cli import import_story
from interfaces.cli.console_logs import log_to_standard_error
from interfaces.cli.known_organization import known_organization
from interfaces.cli.refusals import refusals_told
from interfaces.cli.session import catch_up, open_session
from interfaces.services import Services
from projections.campaigns.queries import list_campaigns

_PAGE = 200
_MARKS = {"point": DecimalMark.POINT, "comma": DecimalMark.COMMA}

app = typer.Typer(help="Figures from files.", no_args_is_help=True)


@app.callback()
def import_() -> None:
    """Take figures from files into the ledger."""
    log_to_standard_error()


@app.command()
def performance(  # noqa: PLR0917 - typer calls it by keyword
    file: Annotated[Path, typer.Argument(help="The CSV export.", exists=True, dir_okay=False, readable=True)],
    organization: Annotated[str, typer.Option(help="Slug of the organization.")],
    column_map: Annotated[
        list[str] | None, typer.Option("--map", help="field=Column, for a column with an unusual name; repeatable.")
    ] = None,
    platform: Annotated[str, typer.Option(help="Platform of all rows, such as google-ads.")] = "",
    account: Annotated[str, typer.Option(help="The platform's id of the account that all rows are of.")] = "",
    currency_code: Annotated[str, typer.Option("--currency", help="Currency of all amounts, such as USD.")] = "",
    time_zone: Annotated[str, typer.Option(help="Time zone of accounts that are not known yet.")] = "UTC",
    date_order: Annotated[DateOrder | None, typer.Option(help="Order of dates such as 01/02/2024.")] = None,
    decimal: Annotated[str, typer.Option(help="What stands before the decimals: point or comma.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only read the file and say what would be taken.")] = False,
    refused: Annotated[
        Path | None, typer.Option(help="Write all refused rows to this CSV file.", dir_okay=False)
    ] = None,
) -> None:
    """Import a platform's CSV export. To import it again changes nothing; restated figures replace older ones.

    Rows that share a key (day, hour, campaign, ad group, ad) are added up. A faulty row is refused by itself;
    a file whose columns have shifted, or that can be read in two ways, is refused as a whole.
    """
    _must_be_writable(refused, file)
    options = ReadingOptions(
        latest=datetime.now(UTC).date() + timedelta(days=1),
        mapping=_mapping(column_map or []),
        given=_given(platform, account, currency_code),
        time_zone=_known_zone(time_zone),
        date_order=date_order,
        decimal_mark=_mark(decimal),
    )
    with refusals_told(), _refused_file_told(refused), open_export(file, options) as export:
        import_story.tell_what_was_read(export, refused)
        if not export.rows_taken:
            typer.echo("Nothing was taken: every row was refused.", err=True)
            raise typer.Exit(1)
        if dry_run:
            import_story.tell_the_plan(export)
        else:
            import_story.tell_what_was_taken(asyncio.run(_take(export, organization)))


@contextmanager
def _refused_file_told(refused: Path | None) -> Iterator[None]:
    try:
        yield
    except ExportRefusedError as refusal:
        import_story.tell_the_refusal(refusal, refused)
        raise typer.Exit(1) from None


async def _take(export: Export, slug: str) -> list[ImportOutcome]:
    async with open_session() as services:
        organization = await known_organization(services.ledger, slug)
        context = _context(organization, services.now())
        await refuse_other_currencies(services.recording, context, export.accounts)
        await refuse_detached_months(services.recording, export.accounts)
        await catch_up(services)
        return [await _take_account(services, context, account) for account in export.accounts]


async def _take_account(services: Services, context: CommandContext, account: ImportedAccount) -> ImportOutcome:
    known = await _campaigns_with_a_home(services, context.organization, account)
    return await import_performance(services.recording, context, account, known)


async def _campaigns_with_a_home(
    services: Services, organization: OrganizationId, account: ImportedAccount
) -> frozenset[str]:
    """The platform's ids of the account's campaigns that we drafted or met before."""
    account_id = ad_account_id(organization, account.platform, account.external_id)
    refs: set[str] = set()
    last = None
    async with services.read_engine.connect() as connection:
        while page := await list_campaigns(connection, organization, account_id=account_id, after=last, limit=_PAGE):
            channels = (channel for campaign in page for channel in campaign.channels)
            refs.update(
                c.external_campaign_id for c in channels if c.account_id == account_id and c.external_campaign_id
            )
            last = page[-1].campaign_id
    return frozenset(refs)


def _context(organization: OrganizationId, now: datetime) -> CommandContext:
    return CommandContext(
        organization=organization,
        actor=Actor(kind=ActorKind.SYSTEM, id="import"),
        now=now,
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )


def _must_be_writable(refused: Path | None, file: Path) -> None:
    if refused is None:
        return
    if not refused.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {refused.parent}.", param_hint="--refused")
    if refused.resolve() == file.resolve():
        raise typer.BadParameter("That is the export itself. Name another file.", param_hint="--refused")


def _mapping(pairs: list[str]) -> Mapping[Field, str]:
    mapping: dict[Field, str] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not column.strip() or name.strip() not in set(Field):
            message = f"{pair!r} is not field=Column. The fields are: {', '.join(Field)}."
            raise typer.BadParameter(message, param_hint="--map")
        if Field(name.strip()) in mapping:
            raise typer.BadParameter(f"{name.strip()} is mapped twice.", param_hint="--map")
        mapping[Field(name.strip())] = column.strip()
    return mapping


def _given(platform: str, account: str, code: str) -> Given:
    label = platform_name(platform)
    if platform and label is None:
        raise typer.BadParameter(f"{platform!r} is no name. Give one such as google-ads.", param_hint="--platform")
    return Given(platform=label, account=account.strip() or None, currency=_currency(code) if code else None)


def _currency(code: str) -> Currency:
    try:
        return currency(code.upper())
    except Refusal as refusal:
        raise typer.BadParameter(str(refusal), param_hint="--currency") from None


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        message = f"{name!r} is no time zone. Give an IANA name, such as Europe/Berlin."
        raise typer.BadParameter(message, param_hint="--time-zone") from None


def _mark(word: str) -> DecimalMark | None:
    if word not in ("", *_MARKS):
        raise typer.BadParameter(f"{word!r} is neither point nor comma.", param_hint="--decimal")
    return _MARKS.get(word)
