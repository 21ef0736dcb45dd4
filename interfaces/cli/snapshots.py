"""`adscale snapshots`: states of long streams, kept to save time. Nothing is lost with them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from application.snapshots.commands import make_snapshots
from interfaces.cli.console_logs import log_to_standard_error
from interfaces.cli.known_organization import known_organization
from interfaces.cli.refusals import refusals_told
from interfaces.cli.session import open_session
from interfaces.services import Services

app = typer.Typer(help="States of long streams, kept to save time.", no_args_is_help=True)


@app.callback()
def snapshots() -> None:
    """States of long streams, kept to save time."""


@app.command()
def make() -> None:
    """Make now what the scheduler would make within half a minute."""

    async def made(services: Services) -> str:
        done = await make_snapshots(services.ledger)
        return f"Snapshots made: {done.snapshots}. Streams that failed: {done.failed}."

    typer.echo(_on_services(made))


@app.command()
def forget(
    organization: Annotated[
        str | None, typer.Option("--organization", help="Short name of the organization; all without it.")
    ] = None,
) -> None:
    """Delete snapshots. The scheduler makes them anew from the facts."""

    async def forgotten(services: Services) -> str:
        owner = await known_organization(services.ledger, organization) if organization else None
        return f"Snapshots forgotten: {await services.ledger.snapshots.forget(organization=owner)}."

    typer.echo(_on_services(forgotten))


def _on_services(act: Callable[[Services], Awaitable[str]]) -> str:
    async def run() -> str:
        async with open_session() as services:
            return await act(services)

    log_to_standard_error()
    with refusals_told():
        return asyncio.run(run())
