"""`adscale organizations`: provisioning of tenants, for operators."""

import asyncio
from typing import Annotated

import typer

from application.identity.commands import CreateOrganization, IssuedKey, create_organization
from interfaces.cli.refusals import refusals_told
from interfaces.cli.session import open_session

app = typer.Typer(help="Tenants and their first user.", no_args_is_help=True)


@app.callback()
def organizations() -> None:
    """Tenants and their first user."""


@app.command()
def create(
    slug: Annotated[str, typer.Option(help="Short name: a-z, 0-9 and inner hyphens. It cannot change later.")],
    name: Annotated[str, typer.Option(help="Full name.")],
    email: Annotated[str, typer.Option(help="E-mail address of the first user, who owns the organization.")],
    owner: Annotated[str, typer.Option(help="Name of the first user.")] = "",
) -> None:
    """Create an organization with its first user, and show its first API key, this once."""
    command = CreateOrganization(name=name, slug=slug, owner_email=email, owner_name=owner or email)
    with refusals_told():
        issued = asyncio.run(_create(command))
    typer.echo(f"Organization {slug} ({issued.organization}) was created.")
    typer.echo(f"Its API key, shown this once: {issued.key}")


async def _create(command: CreateOrganization) -> IssuedKey:
    async with open_session() as services:
        return await create_organization(services.ledger, services.identities, command, services.now())
