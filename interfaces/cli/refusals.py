"""How a command that was refused ends: one sentence on standard error and status 1, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy.exc
import typer

from application.errors import ApplicationError
from domain.errors import Refusal

_DATABASE_TROUBLE = (psycopg.OperationalError, sqlalchemy.exc.OperationalError, TimeoutError)


@contextmanager
def start_told() -> Iterator[None]:
    """Tell what keeps the processes of this machine from starting, and leave with status 1."""
    from interfaces.bootstrap import embedded_server_errors  # noqa: PLC0415 - only who starts servers needs them
    from interfaces.processes import PortTakenError  # noqa: PLC0415 - the same
    from interfaces.supervisor.errors import SupervisorError  # noqa: PLC0415 - the same

    expected: tuple[type[Exception], ...] = (PortTakenError, SupervisorError, *embedded_server_errors())
    try:
        yield
    except expected as trouble:
        typer.echo(f"Not started. {trouble}", err=True)
        raise typer.Exit(1) from None


@contextmanager
def refusals_told() -> Iterator[None]:
    """Tell a refusal, or that the database does not answer, and leave with status 1."""
    try:
        yield
    except (Refusal, ApplicationError) as refusal:
        typer.echo(f"Refused. {refusal}", err=True)
        raise typer.Exit(1) from None
    except _DATABASE_TROUBLE as trouble:
        typer.echo(f"The database does not answer: {trouble}", err=True)
        typer.echo(
            "Check DATABASE_URL and its server, then run the same command again: nothing is done twice.", err=True
        )
        raise typer.Exit(1) from None
