"""What is done with rows of insights once they are made: filtered by figures, thinned out, sorted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adapters.sandbox.meta.edges import Condition, matches
from adapters.sandbox.meta.insight_segments import ACTION_DEVICE
from adapters.sandbox.meta.parameters import listed
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches


def fits(columns: Mapping[str, Any], filters: Sequence[Condition]) -> bool:
    """Say whether a row's figures, or its segment, meet the filters on them."""
    return all(matches(columns.get(name, 0), how, want) for name, how, want in filters)


def thin(row: dict[str, Any], filters: Sequence[Condition]) -> None:
    """Apply the filters on action types: they thin out the row's lists."""
    for _, how, want in filters:
        for name, value in list(row.items()):
            if isinstance(value, list):
                row[name] = [entry for entry in value if matches(entry.get("action_type"), how, want)]


def tell_kinds(row: dict[str, Any], breakdowns: Sequence[str]) -> None:
    """Tell of each action what it is broken down by; beyond type and device all actions are of one, unknown kind."""
    for name in (name for name in breakdowns if name not in ("action_type", ACTION_DEVICE)):
        for value in row.values():
            for entry in value if isinstance(value, list) else ():
                entry[name] = "unknown"


def ordered(
    rows: Sequence[dict[str, Any]], params: Mapping[str, str], switches: RuleSwitches
) -> Sequence[dict[str, Any]]:
    """Sort by the parameter `sort`, its first column first; a value that is no number counts as 0, then by its text."""
    for rule in reversed(listed(params, "sort", switches)):
        name, _, direction = rule.rpartition("_")
        if direction not in ("ascending", "descending"):
            refuse(switches, "meta.rows_are_sorted_up_or_down", "sort")
            continue
        rows = sorted(rows, key=_by(name), reverse=direction == "descending")
    return rows


def _by(name: str) -> Callable[[dict[str, Any]], tuple[float, str]]:
    return lambda row: _rank(row.get(name))


def _rank(value: object) -> tuple[float, str]:
    try:
        return float(str(value)), ""
    except ValueError:
        return 0.0, str(value or "")
