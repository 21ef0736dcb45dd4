"""Asynchronous insights: a run is created, polled until it is complete, and then read. Source: platforms.md 3.2.

A run completes at its second poll, so that every client must poll. A stuck run stands at 100 percent, running,
for ever: that happens on the platform too.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from adapters.sandbox.faults import FaultKind
from adapters.sandbox.meta.desk import Visit
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity

_POLLS_TO_COMPLETE = 2
# As told since v25 of a run that failed. Source: platforms.md 3.2.
_FAILURE = {
    "async_status": "Job Failed",
    "error_code": 2,
    "error_subcode": 1504018,
    "error_message": "Service temporarily unavailable",
    "error_user_title": "The report could not be made",
    "error_user_msg": "Ask for less data, or try again later.",
}
_PRIVATE = frozenset({"access_token", "appsecret_proof"})


def start_run(sandbox: Sandbox, visit: Visit, days: tuple[date, date] | None) -> dict[str, str]:
    """Keep the question about these days; its answer is worked out when it is read."""
    now = sandbox.clock.now()
    asked = {name: value for name, value in visit.params.items() if name not in _PRIVATE}
    span = {"date_start": days[0].isoformat(), "date_stop": days[1].isoformat()} if days else {}
    run = sandbox.store.add(
        platform=META,
        account_id=visit.account.id,
        kind="run",
        fields={
            "_params": asked,
            "_node": (visit.object.kind, visit.object.id) if visit.object else None,
            "_polls": 0,
            "_fault": visit.run_fault,
            "async_status": "Job Not Started",
            "async_percent_completion": 0,
            "time_ref": int(now.timestamp()),
            **span,
        },
        at=now,
    )
    return {"report_run_id": run.id}


def polled(sandbox: Sandbox, run: Entity) -> Entity:
    """Count one look at a run and move it on."""
    polls: int = run.fields["_polls"] + 1
    progress: dict[str, Any]
    now = sandbox.clock.now()
    if run.fields["_fault"] is FaultKind.FAILED_RUN and polls >= _POLLS_TO_COMPLETE:
        progress = {"async_percent_completion": 100, **_FAILURE}
    elif run.fields["_fault"] is FaultKind.STUCK_RUN:
        progress = {"async_status": "Job Running", "async_percent_completion": min(100, 50 * polls)}
    elif polls < _POLLS_TO_COMPLETE:
        progress = {"async_status": "Job Running", "async_percent_completion": 40}
    else:
        progress = {"async_status": "Job Completed", "async_percent_completion": 100}
        progress["time_completed"] = run.fields.get("time_completed") or int(now.timestamp())
    running = progress["async_status"] == "Job Running"
    return sandbox.store.change(run, {**progress, "is_running": running, "_polls": polls}, now)


def question_of(sandbox: Sandbox, run: Entity) -> tuple[Entity | None, dict[str, str]]:
    """Return the node and the parameters of a completed run; one that is not complete is refused."""
    if run.fields["async_status"] != "Job Completed":
        refuse(sandbox.rules, "meta.a_report_is_read_once_its_run_is_complete")
    where: tuple[str, str] | None = run.fields["_node"]
    node = sandbox.store.get(META, *where) if where else None
    return node, dict(run.fields["_params"])


def described(run: Entity) -> dict[str, Any]:
    """Return what Graph tells of a run."""
    asked: Mapping[str, str] = run.fields["_params"]
    shown = {name: value for name, value in run.fields.items() if not name.startswith("_")}
    for name in ("level", "date_preset", "time_increment"):
        if name in asked:
            shown[name] = asked[name]
    for name in ("breakdowns", "filtering", "fields"):
        if asked.get(name, "").startswith("["):
            shown[name] = read_json(asked[name])
    return {"id": run.id, "account_id": run.account_id, **shown}
