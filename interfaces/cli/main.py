"""`adscale`: every command, each a few lines that call what does the work."""

import sys
from typing import Annotated

import typer

from interfaces.cli.import_performance import app as import_app
from interfaces.cli.ledger import app as ledger_app
from interfaces.cli.observations import app as observations_app
from interfaces.cli.organizations import app as organizations_app
from interfaces.cli.projections import app as projections_app
from interfaces.cli.reactions import app as reactions_app
from interfaces.cli.refusals import start_told
from interfaces.cli.report import app as report_app
from interfaces.cli.sandbox import app as sandbox_app
from interfaces.cli.snapshots import app as snapshots_app
from interfaces.settings import Settings

app = typer.Typer(
    name="adscale",
    help="Advertising on Google Ads, Meta and TikTok from one append-only ledger.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.add_typer(organizations_app, name="organizations")
app.add_typer(ledger_app, name="ledger")
app.add_typer(projections_app, name="projections")
app.add_typer(import_app, name="import")
app.add_typer(observations_app, name="observations")
app.add_typer(report_app, name="report")
app.add_typer(reactions_app, name="reactions")
app.add_typer(sandbox_app, name="sandbox")
app.add_typer(snapshots_app, name="snapshots")


@app.command()
def up() -> None:
    """Run everything on this machine until Ctrl-C: with nothing configured, on an embedded Postgres and Valkey."""
    from interfaces.processes import local_children  # noqa: PLC0415 - the processes need no supervisor
    from interfaces.supervisor.supervisor import Supervisor  # noqa: PLC0415 - the same

    settings = Settings()
    with start_told():
        supervisor = Supervisor(local_children(settings, {}), logs=settings.home / "logs", console=sys.stderr)
        typer.echo(f"API: {settings.base_url}/v1   docs: {settings.base_url}/docs   Ctrl-C stops everything.")
        supervisor.run()


@app.command()
def demo(
    leave: Annotated[bool, typer.Option("--exit", help="Leave at the end instead of staying up.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the data of earlier demos first.")] = False,
) -> None:
    """Play a month of advertising through the whole loop, on a sandbox of the three platforms."""
    from interfaces.demo.main import play  # noqa: PLC0415 - the processes need no demo

    with start_told():
        raise typer.Exit(play(leave=leave, fresh=fresh))


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    from interfaces import bootstrap  # noqa: PLC0415 - each command loads what it needs

    bootstrap.migrate(_with_database())


@app.command()
def api() -> None:
    """Run the REST API."""
    from interfaces.rest.main import main as run  # noqa: PLC0415 - each command loads what it needs

    run(_with_database())


@app.command()
def projector() -> None:
    """Run the projections."""
    from interfaces import bootstrap  # noqa: PLC0415 - each command loads what it needs
    from interfaces.logs import configure_logs  # noqa: PLC0415 - the same
    from interfaces.projector.main import main as run  # noqa: PLC0415 - the same

    settings = _with_database()
    configure_logs(settings)
    run(bootstrap.projection_runner(settings))


@app.command()
def worker() -> None:
    """Run a worker."""
    from interfaces.worker.main import main as run  # noqa: PLC0415 - each command loads what it needs

    run(_with_database())


@app.command()
def scheduler() -> None:
    """Run the scheduler; of several, one leads."""
    from interfaces.scheduler.main import main as run  # noqa: PLC0415 - each command loads what it needs

    run(_with_database())


def _with_database() -> Settings:
    settings = Settings()
    if not settings.database_url.get_secret_value():
        typer.echo("Set DATABASE_URL (and REDIS_URL), or use `adscale up`, which brings its own servers.", err=True)
        raise typer.Exit(2)
    return settings


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    main()
