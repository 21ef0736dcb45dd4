"""`adscale sandbox coverage`: what of the platforms' APIs the sandbox has."""

from pathlib import Path
from typing import Annotated

import typer


def coverage(
    write: Annotated[Path | None, typer.Option(help="Write the table to this file instead of printing it.")] = None,
) -> None:
    """Print every method and path with what the sandbox does about it, as Markdown."""
    from adapters.sandbox.coverage import all_covered, as_markdown  # noqa: PLC0415 - heavy, and only needed here

    table = as_markdown(all_covered())
    if write is None:
        typer.echo(table)
    else:
        write.write_text(table, encoding="utf-8")
