"""`adscale sandbox exports`: what a shell needs so that clients of the platforms come to a running sandbox."""

import json
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

_ADDRESS_FILE = "address.json"


def exports(state: Annotated[Path, typer.Option(help="The state folder of the running sandbox.")]) -> None:
    """Print the exports that lead the platforms' own hosts to the sandbox: eval "$(adscale sandbox exports ...)"."""
    for name, value in published_address(state)["environment"].items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def published_address(state: Path) -> dict[str, Any]:
    """Return the address line of the sandbox that runs on the folder; raises BadParameter if none does."""
    published = state / _ADDRESS_FILE
    if not published.exists():
        raise typer.BadParameter(f"no sandbox is running on {state}: {published} does not exist")
    line: dict[str, Any] = json.loads(published.read_text(encoding="utf-8"))
    return line
