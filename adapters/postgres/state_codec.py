"""An aggregate's state as JSON and back, and the name of its shape: a snapshot of another shape is not read."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from json import dumps
from typing import Any

from pydantic import TypeAdapter

from domain.topics import AGGREGATES

BY_STREAM_TYPE: Mapping[str, type[Any]] = {aggregate.stream_type: aggregate for aggregate in AGGREGATES}


def encode_state(stream_type: str, state: object) -> str:
    """A state, as JSON text."""
    return _adapter(stream_type).dump_json(state).decode()


def decode_state(stream_type: str, state: str) -> object:
    """The state that JSON text of the present shape stands for. Raises pydantic's `ValidationError`."""
    return _adapter(stream_type).validate_json(state)


@cache
def state_schema(stream_type: str) -> str:
    """The name of the shape that states of this kind of stream have in this code: a hash of their JSON schema."""
    schema = _adapter(stream_type).json_schema(mode="serialization")
    return f"{stream_type}:{sha256(dumps(schema, sort_keys=True).encode()).hexdigest()[:16]}"


@cache
def _adapter(stream_type: str) -> TypeAdapter[Any]:
    return TypeAdapter(BY_STREAM_TYPE[stream_type])
