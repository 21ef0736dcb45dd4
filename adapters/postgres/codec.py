"""Facts as JSON and back. Facts are plain dataclasses; pydantic does the work at this edge only."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from application.errors import UnknownFactError
from domain.shared.facts import Fact
from domain.topics import BY_TOPIC
from domain.upcasts import broken_chains, upcast


class UnregisteredFactError(Exception):
    """Nobody could read the fact again."""


def check_upcasts() -> None:
    """Refuse to start with facts in the ledger that could not be read. Raises `RuntimeError`."""
    broken = broken_chains(BY_TOPIC)
    if broken:
        raise RuntimeError(" ".join(broken))


def encode(fact: Fact) -> dict[str, Any]:
    """A fact's own data, as JSON values. Raises `UnregisteredFactError`."""
    data: dict[str, Any] = _adapter(type(fact)).dump_python(fact, mode="json")
    return data


def encode_json(fact: Fact) -> str:
    """A fact's own data, as JSON text. Raises `UnregisteredFactError`."""
    return _adapter(type(fact)).serializer.to_json(fact).decode()


def decode(topic: str, schema_version: int, data: str) -> Fact:
    """The fact that stands behind a topic and its JSON text. Raises `UnknownFactError`."""
    read = _READERS.get((topic, schema_version))
    if read is not None:
        return read(data)
    fact_class = BY_TOPIC.get(topic)
    if fact_class is None or not 1 <= schema_version <= fact_class.schema_version:
        raise UnknownFactError(f"{topic} at schema version {schema_version}: {UnknownFactError.__doc__}")
    if schema_version == fact_class.schema_version:
        # The validator itself, bound once: a load is hundreds of these, and each is a few microseconds.
        _READERS[topic, schema_version] = _adapter(fact_class).validator.validate_json
        return _READERS[topic, schema_version](data)
    return _adapter(fact_class).validate_python(
        upcast(topic, schema_version, fact_class.schema_version, json.loads(data)), strict=False
    )


_ADAPTERS: dict[type[Fact], TypeAdapter[Fact]] = {}
_READERS: dict[tuple[str, int], Callable[[str], Fact]] = {}


def _adapter(fact_class: type[Fact]) -> TypeAdapter[Fact]:
    adapter = _ADAPTERS.get(fact_class)
    if adapter is None:
        if BY_TOPIC.get(fact_class.topic) is not fact_class:
            name = fact_class.__qualname__
            raise UnregisteredFactError(
                f"{fact_class.topic} would not be read as {name}. Enter it in domain/topics.py."
            )
        adapter = _ADAPTERS[fact_class] = TypeAdapter(fact_class)
    return adapter
