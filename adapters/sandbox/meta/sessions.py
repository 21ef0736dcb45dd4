"""Asynchronous batches: each call gets a session, which is asked for its result. Source: vendor's documentation.

A call is made when the batch is sent; its session tells the result at the second look, so that every client must poll.
"""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from adapters.sandbox.meta.batches import Inner, InnerCall, whole_call
from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.errors import missing_object
from adapters.sandbox.meta.nodes import graph_time
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META
from adapters.sandbox.wire import Answer

_KEPT = timedelta(days=7)
_POLLS_TO_COMPLETE = 2
_FAILED = 400
# Told once the call has ended.
_OUTCOME = frozenset({"result", "complete_time", "error_code", "exception"})


def start_sessions(
    sandbox: Sandbox, calls: Sequence[Inner], access: dict[str, str], run: Callable[[InnerCall], Answer]
) -> dict[str, Any]:
    """Make every call; returns the id of each one's session by the name of the call."""
    for call in calls:
        if not call.name:
            refuse(sandbox.rules, "meta.an_asynchronous_call_has_a_name", "asyncbatch")
        if call.referred_to or call.depends_on:
            refuse(sandbox.rules, "meta.asynchronous_calls_do_not_depend_on_others", "asyncbatch")
    return {"async_sessions": [_started(sandbox, call, run(whole_call(call, access))) for call in calls]}


def _started(sandbox: Sandbox, call: Inner, answer: Answer) -> dict[str, Any]:
    now = graph_time(sandbox.clock.now())
    fields = {
        "name": call.name,
        "method": call.method,
        "uri": call.relative_url,
        "start_time": now,
        "complete_time": now,
        "result": json.dumps(answer.body),
        "_polls": 0,
    }
    if answer.status >= _FAILED:
        error = answer.body["error"]
        fields |= {"error_code": error["code"], "exception": error["message"]}
    session = sandbox.store.add(platform=META, account_id="", kind="session", fields=fields, at=sandbox.clock.now())
    return {"id": session.id, "name": call.name}


def show_session(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return what is known of a session so far; after a week it is gone."""
    session, now = visit.entity, desk.sandbox.clock.now()
    if now - session.created_at > _KEPT:
        raise missing_object(session.id)
    polls: int = session.fields["_polls"] + 1
    desk.sandbox.store.change(session, {"_polls": polls}, now)
    ended = polls >= _POLLS_TO_COMPLETE
    failed = "error_code" in session.fields
    told = {name: value for name, value in session.fields.items() if ended or name not in _OUTCOME}
    told["status"] = ("FAILED" if failed else "COMPLETED") if ended else "IN_PROGRESS"
    return {"id": session.id} | desk.nodes.show_plain("session", told, visit.choose)
