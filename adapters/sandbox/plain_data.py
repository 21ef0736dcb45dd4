"""A world as plain JSON, so that a later version of these classes reads what an earlier one has saved.

Objects are written under a topic, by the names of their fields; a field that the class has lost is passed over, and
one that it has gained takes its default. A named tuple is written by position, and so may only grow at its end.
"""

import json
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

# By path, because the Google part is heavy to import and its results are rare.
TOPICS: Mapping[str, str] = {
    "entity": "adapters.sandbox.store:Entity",
    "token": "adapters.sandbox.tokens:Token",
    "mutation": "adapters.sandbox.mutations:Mutation",
    "fault": "adapters.sandbox.faults:FaultRule",
    "fault kind": "adapters.sandbox.faults:FaultKind",
    "armed fault": "adapters.sandbox.faults:ArmedFault",
    "line": "adapters.sandbox.delivery:LineKey",
    "cell": "adapters.sandbox.delivery:Cell",
    "audience": "adapters.sandbox.delivery_segments:Audience",
    "conversion": "adapters.sandbox.delivery_auction:Conversion",
    "history": "adapters.sandbox.delivery_history:History",
    "google_ads.batch job": "adapters.sandbox.google_ads.batch_jobs:_Contents",
    "google_ads.batch result": "adapters.sandbox.google_ads.batch_jobs:_Result",
}
_PATHS = {path: topic for topic, path in TOPICS.items()}
_PLAIN = {str, int, float, bool, type(None)}
_NAMES: dict[type, tuple[str, ...]] = {}
_TOPIC, _OF = "$", "of"


class NotPlainError(ValueError):
    """What was read cannot be turned into the objects it was made of; the message says what is in the way."""


def written(value: object) -> str:
    """Return `value` as JSON; `TypeError` names a class that has no topic."""
    return json.dumps(_plain(value), separators=(",", ":"))


def read(text: str | bytes) -> Any:  # noqa: ANN401 - whatever was written
    """Return what `written` was given."""
    try:
        return json.loads(text, object_hook=_rebuilt)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise NotPlainError(str(error)) from error


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever is to be written
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return _plain_list(value)
    if kind is dict:
        return _plain_dict(value)
    if kind in _BUILT_IN:
        topic, parts, _ = _BUILT_IN[kind]
        return {_TOPIC: topic, _OF: parts(value)}
    return _plain_object(value)


def _plain_list(value: list[Any]) -> Any:  # noqa: ANN401 - a list, or rows
    kinds = set(map(type, value))
    if kinds <= _PLAIN:
        return value
    kind = kinds.pop()
    if not kinds and issubclass(kind, tuple) and kind is not tuple:
        return {_TOPIC: "rows", _OF: [_topic(kind), [_all_plain(row) for row in value]]}
    return [_plain(one) for one in value]


def _plain_dict(value: dict[Any, Any]) -> dict[str, Any]:
    if {str}.issuperset(map(type, value)) and _TOPIC not in value:
        return {key: _plain(one) for key, one in value.items()}
    return {_TOPIC: "dict", _OF: [[_plain(key), _plain(one)] for key, one in value.items()]}


def _plain_object(value: Any) -> dict[str, Any]:  # noqa: ANN401 - of any class with a topic
    topic = _topic(type(value))
    if isinstance(value, Enum):
        return {_TOPIC: topic, _OF: value.value}
    if isinstance(value, tuple):
        return {_TOPIC: topic, _OF: _all_plain(value)}
    return {_TOPIC: topic, _OF: {name: _plain(getattr(value, name)) for name in _field_names(type(value))}}


def _topic(kind: type) -> str:
    path = f"{kind.__module__}:{kind.__qualname__}"
    if path not in _PATHS:
        raise TypeError(f"{path} cannot be saved: give it a topic in {__name__}.TOPICS")
    return _PATHS[path]


def _rebuilt(found: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever was written
    if _TOPIC not in found:
        return found
    topic, content = found[_TOPIC], found[_OF]
    if topic in _BY_TOPIC:
        return _BY_TOPIC[topic](content)
    return _made(class_of(topic), content)


def _made(kind: Any, content: Any) -> Any:  # noqa: ANN401 - of any class with a topic
    if issubclass(kind, tuple):
        return kind(*content)
    if issubclass(kind, Enum):
        return kind(content)
    known = _field_names(kind)
    return kind(**{name: one for name, one in content.items() if name in known})


def _field_names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - of any class with a topic
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(kind))
    return _NAMES[kind]


@cache
def class_of(topic: str) -> type:
    """Return the class behind a topic; `NotPlainError` if there is none."""
    if topic not in TOPICS:
        raise NotPlainError(f"nothing here is called {topic!r}")
    module, _, name = TOPICS[topic].partition(":")
    found: type = getattr(import_module(module), name)
    return found


def _all_plain(values: Collection[object]) -> list[Any]:
    return list(values) if _PLAIN.issuperset(map(type, values)) else [_plain(one) for one in values]


def _rows(found: tuple[str, list[list[Any]]]) -> list[Any]:
    topic, rows = found
    kind = class_of(topic)
    return [kind(*row) for row in rows]


# Class: (topic, its parts in plain form, made of them again).
_BUILT_IN: Mapping[type, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    tuple: ("tuple", _all_plain, tuple),
    set: ("set", _all_plain, set),
    frozenset: ("frozenset", _all_plain, frozenset),
    deque: ("deque", _all_plain, deque),
    datetime: ("datetime", datetime.isoformat, datetime.fromisoformat),
    date: ("date", date.isoformat, date.fromisoformat),
    Decimal: ("decimal", str, Decimal),
    bytes: ("bytes", lambda value: b64encode(value).decode(), b64decode),
}
_BY_TOPIC: Mapping[str, Callable[[Any], Any]] = {
    "dict": dict,
    "rows": _rows,
    **{topic: make for topic, _, make in _BUILT_IN.values()},
}
