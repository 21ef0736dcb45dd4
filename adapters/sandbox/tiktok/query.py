"""Query strings, in which TikTok has lists and objects as JSON, and the pages of a list."""

import json
from ast import literal_eval
from collections.abc import Mapping
from typing import Any

from adapters.sandbox.tiktok.errors import bad_parameter


def json_list(query: Mapping[str, str], name: str) -> list[str]:
    """Return a query parameter that holds a JSON list, as strings; an absent one is empty."""
    found = _json(query, name, "[]")
    if not isinstance(found, list):
        raise bad_parameter(name, 'must be a JSON list, such as ["1"]')
    return [str(item) for item in found]


def json_object(query: Mapping[str, str], name: str) -> dict[str, Any]:
    """Return a query parameter that holds a JSON object; an absent one is empty."""
    found = _json(query, name, "{}")
    if not isinstance(found, dict):
        raise bad_parameter(name, "must be a JSON object")
    return found


def json_rows(query: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    """Return a query parameter that holds a JSON list of objects; an absent one is empty."""
    found = _json(query, name, "[]")
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise bad_parameter(name, "must be a JSON list of objects")
    return found


def _json(query: Mapping[str, str], name: str, default: str) -> object:
    try:
        return lenient_json(query.get(name) or default)
    except ValueError as error:
        raise bad_parameter(name, "must be JSON") from error


def lenient_json(text: str) -> object:
    """Return what JSON holds, in single quotes too: connectors send it so, and TikTok takes it (S)."""
    try:
        return json.loads(text)
    except ValueError as error:
        try:
            return literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            raise error from None


def flag(query: Mapping[str, str], name: str) -> bool:
    """Return a query parameter that is true or false; the official client writes Python's `True`."""
    return query.get(name, "").lower() == "true"


def page_of(query: Mapping[str, str]) -> tuple[int, int]:
    """Return `page` (from 1) and `page_size` (1 to 1000, 10 by default)."""
    page, size = _whole(query, "page", 1), _whole(query, "page_size", 10)
    if page < 1:
        raise bad_parameter("page", "must be at least 1")
    if not 1 <= size <= 1000:  # noqa: PLR2004 - TikTok's own bound
        raise bad_parameter("page_size", "must be from 1 to 1000")
    return page, size


def _whole(query: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name) or default)
    except ValueError as error:
        raise bad_parameter(name, "must be an integer") from error
