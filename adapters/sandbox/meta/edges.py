"""Lists: filters, `limit` and cursors, and the `next` address that the official client follows."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.store import Entity

DEFAULT_LIMIT = 25
MAX_LIMIT = 5000
T = TypeVar("T")

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQUAL": lambda have, want: str(have) == str(want),
    "NOT_EQUAL": lambda have, want: str(have) != str(want),
    "IN": lambda have, want: str(have) in [str(value) for value in want],
    "NOT_IN": lambda have, want: str(have) not in [str(value) for value in want],
    "CONTAIN": lambda have, want: str(want).lower() in str(have).lower(),
    "NOT_CONTAIN": lambda have, want: str(want).lower() not in str(have).lower(),
    "STARTS_WITH": lambda have, want: str(have).lower().startswith(str(want).lower()),
    "GREATER_THAN": lambda have, want: float(have) > float(want),
    "LESS_THAN": lambda have, want: float(have) < float(want),
}


def page_of(items: Sequence[T], params: Mapping[str, str], address: str) -> tuple[list[T], dict[str, Any]]:
    """Return one page and its `paging`; `next` is there only if something follows."""
    limit = _limit(params.get("limit"))
    start = _decode(params["after"]) if params.get("after") else 0
    page = list(items[start : start + limit])
    if not page:
        return [], {}
    paging: dict[str, Any] = {"cursors": {"before": _encode(start), "after": _encode(start + len(page))}}
    if start + limit < len(items):
        paging["next"] = f"{address}?{urlencode({**params, 'after': paging['cursors']['after']})}"
    return page, paging


def _limit(raw: str | None) -> int:
    try:
        limit = int(raw) if raw else DEFAULT_LIMIT
    except ValueError as error:
        raise invalid_parameter("Param limit must be an integer", "limit") from error
    if limit < 1:
        raise invalid_parameter("Param limit must be a number greater than 0", "limit")
    return min(limit, MAX_LIMIT)


def _encode(index: int) -> str:
    return base64.urlsafe_b64encode(f"QVFIU{index}".encode()).decode().rstrip("=")


def _decode(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().removeprefix("QVFIU"))
    except ValueError as error:
        raise invalid_parameter("Invalid cursors values", "after") from error


def conditions(params: Mapping[str, str]) -> list[tuple[str, str, Any]]:
    """Return `filtering` as (field, operator, value) rows."""
    try:
        rows = json.loads(params.get("filtering", "[]"))
        return [(row["field"], str(row["operator"]).upper(), row["value"]) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise invalid_parameter("Param filtering must be a list of {field, operator, value}", "filtering") from error


def matches(have: object, operator: str, want: object) -> bool:
    """Apply one operator of `filtering`."""
    if operator not in _OPERATORS:
        raise invalid_parameter(f"Filtering operator {operator} is not supported", "filtering")
    return _OPERATORS[operator](have, want)


class Filter:
    """Which objects a list shows. Without a word about status, archived and deleted ones are hidden."""

    def __init__(self, nodes: Nodes, params: Mapping[str, str]) -> None:
        self._nodes = nodes
        self._rows = conditions(params)
        if "effective_status" in params:
            self._rows.append(("effective_status", "IN", _statuses(params["effective_status"])))
        self._hides_gone = not any(field.endswith("status") for field, _, _ in self._rows)

    def admits(self, entity: Entity) -> bool:
        """Say whether the list shows this object."""
        if self._hides_gone and self._nodes.effective_status(entity) in ("DELETED", "ARCHIVED"):
            return False
        return all(matches(self._value(entity, field), operator, want) for field, operator, want in self._rows)

    def _value(self, entity: Entity, field: str) -> object:
        kind, _, rest = field.rpartition(".")
        target: Entity | None = entity
        while kind and target is not None and target.kind != kind:
            target = self._nodes.parent(target)
        if target is None:
            raise invalid_parameter(f"Filtering field '{field}' is not supported here", "filtering")
        if rest == "id":
            return target.id
        if rest == "effective_status":
            return self._nodes.effective_status(target)
        if rest in ("created_time", "updated_time"):
            return (target.created_at if rest == "created_time" else target.updated_at).timestamp()
        return target.fields.get(rest)


def _statuses(raw: str) -> list[str]:
    try:
        wanted = json.loads(raw)
    except ValueError:
        wanted = raw.split(",")
    if not isinstance(wanted, list):
        raise invalid_parameter("Param effective_status must be an array", "effective_status")
    return [str(status) for status in wanted]
