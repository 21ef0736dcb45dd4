"""Pages of a list and the cursors between them."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.store import Entity

T = TypeVar("T")
DEFAULT_LIMIT = 25
MAX_LIMIT = 5000


def counts(params: Mapping[str, str]) -> bool:
    """Say whether a list is to tell how many entries it has in all."""
    return params.get("summary", "").lower() in ("true", "1", '["total_count"]', "total_count")


def page_of(
    items: Sequence[T], params: Mapping[str, str], address: str, switches: RuleSwitches
) -> tuple[list[T], dict[str, Any]]:
    """Return one page and its `paging`; `next` and `previous` are there only if something lies there."""
    limit = _limit(params.get("limit"), switches)
    start, stop = _bounds(items, params, limit, switches)
    page = list(items[start:stop])
    if not page:
        return [], {}
    cursors = {"before": _encode(start, page[0]), "after": _encode(start + len(page), page[-1])}
    paging: dict[str, Any] = {"cursors": cursors}
    for name, side, there in (("next", "after", stop < len(items)), ("previous", "before", start > 0)):
        if there:
            others = {key: value for key, value in params.items() if key not in ("after", "before")}
            paging[name] = f"{address}?{urlencode({**others, side: cursors[side]})}"
    return page, paging


def _bounds(items: Sequence[object], params: Mapping[str, str], limit: int, switches: RuleSwitches) -> tuple[int, int]:
    sides = (side for side in ("before", "after") if params.get(side))
    side = next(sides, "after")
    place = _place(items, params.get(side, ""), side)
    if place is None:
        refuse(switches, "meta.a_cursor_is_one_that_was_told", side)
        side, place = "after", 0
    if side == "before":
        return max(0, place - limit), place
    return place, min(len(items), place + limit)


def _limit(raw: str | None, switches: RuleSwitches) -> int:
    try:
        limit = int(raw) if raw else DEFAULT_LIMIT
    except ValueError:
        refuse(switches, TYPE, "limit", wanted="an integer")
        return DEFAULT_LIMIT
    if limit < 1:
        refuse(switches, "meta.a_page_has_at_least_one_entry", "limit")
        return DEFAULT_LIMIT
    return min(limit, MAX_LIMIT)


def _encode(index: int, item: object) -> str:
    key = item.id if isinstance(item, Entity) else ""
    return base64.urlsafe_b64encode(f"QVFIU{index}~{key}".encode()).decode().rstrip("=")


def _place(items: Sequence[object], cursor: str, side: str) -> int | None:
    """Find where a cursor points, no cursor to the start; the object it names counts for more than the place it had.

    None for a cursor that nobody was told.
    """
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        index, _, key = text.removeprefix("QVFIU").partition("~")
        place = int(index)
    except ValueError:
        return None
    edge = place - 1 if side == "after" else place
    if not key or (0 <= edge < len(items) and getattr(items[edge], "id", None) == key):
        return max(0, place)
    found = next((at for at, item in enumerate(items) if getattr(item, "id", None) == key), None)
    if found is None:
        return max(0, place)
    return found + 1 if side == "after" else found
