"""The judge's desk: move the clock, switch faults, read the log of mutations and the objects held."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.sandbox.clock import ClockWentBackError
from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, META, TIKTOK

PLATFORMS = (GOOGLE_ADS, META, TIKTOK)
_STEPS = {"advance_days": "days", "advance_hours": "hours", "advance_seconds": "seconds"}
_NUMBERS = {"count": int, "probability": float, "delay_seconds": float, "retry_after_seconds": int, "after": int}


class ControlError(ValueError):
    """Bad input: `field` is to blame, the message says what it must be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


def routes(sandbox: Sandbox) -> list[Route]:
    """Return the routes under /control."""
    control = _Control(sandbox)

    def serve(answer: Callable[[dict[str, Any]], Any], status: int = 200) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                given = await _body(request) if request.method == "POST" else dict(request.query_params)
                return JSONResponse(await run_in_threadpool(answer, {**given, **request.path_params}), status)
            except ControlError as error:
                return JSONResponse({"error": {"field": error.field, "message": str(error)}}, 422)

        return endpoint

    return [
        Route("/control/state", serve(control.state), methods=["GET"]),
        Route("/control/clock", serve(control.clock), methods=["GET"]),
        Route("/control/clock", serve(control.move_clock), methods=["POST"]),
        Route("/control/faults", serve(control.faults), methods=["GET"]),
        Route("/control/faults", serve(control.add_fault, 201), methods=["POST"]),
        Route("/control/faults", serve(control.clear_faults), methods=["DELETE"]),
        Route("/control/faults/{id}", serve(control.clear_faults), methods=["DELETE"]),
        Route("/control/mutations", serve(control.mutations), methods=["GET"]),
        Route("/control/objects", serve(control.objects), methods=["GET"]),
    ]


class _Control:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def state(self, _given: dict[str, Any]) -> dict[str, Any]:
        store = self._sandbox.store
        held = {
            platform: {kind: len(store.select(platform, None, kind)) for kind in store.kinds(platform)}
            for platform in PLATFORMS
        }
        return {
            **self.clock({}),
            "objects": held,
            "mutations": len(self._sandbox.mutations),
            "faults": self._sandbox.faults.in_force(),
        }

    def clock(self, _given: dict[str, Any]) -> dict[str, Any]:
        clock = self._sandbox.clock
        return {"now": clock.now().isoformat(), "frozen": clock.frozen}

    def move_clock(self, given: dict[str, Any]) -> dict[str, Any]:
        _only(given, {*_STEPS, "set", "freeze"})
        clock = self._sandbox.clock
        with self._sandbox.lock:
            for name, unit in _STEPS.items():
                if name in given:
                    _forward(name, clock.advance, timedelta(**{unit: _number(given, name, float)}))
            if "set" in given:
                _forward("set", clock.jump_to, _moment(given["set"]))
            if "freeze" in given:
                if not isinstance(given["freeze"], bool):
                    raise ControlError("freeze", "must be true or false")
                (clock.freeze if given["freeze"] else clock.run)()
            self._sandbox.delivery.accrue()
        return self.clock({})

    def faults(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"faults": self._sandbox.faults.in_force()}

    def add_fault(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"id": self._sandbox.faults.add(_fault_rule(given))}

    def clear_faults(self, given: dict[str, Any]) -> dict[str, Any]:
        lifted = self._sandbox.faults.clear(given.get("id"))
        if "id" in given and not lifted:
            raise ControlError("id", f"no fault {given['id']} is in force")
        return {"cleared": lifted}

    def mutations(self, given: dict[str, Any]) -> dict[str, Any]:
        _only(given, {"platform", "account_id", "kind", "after"})
        found = self._sandbox.mutations.entries(
            platform=given.get("platform"),
            account_id=given.get("account_id"),
            kind=given.get("kind"),
            after=int(_number(given, "after", int)) if "after" in given else 0,
        )
        return {"mutations": [mutation.as_json() for mutation in found]}

    def objects(self, given: dict[str, Any]) -> dict[str, Any]:
        _only(given, {"platform", "account_id", "kind"})
        store = self._sandbox.store
        platforms = [_platform(given)] if "platform" in given else list(PLATFORMS)
        found = [
            entity
            for platform in platforms
            for kind in store.kinds(platform)
            if given.get("kind") in (None, kind)
            for entity in store.select(platform, given.get("account_id"), kind, include_removed=True)
        ]
        return {
            "objects": [
                {
                    "platform": entity.platform,
                    "account_id": entity.account_id,
                    "kind": entity.kind,
                    "id": entity.id,
                    "parent_id": entity.parent_id,
                    "removed": entity.removed,
                    "created_at": entity.created_at.isoformat(),
                    "updated_at": entity.updated_at.isoformat(),
                    "fields": {name: v for name, v in entity.fields.items() if not name.startswith("_")},
                }
                for entity in found
            ]
        }


async def _body(request: Request) -> dict[str, Any]:
    try:
        given = await request.json()
    except ValueError as error:
        raise ControlError("body", "must be JSON") from error
    if not isinstance(given, dict):
        raise ControlError("body", "must be a JSON object")
    return given


def _only(given: dict[str, Any], known: set[str]) -> None:
    for name in given:
        if name not in known:
            raise ControlError(name, f"is unknown here; known are {', '.join(sorted(known))}")


def _number(given: dict[str, Any], name: str, kind: type[int] | type[float]) -> float:
    raw = given[name]
    try:
        return kind(raw) if not isinstance(raw, bool) else kind("not a number")
    except (TypeError, ValueError) as error:
        raise ControlError(name, "must be a number") from error


def _moment(raw: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(raw))
    except ValueError as error:
        raise ControlError("set", "must be an ISO 8601 time such as 2026-11-20T09:00:00+00:00") from error
    if moment.tzinfo is None:
        raise ControlError("set", "must carry its offset from UTC, such as +00:00")
    return moment


def _forward(name: str, move: Callable[[Any], None], to: object) -> None:
    try:
        move(to)
    except ClockWentBackError as error:
        raise ControlError(name, str(error)) from error


def _platform(given: dict[str, Any]) -> str:
    if given.get("platform") not in PLATFORMS:
        raise ControlError("platform", f"must be one of {', '.join(PLATFORMS)}")
    return str(given["platform"])


def _fault_rule(given: dict[str, Any]) -> FaultRule:
    _only(given, {field.name for field in fields(FaultRule)})
    if not isinstance(given.get("route"), str) or not given["route"]:
        raise ControlError("route", "must be a pattern such as 'POST /act_*/campaigns'")
    try:
        kind = FaultKind(given.get("kind", ""))
    except ValueError as error:
        raise ControlError("kind", f"must be one of {', '.join(FaultKind)}") from error
    numbers: dict[str, Any] = {
        name: None if name == "count" and given[name] is None else _number(given, name, of)
        for name, of in _NUMBERS.items()
        if name in given
    }
    for name, value in numbers.items():
        if value is not None and value < 0:
            raise ControlError(name, "must not be negative")
    return FaultRule(platform=_platform(given), route=given["route"], kind=kind, **numbers)
