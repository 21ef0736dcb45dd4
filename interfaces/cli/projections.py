"""`adscale projections`: see how far they are, build them anew, swap, swap back, and drive parked streams again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from domain.errors import invalid
from domain.shared.ids import OrganizationId
from interfaces import bootstrap
from interfaces.cli.known_organization import known_organization
from interfaces.cli.refusals import refusals_told
from interfaces.cli.session import open_session
from interfaces.garbage import collect_rarely
from interfaces.services import Services
from projections.catching_up import OBJECTS_OF_A_BATCH
from projections.desk import ProjectionDesk
from projections.lag import MOST_COUNTED, ProjectionLag, lag
from projections.leasing import LeaseLostError
from projections.patience import BusyError
from projections.projector import Projector
from projections.rebuilding import Progress as Built
from projections.versions import ShapeError, VersionError

app = typer.Typer(help="Projections: lag, gaps, rebuilds and parked streams.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The projection, as `adscale projections list` calls it.")]
Slug = Annotated[str, typer.Option("--organization", help="The organization's short name.")]


@app.command("list")
def list_them() -> None:
    """Show each projection's version, position, lag in facts and seconds, and parked facts."""
    _run(_list)


@app.command()
def gaps(
    projection: Annotated[str, typer.Argument(help="One projection; all without it.")] = "",
    since: Annotated[int, typer.Option(help="Count from this position on.", min=0)] = 0,
) -> None:
    """Count the facts in each window of positions against those that were taken. Status 1 if any differ."""

    async def audit(_: Services, desk: ProjectionDesk) -> None:
        names = [projection] if projection else [projector.name for projector in desk.projectors]
        found = [gap for name in names for gap in await desk.gaps(name, since)]
        for gap in found:
            typer.echo(
                f"{gap.projection}: positions {gap.first_position} to {gap.last_position}"
                f" hold {gap.facts} of its facts, and it has taken {gap.taken}."
            )
        if found:
            for name in dict.fromkeys(gap.projection for gap in found):
                typer.echo(_remedy(desk.projector(name)), err=True)
            raise typer.Exit(1)
        typer.echo(f"No gaps in {', '.join(names)}.")

    _run(audit)


@app.command()
def rebuild(
    projection: Name,
    organization: Annotated[str, typer.Option(help="Only the rows of the organization of this short name.")] = "",
    swap_it: Annotated[bool, typer.Option("--swap", help="Serve it as soon as it is built.")] = False,
) -> None:
    """Build all rows anew beside the live ones, which go on being read and written. Nothing is done in the world.

    What was built before and not swapped in is dropped.
    """

    async def build(services: Services, desk: ProjectionDesk) -> None:
        only = await known_organization(services.ledger, organization) if organization else None
        collect_rarely(OBJECTS_OF_A_BATCH)
        with _shown() as shown:
            made = await desk.rebuild(projection, shown, organization=only, then_swap=swap_it)
        if swap_it:
            typer.echo(f"{projection} was built anew and is served as version {made.version}.")
            await _tell_parked(desk, projection)
        else:
            typer.echo(f"Version {made.version} is built. To serve it: adscale projections swap {projection}")

    _run(build)


@app.command()
def swap(projection: Name) -> None:
    """Serve what was built, from one moment to the next."""

    async def serve(_: Services, desk: ProjectionDesk) -> None:
        with _shown() as shown:
            live = await desk.swap(projection, shown)
        typer.echo(f"{projection} is served as version {live.version}.")
        await _tell_parked(desk, projection)

    _run(serve)


@app.command()
def rollback(projection: Name) -> None:
    """Serve the version before the last swap again."""

    async def go_back(_: Services, desk: ProjectionDesk) -> None:
        with _shown() as shown:
            live = await desk.roll_back(projection, shown)
        typer.echo(f"{projection} is served as version {live.version} again. To undo it: the same command.")
        if live.shape != desk.projector(projection).version:
            typer.echo(f"It is as the code of version {live.shape} left it, and goes on once a projector of that runs.")
        await _tell_parked(desk, projection)

    _run(go_back)


@app.command()
def park(
    projection: Name,
    organization: Slug,
    stream: Annotated[UUID, typer.Option(help="The stream's id.")],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it later.")],
) -> None:
    """Have a projection leave a stream out; its facts wait until they are driven again, or all rows are built anew."""

    async def leave_out(services: Services, desk: ProjectionDesk) -> None:
        if not reason.strip():
            raise invalid("reason", "It is empty.", "Say why, for whoever reads it later.")
        owner: OrganizationId = await known_organization(services.ledger, organization)
        if not await services.ledger.load(owner, stream):
            raise invalid("stream", f"{organization} has no stream {stream}.", "Look its id up in the audit trail.")
        await desk.park(projection, owner, stream, reason)
        typer.echo(f"{projection} leaves {stream} out. To go on: adscale projections redrive {projection}")

    _run(leave_out)


@app.command()
def redrive(
    projection: Name,
    stream: Annotated[UUID | None, typer.Option(help="Only this stream; all that are parked without it.")] = None,
) -> None:
    """Apply what is parked and follow those streams again. Status 1 if some cannot be applied."""

    async def drive(_: Services, desk: ProjectionDesk) -> None:
        driven = await desk.redrive(projection, stream)
        for one in driven:
            typer.echo(
                f"{one.stream_id}: still parked: {one.error}" if one.error else f"{one.stream_id}: {one.facts} facts."
            )
        if not driven:
            typer.echo("Nothing is parked.")
        if any(one.error for one in driven):
            raise typer.Exit(1)

    _run(drive)


def _remedy(projector: Projector) -> str:
    if projector.tables:
        return f"Build it anew: adscale projections rebuild {projector.name} --swap"
    return (
        f"{projector.name} cannot be built anew: that would do things again. What was passed over of a campaign, its"
        " next change makes up for: it has the platforms brought to what is wanted as a whole."
    )


async def _list(services: Services, desk: ProjectionDesk) -> None:
    async with services.read_engine.connect() as connection:
        lags = await lag(connection, [projector.name for projector in desk.projectors])
    table = Table("", "version", "group", "position", "facts behind", "seconds", "parked", "also", box=None)
    table.columns[0].no_wrap = True
    for one in lags:
        table.add_row(*_cells(one), await _beside(desk, one.projection))
    Console().print(table)
    for one in lags:
        if one.version == 0:
            typer.echo(f"{one.projection} has taken nothing yet: no projector has ever run it.")
    for projector in desk.projectors:
        await _tell_parked(desk, projector.name)


async def _tell_parked(desk: ProjectionDesk, name: str) -> None:
    for parked in await desk.parked(name):
        typer.echo(f"{name} leaves {parked.stream_id} out ({parked.facts} facts): {parked.error}")


def _cells(one: ProjectionLag) -> tuple[str, ...]:
    return (
        one.projection,
        str(one.version),
        str(one.shard_group),
        str(one.position),
        f"{one.facts:,}+" if one.facts == MOST_COUNTED else f"{one.facts:,}",
        f"{one.seconds:.1f}",
        str(one.parked),
    )


async def _beside(desk: ProjectionDesk, name: str) -> str:
    if name not in {projector.name for projector in desk.projectors}:
        return ""
    found = await desk.versions(name)
    return ", ".join(f"{place}: {found[place].version}" for place in ("next", "previous") if place in found)


@contextmanager
def _shown() -> Iterator[Callable[[Built], None]]:
    """A bar for each shard group."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def show(built: Built) -> None:
            name = f"{built.projection} {built.group}"
            task = tasks[name] if name in tasks else tasks.setdefault(name, bars.add_task(name, total=built.head))
            bars.update(task, completed=built.position, total=built.head)

        yield show


def _run(work: Callable[[Services, ProjectionDesk], Coroutine[Any, Any, None]]) -> None:
    with refusals_told():
        try:
            asyncio.run(_worked(work))
        except (VersionError, ShapeError, BusyError, LeaseLostError) as error:
            typer.echo(f"Refused. {error}", err=True)
            raise typer.Exit(1) from None


async def _worked(work: Callable[[Services, ProjectionDesk], Coroutine[Any, Any, None]]) -> None:
    async with _opened() as (services, desk):
        await work(services, desk)


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Services, ProjectionDesk]]:
    async with open_session() as services:
        yield services, bootstrap.projection_desk(services.settings)
