"""Which objects a list shows: `filtering` and the parameters that stand for it."""

from collections.abc import Callable, Mapping
from math import isnan
from typing import Any

from adapters.sandbox.meta.fields import readable
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.parameters import TYPE, json_of, listed
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.meta.tree import GONE
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.store import Entity

# Parameters that select images by themselves.
_SHORTHANDS = {"hashes": "hash"}
# What a list is filtered by, though an object does not tell it of itself under that name.
_ALSO_FILTERED = frozenset(
    {"effective_status", "delivery_status", "delivery_info", "created_time", "updated_time", "hash"}
)
# Source: filters that Ads Manager's own links carry [S].
_DELIVERIES = {"ACTIVE": "active", "ARCHIVED": "archived", "DELETED": "deleted", "DISAPPROVED": "rejected"}
Condition = tuple[str, str, Any]


_NOT_A_NUMBER = float("nan")


def _number(value: object) -> float:
    """Return a number, or a time as its seconds; what is neither is not a number, which compares with nothing."""
    try:
        return float(str(value))
    except ValueError:
        at = moment(value)
        return at.timestamp() if at is not None else _NOT_A_NUMBER


def _any_of(have: object, want: object) -> bool:
    """Compare whole values: `have` may be one value or a list."""
    wanted = {str(value) for value in _many(want)}
    return not wanted.isdisjoint(str(value) for value in _many(have))


def _many(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _contains_any(have: object, want: object) -> bool:
    return any(str(part).lower() in str(have).lower() for part in _many(want))


def _in_range(have: object, want: object) -> bool:
    low, high = (_number(bound) for bound in (_many(want) * 2)[:2])
    return low <= _number(have) <= high


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQUAL": lambda have, want: str(have) == str(want),
    "NOT_EQUAL": lambda have, want: str(have) != str(want),
    "IN": _any_of,
    "NOT_IN": lambda have, want: not _any_of(have, want),
    "ANY": _any_of,
    "NONE": lambda have, want: not _any_of(have, want),
    "ALL": lambda have, want: {str(value) for value in _many(want)} <= {str(value) for value in _many(have)},
    "CONTAIN": lambda have, want: str(want).lower() in str(have).lower(),
    "NOT_CONTAIN": lambda have, want: str(want).lower() not in str(have).lower(),
    "CONTAIN_ANY": _contains_any,
    "NOT_CONTAIN_ANY": lambda have, want: not _contains_any(have, want),
    "CONTAIN_ALL": lambda have, want: all(str(part).lower() in str(have).lower() for part in _many(want)),
    "STARTS_WITH": lambda have, want: str(have).lower().startswith(str(want).lower()),
    "GREATER_THAN": lambda have, want: _number(have) > _number(want),
    "GREATER_THAN_OR_EQUAL": lambda have, want: _number(have) >= _number(want),
    "LESS_THAN": lambda have, want: _number(have) < _number(want),
    "LESS_THAN_OR_EQUAL": lambda have, want: _number(have) <= _number(want),
    "IN_RANGE": _in_range,
    "NOT_IN_RANGE": lambda have, want: not _in_range(have, want),
    "AFTER": lambda have, want: _number(have) > _number(want),
    "ON_OR_AFTER": lambda have, want: _number(have) >= _number(want),
    "BEFORE": lambda have, want: _number(have) < _number(want),
    "ON_OR_BEFORE": lambda have, want: _number(have) <= _number(want),
}


# These compare numbers and times.
_MEASURING = frozenset(
    {
        *("GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL", "IN_RANGE", "NOT_IN_RANGE"),
        *("AFTER", "ON_OR_AFTER", "BEFORE", "ON_OR_BEFORE"),
    }
)


def conditions(params: Mapping[str, str], switches: RuleSwitches) -> list[Condition]:
    """Return `filtering` as (field, operator, value) rows; one that cannot be applied is left out once relaxed."""
    if "filtering" not in params:
        return []
    wanted = "a list of {field, operator, value}"
    rows = json_of(params, "filtering", switches, fits=_are_conditions, wanted=wanted, otherwise=[])
    found = [(str(row["field"]), str(row["operator"]).upper(), row["value"]) for row in rows]
    return [one for one in found if _applies(one, switches)]


def _are_conditions(rows: object) -> bool:
    wanted = {"field", "operator", "value"}
    return isinstance(rows, list) and all(isinstance(row, dict) and wanted <= row.keys() for row in rows)


def _applies(condition: Condition, switches: RuleSwitches) -> bool:
    _, operator, want = condition
    if operator not in _OPERATORS:
        refuse(switches, "meta.a_filter_has_an_operator_that_there_is", "filtering", operator=operator)
        return False
    if operator in _MEASURING and (not _many(want) or any(isnan(_number(bound)) for bound in _many(want))):
        refuse(switches, TYPE, "filtering", wanted=f"a list in which {operator} has a number or a time")
        return False
    return True


def matches(have: object, operator: str, want: object) -> bool:
    """Apply one operator of `filtering`."""
    return _OPERATORS[operator](have, want)


def value_of(nodes: Nodes, entity: Entity, name: str) -> object:
    """Return what a filter on this field of an object compares."""
    match name:
        case "id":
            return entity.id
        case "effective_status" | "delivery_status":
            return nodes.effective_status(entity)
        case "delivery_info":
            return _delivery(nodes, entity)
        case "created_time":
            return entity.created_at.timestamp()
        case "updated_time":
            return entity.updated_at.timestamp()
        case _:
            return entity.fields.get(name)


def _delivery(nodes: Nodes, entity: Entity) -> str:
    """Return the word of Ads Manager's column "Delivery", which filters know as `delivery_info`."""
    status = nodes.effective_status(entity)
    ended = status not in GONE and nodes.completed(entity)
    return "completed" if ended else _DELIVERIES.get(status, "inactive")


class Filter:
    """Which objects a list shows. Without a word about status, archived and deleted ones are hidden."""

    def __init__(self, nodes: Nodes, params: Mapping[str, str], switches: RuleSwitches) -> None:
        self._nodes = nodes
        self._switches = switches
        self._rows = conditions(params, switches)
        if wanted := listed(params, "effective_status", switches):
            self._rows.append(("effective_status", "IN", wanted))
        if "updated_since" in params:
            self._rows.append(("updated_time", "GREATER_THAN_OR_EQUAL", params["updated_since"]))
        for name, field in _SHORTHANDS.items():
            if wanted := listed(params, name, switches):
                self._rows.append((field, "IN", wanted))
        self._completed = params.get("is_completed", "").lower()
        self._hides_gone = not any(field.endswith(("status", "delivery_info")) for field, _, _ in self._rows)

    def admits(self, entity: Entity) -> bool:
        """Say whether the list shows this object."""
        if self._hides_gone and self._nodes.effective_status(entity) in GONE:
            return False
        if self._completed in ("true", "false") and self._nodes.completed(entity) != (self._completed == "true"):
            return False
        return all(self._meets(entity, *condition) for condition in self._rows)

    def _meets(self, entity: Entity, field: str, operator: str, want: object) -> bool:
        kind, _, rest = field.rpartition(".")
        target = self._nodes.ancestor(entity, kind) if kind else entity
        if target is None or (rest not in readable(target.kind) and rest not in _ALSO_FILTERED):
            refuse(self._switches, "meta.a_filter_is_on_a_field_that_there_is", "filtering", name=field)
            return True
        return matches(value_of(self._nodes, target, rest), operator, want)
