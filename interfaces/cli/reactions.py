"""`adscale reactions`: what is still to be done, what was given up, and doing something about it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import typer

from application.reactions.dead_letters import give_up, redrive, why
from application.reactions.port import ReactionEntry, ReactionState
from domain.shared.ids import OrganizationId
from interfaces.cli.console_logs import log_to_standard_error
from interfaces.cli.known_organization import known_organization
from interfaces.cli.refusals import refusals_told
from interfaces.cli.session import open_session
from interfaces.services import Services

app = typer.Typer(help="What facts call for: waiting, under way, given up.", no_args_is_help=True)

MOST_SHOWN = 1000

Organization = Annotated[str, typer.Option("--organization", help="Short name of the organization.")]
Key = Annotated[UUID, typer.Argument(help="The reaction's key, as `adscale reactions list` shows it.")]


@app.callback()
def reactions() -> None:
    """What facts call for: waiting, under way, given up."""


@app.command(name="list")
def list_reactions(
    organization: Organization,
    state: Annotated[ReactionState, typer.Option(help="Which ones.")] = ReactionState.DEAD,
    limit: Annotated[int, typer.Option(min=1, max=MOST_SHOWN, help="How many at most.")] = 50,
) -> None:
    """Show reactions of a state, the newest cause first: dead letters unless another state is named."""

    async def look(services: Services, owner: OrganizationId) -> list[ReactionEntry]:
        return [*await services.reaction_desk.entries(owner, state, after=None, limit=limit)]

    entries = _on_services(organization, look)
    for entry in entries:
        about = " ".join(f"{name}={subject}" for name, subject in sorted(entry.target.items()))
        typer.echo(f"{entry.key}  {entry.created_at:%Y-%m-%d %H:%M}  {about}  {why(entry)}")
    if not entries:
        typer.echo(f"No reaction of {organization} is {state}.")


@app.command(name="redrive")
def redrive_reaction(key: Key, organization: Organization) -> None:
    """Have a dead letter tried again, as if for the first time."""
    _change(organization, lambda services, owner: redrive(services.reaction_desk, services.queue, owner, key))


@app.command()
def bury(
    key: Key,
    organization: Organization,
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it later.")],
) -> None:
    """Give up a reaction that is still waiting, so that what stands behind it goes on."""
    _change(organization, lambda services, owner: give_up(services.reaction_desk, owner, key, reason))


def _change(slug: str, act: Callable[[Services, OrganizationId], Awaitable[ReactionEntry]]) -> None:
    async def change(services: Services, owner: OrganizationId) -> list[ReactionEntry]:
        return [await act(services, owner)]

    for entry in _on_services(slug, change):
        typer.echo(why(entry))


def _on_services(
    slug: str, act: Callable[[Services, OrganizationId], Awaitable[list[ReactionEntry]]]
) -> list[ReactionEntry]:
    async def run() -> list[ReactionEntry]:
        async with open_session() as services:
            return await act(services, await known_organization(services.ledger, slug))

    log_to_standard_error()
    with refusals_told():
        return asyncio.run(run())
