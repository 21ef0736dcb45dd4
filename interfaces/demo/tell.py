"""How the demo speaks: a progress line while it works, plain sentences, and tables of figures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

_NARROWEST = 110

console = Console(highlight=False)
if not console.is_terminal:
    console = Console(highlight=False, width=_NARROWEST)

_FIGURES = ("impressions", "clicks", "spend", "conversions", "ctr", "cpa", "roas")


class Teller:
    """Tells the story step by step over a progress display."""

    def __init__(self, steps: int) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("Starting", total=steps)

    @contextmanager
    def telling(self) -> Iterator["Teller"]:
        """Show the display while the block runs."""
        with self._progress:
            yield self

    def begin(self, what: str) -> None:
        """Say what is being done now."""
        self._progress.update(self._task, description=what)

    def done(self, sentence: str) -> None:
        """Say what was done."""
        console.print(f"[green]✓[/green] {sentence}", soft_wrap=True)
        self._progress.advance(self._task)

    def show(self, table: Table) -> None:
        """Print a table."""
        console.print(table)

    def say(self, line: str) -> None:
        """Print a line as it is."""
        console.print(line, soft_wrap=True)


def performance_table(title: str, rows: Sequence[dict[str, Any]], key: str) -> Table:
    """Rows of the performance endpoint as a table, rounded for reading."""
    table = Table(title=title, title_justify="left")
    table.add_column(key.capitalize(), no_wrap=True)
    for figure in _FIGURES:
        heading = figure.upper() if figure in {"ctr", "cpa", "roas"} else figure.capitalize()
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(str(row[key]), *(_shown(figure, row[figure]) for figure in _FIGURES))
    return table


def _shown(figure: str, value: str | int | None) -> str:
    if value is None:
        return "-"
    number = Decimal(value)
    match figure:
        case "impressions" | "clicks":
            return f"{int(number):,}"
        case "ctr":
            return f"{(number * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)} %"
        case _:
            return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
