"""Pages of a list and the cursors between them."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.store import Entity

T = TypeVar("T")
DEFAULT_LIMIT = 25
MAX_LIMIT = 5000


def page_of(items: Sequence[T], params: Mapping[str, str], address: str) -> tuple[list[T], dict[str, Any]]:
    """Return one page and its `paging`; `next` and `previous` are there only if something lies there."""
    limit = _limit(params.get("limit"))
    start, stop = _bounds(items, params, limit)
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


def _bounds(items: Sequence[object], params: Mapping[str, str], limit: int) -> tuple[int, int]:
    if params.get("before"):
        stop = _place(items, params["before"], "before")
        return max(0, stop - limit), stop
    start = _place(items, params["after"], "after") if params.get("after") else 0
    return start, min(len(items), start + limit)


def _limit(raw: str | None) -> int:
    try:
        limit = int(raw) if raw else DEFAULT_LIMIT
    except ValueError as error:
        raise invalid_parameter("Param limit must be an integer", "limit") from error
    if limit < 1:
        raise invalid_parameter("Param limit must be a number greater than 0", "limit")
    return min(limit, MAX_LIMIT)


def _encode(index: int, item: object) -> str:
    key = item.id if isinstance(item, Entity) else ""
    return base64.urlsafe_b64encode(f"QVFIU{index}~{key}".encode()).decode().rstrip("=")


def _place(items: Sequence[object], cursor: str, side: str) -> int:
    """Find where a cursor points; the object it names counts for more than the place it had."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        index, _, key = text.removeprefix("QVFIU").partition("~")
        place = int(index)
    except ValueError as error:
        raise invalid_parameter("Invalid cursors values", side) from error
    edge = place - 1 if side == "after" else place
    if not key or (0 <= edge < len(items) and getattr(items[edge], "id", None) == key):
        return max(0, place)
    found = next((at for at, item in enumerate(items) if getattr(item, "id", None) == key), None)
    if found is None:
        return max(0, place)
    return found + 1 if side == "after" else found
