"""A figure, its reference and its goal; and how a run is shown and kept."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement. `ratio` is measured over reference, or the other way round where less is better.

    `goal` is what the ratio must reach, or, where there is no reference, the value itself (`at_most`).
    """

    name: str
    measured: float
    unit: str
    reference: float | None = None
    reference_name: str = ""
    goal: float | None = None
    at_most: bool = False

    @property
    def ratio(self) -> float | None:
        """Measured over reference."""
        return None if not self.reference else self.measured / self.reference

    @property
    def held(self) -> bool | None:
        """Whether the goal was reached; None without a goal."""
        if self.goal is None:
            return None
        value = self.measured if self.ratio is None else self.ratio
        return value <= self.goal if self.at_most else value >= self.goal


def show(figures: Iterable[Figure]) -> None:
    """Print the table of a run."""
    table = Table(title="AdScale, measured beside its references", title_justify="left")
    for column in ("Figure", "Measured", "Reference", "Ratio", "Goal", ""):
        table.add_column(column, justify="left" if column in {"Figure", "Reference", ""} else "right")
    for figure in figures:
        reference = f"{figure.reference:,.2f} {figure.reference_name}" if figure.reference else ""
        goal = "" if figure.goal is None else f"{'≤' if figure.at_most else '≥'} {figure.goal:g}"
        held = {None: "", True: "held", False: "SHORT"}[figure.held]
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(figure.name, f"{figure.measured:,.2f} {figure.unit}", reference, ratio, goal, held)
    Console(width=150).print(table)


def keep(figures: Iterable[Figure], file: Path) -> None:
    """Write a run as JSON."""
    rows = [{**asdict(figure), "ratio": figure.ratio, "held": figure.held} for figure in figures]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"at": time.time(), "figures": rows}, indent=1), encoding="utf-8")


def side_by_side(
    *, name: str, ours: Iterable[float], references: Iterable[float], unit: str, reference_name: str, goal: float
) -> Figure:
    """Of what was measured beside its reference, round by round, the round whose ratio is the middle one.

    A machine's speed changes within a minute: a ratio is worth something only within its round.
    """
    rounds = sorted(zip(ours, references, strict=True), key=lambda pair: pair[0] / pair[1])
    measured, reference = rounds[len(rounds) // 2]
    return Figure(
        name=name, measured=measured, unit=unit, reference=reference, reference_name=reference_name, goal=goal
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
