"""Which objects a list shows: `filtering` and the parameters that stand for it."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.store import Entity

# Parameters that select images by themselves.
_SHORTHANDS = {"hashes": "hash"}


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError as error:
        raise invalid_parameter(f"Filtering value {value!r} must be a number", "filtering") from error


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


def conditions(params: Mapping[str, str]) -> list[tuple[str, str, Any]]:
    """Return `filtering` as (field, operator, value) rows."""
    try:
        rows = read_json(params.get("filtering", "[]"))
        found = [(str(row["field"]), str(row["operator"]).upper(), row["value"]) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise invalid_parameter("Param filtering must be a list of {field, operator, value}", "filtering") from error
    for _, operator, _ in found:
        if operator not in _OPERATORS:
            raise invalid_parameter(f"Filtering operator {operator} is not supported", "filtering")
    return found


def matches(have: object, operator: str, want: object) -> bool:
    """Apply one operator of `filtering`."""
    return _OPERATORS[operator](have, want)


class Filter:
    """Which objects a list shows. Without a word about status, archived and deleted ones are hidden."""

    def __init__(self, nodes: Nodes, params: Mapping[str, str]) -> None:
        self._nodes = nodes
        self._rows = conditions(params)
        if "effective_status" in params:
            self._rows.append(("effective_status", "IN", _texts(params, "effective_status")))
        if "updated_since" in params:
            self._rows.append(("updated_time", "GREATER_THAN_OR_EQUAL", params["updated_since"]))
        for name, field in _SHORTHANDS.items():
            if name in params:
                self._rows.append((field, "IN", _texts(params, name)))
        self._completed = params.get("is_completed", "").lower()
        self._hides_gone = not any(field.endswith("status") for field, _, _ in self._rows)

    def admits(self, entity: Entity) -> bool:
        """Say whether the list shows this object."""
        if self._hides_gone and self._nodes.effective_status(entity) in ("DELETED", "ARCHIVED"):
            return False
        if self._completed in ("true", "false") and self._nodes.completed(entity) != (self._completed == "true"):
            return False
        return all(matches(self._value(entity, field), operator, want) for field, operator, want in self._rows)

    def _value(self, entity: Entity, field: str) -> object:
        kind, _, rest = field.rpartition(".")
        target = self._nodes.ancestor(entity, kind) if kind else entity
        if target is None:
            raise invalid_parameter(f"Filtering field '{field}' is not supported here", "filtering")
        if rest == "id":
            return target.id
        if rest == "effective_status":
            return self._nodes.effective_status(target)
        if rest in ("created_time", "updated_time"):
            return (target.created_at if rest == "created_time" else target.updated_at).timestamp()
        return target.fields.get(rest)


def _texts(params: Mapping[str, str], name: str) -> list[str]:
    raw = params[name]
    try:
        wanted = read_json(raw) if raw.startswith(("[", '"')) else raw.split(",")
    except ValueError as error:
        raise invalid_parameter(f"Param {name} must be an array", name) from error
    return [str(value) for value in (wanted if isinstance(wanted, list) else [wanted])]
