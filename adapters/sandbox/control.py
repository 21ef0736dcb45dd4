"""The judge's desk: move the clock, switch faults, read the log of mutations and the objects held."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.sandbox.clock import Clock
from adapters.sandbox.control_input import (
    ControlError,
    body_of,
    fault_rule,
    forward,
    moment,
    names,
    number,
    only,
    platform_of,
    quota_sizes,
    text,
)
from adapters.sandbox.quotas import quotas_in
from adapters.sandbox.rule_switches import UnknownRuleError
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.scenarios import PLATFORMS, SCENARIOS, ScenarioError, play
from adapters.sandbox.snapshots import UnknownSnapshotError
from adapters.sandbox.store import Entity

_STEPS = {"advance_days": "days", "advance_hours": "hours", "advance_seconds": "seconds"}


def routes(sandbox: Sandbox) -> list[Route]:
    """Return the routes under /control."""
    control = _Control(sandbox)

    def serve(answer: Callable[[dict[str, Any]], Any], status: int = 200) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                given = await body_of(request) if request.method == "POST" else dict(request.query_params)
                return JSONResponse(await run_in_threadpool(answer, {**given, **request.path_params}), status)
            except (ControlError, ScenarioError) as error:
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
        Route("/control/rules", serve(control.rules), methods=["GET"]),
        Route("/control/rules", serve(control.switch_rules), methods=["POST"]),
        Route("/control/quotas", serve(control.quotas), methods=["GET"]),
        Route("/control/quotas", serve(control.set_quotas), methods=["POST"]),
        Route("/control/scenarios", serve(control.scenarios), methods=["GET"]),
        Route("/control/scenarios", serve(control.play), methods=["POST"]),
        Route("/control/reviews", serve(control.reinstate), methods=["DELETE"]),
        Route("/control/snapshots", serve(control.snapshots), methods=["GET"]),
        Route("/control/snapshots", serve(control.take_snapshot, 201), methods=["POST"]),
        Route("/control/snapshots/{name}", serve(control.drop_snapshot), methods=["DELETE"]),
        Route("/control/snapshots/{name}/restore", serve(control.restore_snapshot), methods=["POST"]),
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
        return {"now": clock.now().isoformat(), "frozen": clock.frozen, "speed": clock.speed}

    def move_clock(self, given: dict[str, Any]) -> dict[str, Any]:
        only(given, {*_STEPS, "set", "freeze", "run"})
        clock = self._sandbox.clock
        with self._sandbox.lock:
            for name, unit in _STEPS.items():
                if name in given:
                    forward(name, clock.advance, timedelta(**{unit: number(given, name, float)}))
            if "set" in given:
                forward("set", clock.jump_to, moment(given["set"]))
            if "freeze" in given:
                if not isinstance(given["freeze"], bool):
                    raise ControlError("freeze", "must be true or false")
                (clock.freeze if given["freeze"] else clock.run)()
            if "run" in given:
                _run(clock, number(given, "run", float))
            self._sandbox.delivery.accrue()
        return self.clock({})

    def faults(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"faults": self._sandbox.faults.in_force()}

    def add_fault(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"id": self._sandbox.faults.add(fault_rule(given))}

    def clear_faults(self, given: dict[str, Any]) -> dict[str, Any]:
        lifted = self._sandbox.faults.clear(given.get("id"))
        if "id" in given and not lifted:
            raise ControlError("id", f"no fault {given['id']} is in force")
        return {"cleared": lifted}

    def mutations(self, given: dict[str, Any]) -> dict[str, Any]:
        only(given, {"platform", "account_id", "kind", "after"})
        found = self._sandbox.mutations.entries(
            platform=given.get("platform"),
            account_id=given.get("account_id"),
            kind=given.get("kind"),
            after=int(number(given, "after", int)) if "after" in given else 0,
        )
        return {"mutations": [mutation.as_json() for mutation in found]}

    def objects(self, given: dict[str, Any]) -> dict[str, Any]:
        only(given, {"platform", "account_id", "kind"})
        store = self._sandbox.store
        platforms = [platform_of(given)] if "platform" in given else list(PLATFORMS)
        found = [
            entity
            for platform in platforms
            for kind in store.kinds(platform)
            if given.get("kind") in (None, kind)
            for entity in store.select(platform, given.get("account_id"), kind, include_removed=True)
        ]
        return {"objects": [_shown(entity) for entity in found]}

    def rules(self, given: dict[str, Any]) -> dict[str, Any]:
        only(given, {"platform"})
        switches = self._sandbox.rules
        rows = switches.rows(platform_of(given) if "platform" in given else None)
        return {"rules": [asdict(row) | {"in_force": switches.holds(row.name)} for row in rows]}

    def switch_rules(self, given: dict[str, Any]) -> dict[str, Any]:
        only(given, {"relax", "enforce"})
        switches = {"relax": self._sandbox.rules.relax, "enforce": self._sandbox.rules.enforce}
        for field, switch in switches.items():
            try:
                switch(names(given, field))
            except UnknownRuleError as error:
                raise ControlError(field, str(error)) from error
        return {"relaxed": sorted(self._sandbox.relaxed), "enforced": sorted(self._sandbox.enforced)}

    def quotas(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"quotas": quotas_in(self._sandbox.memory)}

    def set_quotas(self, given: dict[str, Any]) -> dict[str, Any]:
        with self._sandbox.lock:
            self._sandbox.memory.update(quota_sizes(given))
        return self.quotas({})

    def scenarios(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {
            "scenarios": [
                {"name": name, "about": scenario.about, "options": sorted(scenario.options)}
                for name, scenario in SCENARIOS.items()
            ]
        }

    def play(self, given: dict[str, Any]) -> dict[str, Any]:
        name, platform = text(given, "name"), text(given, "platform")
        options = {field: value for field, value in given.items() if field not in ("name", "platform")}
        return {"happened": play(self._sandbox, name or "", platform, options)}

    def reinstate(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._sandbox.standing.clear()
        return {}

    def snapshots(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"snapshots": self._sandbox.snapshots.names()}

    def take_snapshot(self, given: dict[str, Any]) -> dict[str, Any]:
        only(given, {"name"})
        return {"name": self._sandbox.snapshots.take(text(given, "name"))}

    def drop_snapshot(self, given: dict[str, Any]) -> dict[str, Any]:
        _blaming_the_name(self._sandbox.snapshots.drop, given["name"])
        return self.snapshots({})

    def restore_snapshot(self, given: dict[str, Any]) -> dict[str, Any]:
        _blaming_the_name(self._sandbox.snapshots.restore, given["name"])
        return self.clock({})


def _run(clock: Clock, speed: float) -> None:
    try:
        clock.run(speed)
    except ValueError as error:
        raise ControlError("run", str(error)) from error


def _blaming_the_name(act: Callable[[str], None], name: str) -> None:
    try:
        act(name)
    except UnknownSnapshotError as error:
        raise ControlError("name", str(error)) from error


def _shown(entity: Entity) -> dict[str, Any]:
    return {
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
