"""What is done with rows of insights once they are made: filtered by figures, thinned out, sorted, summed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adapters.sandbox.meta.edges import matches
from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.insight_segments import ACTION_DEVICE
from adapters.sandbox.meta.loose_json import read_json

# Filters on these are about figures, and so about finished rows.
FIGURES = frozenset({"impressions", "spend", "clicks", "reach", "frequency", "cpc", "cpm", "ctr"})


def listed(params: Mapping[str, str], name: str) -> list[str]:
    """Return a parameter that is a list, as JSON or separated by commas; an absent one is empty."""
    raw = params.get(name, "")
    try:
        found = read_json(raw) if raw.startswith(("[", '"')) else [part for part in raw.split(",") if part]
    except ValueError as error:
        raise invalid_parameter(f"Param {name} must be an array", name) from error
    return [str(part) for part in (found if isinstance(found, list) else [found])]


def totals(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """Return the summary of finished rows: the columns among `names` that are plain sums."""
    summed = {name: sum((float(row[name]) for row in rows if name in row), 0.0) for name in names if name in FIGURES}
    return {name: f"{value:.2f}" if name == "spend" else str(round(value)) for name, value in summed.items()}


def fits(whole: Mapping[str, Any], filters: Sequence[tuple[str, str, Any]]) -> bool:
    """Apply the filters on figures."""
    named = [(field.rpartition(".")[2], how, want) for field, how, want in filters]
    return all(matches(whole.get(name, 0), how, want) for name, how, want in named if name in FIGURES)


def thin(row: dict[str, Any], filters: Sequence[tuple[str, str, Any]]) -> None:
    """Apply a filter on action types: it thins out the row's lists."""
    for _, how, want in (one for one in filters if one[0] == "action_type"):
        for name, value in list(row.items()):
            if isinstance(value, list):
                row[name] = [entry for entry in value if matches(entry.get("action_type"), how, want)]


def tell_kinds(row: dict[str, Any], breakdowns: Sequence[str]) -> None:
    """Tell of each action what it is broken down by; beyond type and device all actions are of one, unknown kind."""
    for name in (name for name in breakdowns if name not in ("action_type", ACTION_DEVICE)):
        for value in row.values():
            for entry in value if isinstance(value, list) else ():
                entry[name] = "unknown"


def ordered(rows: Sequence[dict[str, Any]], params: Mapping[str, str]) -> Sequence[dict[str, Any]]:
    """Sort by the parameter `sort`, its first column first; a value that is no number counts as 0, then by its text."""
    for rule in reversed(listed(params, "sort")):
        name, _, direction = rule.rpartition("_")
        if direction not in ("ascending", "descending"):
            raise invalid_parameter("Param sort must be a list of {field}_ascending or {field}_descending", "sort")
        rows = sorted(rows, key=_by(name), reverse=direction == "descending")
    return rows


def _by(name: str) -> Callable[[dict[str, Any]], tuple[float, str]]:
    return lambda row: _rank(row.get(name))


def _rank(value: object) -> tuple[float, str]:
    try:
        return float(str(value)), ""
    except ValueError:
        return 0.0, str(value or "")
