"""`adscale sandbox control`: the control API of a running sandbox, from a shell. Every command answers in JSON."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from adapters.sandbox.control_client import ControlClient, ControlRefusedError
from interfaces.cli.sandbox_exports import published_address

ADDRESS_VARIABLE = "ADSCALE_SANDBOX_CONTROL_URL"

app = typer.Typer(
    help=f"Order a running sandbox about. It is found by --url, --state, or {ADDRESS_VARIABLE}.", no_args_is_help=True
)
Pairs = Annotated[list[str] | None, typer.Argument(help="name=value pairs; a value may be JSON.")]
Platform = Annotated[str | None, typer.Option(help="google_ads, meta or tiktok; none: all.")]


@app.callback()
def control(
    context: typer.Context,
    url: Annotated[str | None, typer.Option(help="The control_url of the sandbox's address line.")] = None,
    state: Annotated[Path | None, typer.Option(help="The state folder of the sandbox.")] = None,
) -> None:
    """Find the sandbox that the commands speak to."""
    context.obj = ControlClient(_address(url, state))


def _address(url: str | None, state: Path | None) -> str:
    if state is not None and url is None:
        return str(published_address(state)["control_url"])
    found = url or os.environ.get(ADDRESS_VARIABLE)
    if not found:
        raise typer.BadParameter(f"give --url or --state, or set {ADDRESS_VARIABLE}")
    return found


@app.command()
def state(context: typer.Context) -> None:
    """Show the time, how many objects there are, and the faults in force."""
    _print(context, "GET", "/state")


@app.command()
def clock(  # noqa: PLR0917 - options, given by name
    context: typer.Context,
    advance_days: Annotated[float, typer.Option(help="Let days pass.")] = 0,
    advance_hours: Annotated[float, typer.Option(help="Let hours pass.")] = 0,
    jump_to: Annotated[str | None, typer.Option(help="Jump forward to a moment, ISO 8601 with its offset.")] = None,
    advance_seconds: Annotated[float, typer.Option(help="Let seconds pass.")] = 0,
    freeze: Annotated[bool | None, typer.Option("--freeze/--run", help="Stop time, or let it run.")] = None,
    speed: Annotated[float | None, typer.Option(help="Let it run so many times as fast: 3600.")] = None,
) -> None:
    """Show the sandbox's time, or move it."""
    order = {
        "advance_days": advance_days,
        "advance_hours": advance_hours,
        "advance_seconds": advance_seconds,
        "set": jump_to,
        "freeze": freeze,
        "run": speed,
    }
    sent = {name: value for name, value in order.items() if value not in (None, 0) or value is False}
    _print(context, "POST" if sent else "GET", "/clock", sent)


@app.command()
def rules(
    context: typer.Context,
    relax: Annotated[list[str] | None, typer.Option(help="A rule that is not to hold any more.")] = None,
    enforce: Annotated[list[str] | None, typer.Option(help="A rule that is to hold.")] = None,
) -> None:
    """List the rules, or switch some by name."""
    sent = {"relax": relax or [], "enforce": enforce or []}
    switching = relax or enforce
    _print(context, "POST" if switching else "GET", "/rules", sent if switching else {})


@app.command()
def quotas(context: typer.Context, sizes: Pairs = None) -> None:
    """List the quotas that can be set, or set some: `quotas google_ads.daily_operations=100`; null lifts one."""
    _print(context, "POST" if sizes else "GET", "/quotas", _pairs(sizes))


@app.command()
def fault(context: typer.Context, platform: str, route: str, kind: str, options: Pairs = None) -> None:
    """Break the calls to a route: `fault meta 'POST /act_*/campaigns' rate_limit count=3 probability=0.5`."""
    _print(context, "POST", "/faults", {"platform": platform, "route": route, "kind": kind, **_pairs(options)})


@app.command()
def faults(context: typer.Context) -> None:
    """List the faults in force."""
    _print(context, "GET", "/faults")


@app.command()
def clear_faults(context: typer.Context, fault_id: Annotated[str | None, typer.Argument()] = None) -> None:
    """Lift one fault, or all of them."""
    _print(context, "DELETE", f"/faults/{fault_id}" if fault_id else "/faults")


@app.command()
def scenarios(context: typer.Context) -> None:
    """List the scenarios with their options."""
    _print(context, "GET", "/scenarios")


@app.command()
def play(context: typer.Context, name: str, options: Pairs = None, platform: Platform = None) -> None:
    """Bring a scenario about: `play token_revoked --platform meta`."""
    where = {"platform": platform} if platform else {}
    _print(context, "POST", "/scenarios", {"name": name, **where, **_pairs(options)})


@app.command()
def reinstate(context: typer.Context) -> None:
    """Approve every disapproved ad and reopen every suspended account."""
    _print(context, "DELETE", "/reviews")


@app.command()
def snapshot(context: typer.Context, name: Annotated[str | None, typer.Argument()] = None) -> None:
    """Put the present world aside under a name."""
    _print(context, "POST", "/snapshots", {"name": name} if name else {})


@app.command()
def snapshots(context: typer.Context) -> None:
    """List the worlds put aside."""
    _print(context, "GET", "/snapshots")


@app.command()
def restore(context: typer.Context, name: str) -> None:
    """Bring a world back as it was, time included."""
    _print(context, "POST", f"/snapshots/{quote(name, safe='')}/restore")


@app.command()
def drop_snapshot(context: typer.Context, name: str) -> None:
    """Forget a world put aside."""
    _print(context, "DELETE", f"/snapshots/{quote(name, safe='')}")


@app.command()
def mutations(context: typer.Context, filters: Pairs = None) -> None:
    """Show the mutating calls received: `mutations platform=meta kind=campaign after=10`."""
    _print(context, "GET", "/mutations", query=_pairs(filters))


@app.command()
def objects(context: typer.Context, filters: Pairs = None) -> None:
    """Show the objects held: `objects platform=tiktok kind=campaign`."""
    _print(context, "GET", "/objects", query=_pairs(filters))


def _client(context: typer.Context) -> ControlClient:
    client: ControlClient = context.obj
    return client


def _print(
    context: typer.Context,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    query: dict[str, Any] | None = None,
) -> None:
    with _refusals_shown():
        typer.echo(json.dumps(_client(context).call(method, path, body, query), indent=2))


@contextmanager
def _refusals_shown() -> Iterator[None]:
    try:
        yield
    except ControlRefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _pairs(given: list[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in given or ():
        name, equals, raw = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"{pair!r} must be name=value")
        try:
            found[name] = json.loads(raw)
        except ValueError:
            found[name] = raw
    return found
