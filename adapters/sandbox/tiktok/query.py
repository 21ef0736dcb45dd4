"""Query strings, in which TikTok has lists and objects as JSON, and the pages of a list."""

import json
from ast import literal_eval
from collections.abc import Mapping
from typing import Any

from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.tiktok.errors import bad_parameter
from adapters.sandbox.tiktok.request_rules import (
    A_PAGE_IS_SHORT,
    LONGEST_PAGE,
    PAGES_COUNT_FROM_1,
    VALUES_HAVE_THEIR_TYPE,
    refuse,
)

_USUAL_PAGE = 10


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


def page_of(query: Mapping[str, str], switches: RuleSwitches) -> tuple[int, int]:
    """Return `page` (from 1) and `page_size` (1 to 1000, 10 by default); below 1, let pass, counts as not sent."""
    page, size = _whole(query, "page", 1, switches), _whole(query, "page_size", _USUAL_PAGE, switches)
    if page < 1:
        refuse(switches, PAGES_COUNT_FROM_1, "page")
    if not 1 <= size <= LONGEST_PAGE:
        refuse(switches, A_PAGE_IS_SHORT, "page_size")
    return max(page, 1), size if size > 0 else _USUAL_PAGE


def _whole(query: Mapping[str, str], name: str, default: int, switches: RuleSwitches) -> int:
    try:
        return int(query.get(name) or default)
    except ValueError:
        refuse(switches, VALUES_HAVE_THEIR_TYPE, name, "must be an integer")
        return default
