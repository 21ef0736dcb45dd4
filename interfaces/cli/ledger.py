"""`adscale ledger`: how the ledger is written."""

import asyncio
from typing import Annotated

import typer

from interfaces import bootstrap
from interfaces.cli.console_logs import log_to_standard_error
from interfaces.cli.refusals import refusals_told
from interfaces.cli.session import open_session

Count = Annotated[
    int | None,
    typer.Argument(min=1, max=64, help="How many to have from now on; without it, how many there are."),
]

app = typer.Typer(help="The ledger itself.", no_args_is_help=True)


@app.callback()
def ledger() -> None:
    """Look at how the ledger is written, and change it."""
    log_to_standard_error()


@app.command()
def groups(count: Count = None) -> None:
    """Show or change the number of shard groups, while everything runs.

    Appends of one group wait for each other. One group serves one writing process best; with many, give each a few.
    """
    with refusals_told():
        before, now = asyncio.run(_changed(count))
    typer.echo(f"Shard groups: {now}" if before == now else f"Shard groups: {now}, was {before}")


async def _changed(count: int | None) -> tuple[int, int]:
    async with open_session() as services:
        shards = bootstrap.shard_groups(services.settings)
        before = await asyncio.to_thread(shards.count)
        if count is not None and count != before:
            await asyncio.to_thread(shards.change, count)
        return before, await asyncio.to_thread(shards.count)
