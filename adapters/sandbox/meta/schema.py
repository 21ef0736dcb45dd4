"""What the official client knows of Graph's nodes: their fields, their calls and the values of enumerations.

`graph_schema.json` is written by `sdk_schema.py`; it is data about the platform, read here without the client.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("graph_schema.json")


@cache
def _schema() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return whole


def fields_of(kind: str) -> Mapping[str, str]:
    """Return the fields of a node with their types, as the client declares them."""
    found: Mapping[str, str] = _schema()["fields"][kind]
    return found


def calls_of(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Return the calls of a node, such as `POST adsets`, each with its parameters and their types."""
    found: Mapping[str, Mapping[str, str]] = _schema()["calls"].get(kind, {})
    return found


def kinds() -> tuple[str, ...]:
    """Return every kind of node that has calls."""
    return tuple(kind for kind, calls in _schema()["calls"].items() if calls)


@cache
def values_of(enumeration: str) -> frozenset[str]:
    """Return the values of an enumeration by its name in the schema."""
    return frozenset(_schema()["enums"][enumeration])
