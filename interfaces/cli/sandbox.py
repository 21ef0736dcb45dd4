"""`adscale sandbox`: run the stand-in of the platforms, and order it about while it runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli.sandbox_control import app as control_app
from interfaces.cli.sandbox_coverage import coverage
from interfaces.cli.sandbox_exports import exports

app = typer.Typer(help="Stand in for Google Ads, Meta and TikTok.", invoke_without_command=True)
app.add_typer(control_app, name="control")
app.command()(coverage)
app.command()(exports)


@app.callback()
def sandbox(
    context: typer.Context,
    *,
    port: Annotated[int, typer.Option(help="HTTP port on 127.0.0.1; 0 takes a free one.")] = 0,
    grpc_port: Annotated[int, typer.Option(help="gRPC port on localhost; 0 takes a free one.")] = 0,
    https_port: Annotated[int, typer.Option(help="HTTPS port on localhost; 0 takes a free one.")] = 0,
    proxy_port: Annotated[int, typer.Option(help="Port of the proxy that leads here; 0 takes a free one.")] = 0,
    state: Annotated[Path | None, typer.Option(help="Folder to keep the state in; none: it is forgotten.")] = None,
    fresh: Annotated[bool, typer.Option(help="Forget the world in the state folder first.")] = False,
    start: Annotated[str | None, typer.Option(help="The sandbox's time at start, ISO 8601; none: now.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the delivery model.")] = 0,
    relax: Annotated[list[str] | None, typer.Option(help="A rule that is not to hold; can be repeated.")] = None,
    enforce: Annotated[list[str] | None, typer.Option(help="A limit that is off by default; can be repeated.")] = None,
) -> None:
    """Stand in for Google Ads, Meta and TikTok; prints one JSON line with addresses and credentials, then serves."""
    if context.invoked_subcommand is not None:
        return
    from adapters.sandbox.rule_switches import UnknownRuleError  # noqa: PLC0415 - the other commands are quicker without
    from adapters.sandbox.server import PortTakenError, SandboxOptions, serve  # noqa: PLC0415 - the same
    from adapters.sandbox.state_file import UnreadableStateError  # noqa: PLC0415 - the same

    options = SandboxOptions(
        port=port,
        grpc_port=grpc_port,
        https_port=https_port,
        proxy_port=proxy_port,
        state=state,
        fresh=fresh,
        start=_moment(start),
        seed=seed,
        relaxed=frozenset(relax or ()),
        enforced=frozenset(enforce or ()),
    )
    try:
        serve(options)
    except (UnknownRuleError, UnreadableStateError, PortTakenError) as error:
        raise typer.BadParameter(str(error)) from error


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a moment. Write it as 2026-11-01T00:00:00+00:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
