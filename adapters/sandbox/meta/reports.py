"""Reports about delivery as Graph answers them: at once, or as a run that is polled and read. With their summary."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.meta import runs
from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.selection import selections
from adapters.sandbox.store import Entity


def insights(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Answer at once."""
    return _report(desk, visit, visit.object, visit.params)


def _report(desk: Desk, visit: Visit, node: Entity | None, asked: Mapping[str, str]) -> dict[str, Any]:
    body = desk.paged(visit, desk.insights.rows(visit.account, node, asked), summed=False)
    wanted = _summary(asked)
    if wanted is not None:
        body["summary"] = desk.insights.summary(visit.account, node, asked, wanted)
    return body


def _summary(asked: Mapping[str, str]) -> list[str] | None:
    if asked.get("default_summary", "").lower() == "true":
        return []
    raw = asked.get("summary", "")
    return [one.name for one in selections(raw)] if raw.startswith("[") else None


def start_run(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Make a run of the question."""
    # Asked now, so that an impossible question is refused before a run is made of it.
    days = desk.insights.days(visit.account, visit.object, visit.params)
    return runs.start_run(desk.sandbox, visit, days)


def show_run(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Tell how far a run is."""
    run = runs.polled(desk.sandbox, visit.entity)
    # A run tells all of itself unless told which fields: its default is what a poll needs.
    return desk.nodes.show_plain("run", runs.described(run), visit.choose) | {"id": run.id}


def run_result(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Answer the question of a run."""
    node, asked = runs.question_of(desk.sandbox, visit.entity)
    if "fields" in visit.params:
        asked["fields"] = visit.params["fields"]
    return _report(desk, visit, node, asked)
