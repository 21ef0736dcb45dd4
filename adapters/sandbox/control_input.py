"""What the control API understands, and how it says that it does not."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

from starlette.requests import Request

from adapters.sandbox.clock import ClockWentBackError
from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.quotas import QUOTAS
from adapters.sandbox.scenarios import PLATFORMS

_NUMBERS = {"count": int, "probability": float, "delay_seconds": float, "retry_after_seconds": int, "after": int}


class ControlError(ValueError):
    """Bad input: `field` is to blame, the message says what it must be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request; an empty body is an empty object."""
    try:
        given = json.loads(await request.body() or "{}")
    except ValueError as error:
        raise ControlError("body", "must be JSON") from error
    if not isinstance(given, dict):
        raise ControlError("body", "must be a JSON object")
    return given


def only(given: dict[str, Any], known: set[str]) -> None:
    """Refuse fields that nobody reads: a typing error must not pass in silence."""
    for name in given:
        if name not in known:
            raise ControlError(name, f"is unknown here; known are {', '.join(sorted(known))}")


def number(given: dict[str, Any], name: str, kind: type[int] | type[float]) -> float:
    """Return a field as a number."""
    raw = given[name]
    try:
        return kind(raw) if not isinstance(raw, bool) else kind("not a number")
    except (TypeError, ValueError) as error:
        raise ControlError(name, "must be a number") from error


def moment(raw: object) -> datetime:
    """Return the `set` field as an aware moment."""
    try:
        moment = datetime.fromisoformat(str(raw))
    except ValueError as error:
        raise ControlError("set", "must be an ISO 8601 time such as 2026-11-20T09:00:00+00:00") from error
    if moment.tzinfo is None:
        raise ControlError("set", "must carry its offset from UTC, such as +00:00")
    return moment


def forward(name: str, move: Callable[[Any], None], to: object) -> None:
    """Move the clock, blaming the field `name` if that would take it back."""
    try:
        move(to)
    except ClockWentBackError as error:
        raise ControlError(name, str(error)) from error


def platform_of(given: dict[str, Any]) -> str:
    """Return the `platform` field."""
    if given.get("platform") not in PLATFORMS:
        raise ControlError("platform", f"must be one of {', '.join(PLATFORMS)}")
    return str(given["platform"])


def fault_rule(given: dict[str, Any]) -> FaultRule:
    """Return a fault rule as it was sent."""
    only(given, {field.name for field in fields(FaultRule)})
    if not isinstance(given.get("route"), str) or not given["route"]:
        raise ControlError("route", "must be a pattern such as 'POST /act_*/campaigns'")
    try:
        kind = FaultKind(given.get("kind", ""))
    except ValueError as error:
        raise ControlError("kind", f"must be one of {', '.join(FaultKind)}") from error
    numbers: dict[str, Any] = {
        name: None if name == "count" and given[name] is None else number(given, name, of)
        for name, of in _NUMBERS.items()
        if name in given
    }
    for name, value in numbers.items():
        if value is not None and value < 0:
            raise ControlError(name, "must not be negative")
    return FaultRule(platform=platform_of(given), route=given["route"], kind=kind, **numbers)


def quota_sizes(given: dict[str, Any]) -> dict[str, int | None]:
    """Return the quotas that were sent, by their names; None lifts one."""
    only(given, set(QUOTAS))
    for name, size in given.items():
        if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
            raise ControlError(name, "must be a whole number, 0 or more, or null for no such quota")
    return dict(given)


def names(given: dict[str, Any], field: str) -> list[str]:
    """Return a field as a list of names; an absent one is empty."""
    found = given.get(field, [])
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise ControlError(field, "must be a list of names")
    return found


def text(given: dict[str, Any], field: str) -> str | None:
    """Return a field as text, or None if it was not sent."""
    found = given.get(field)
    if found is not None and (not isinstance(found, str) or not found):
        raise ControlError(field, "must be text")
    return found
