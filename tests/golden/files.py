"""The golden files: what the ledger holds of every fact that was ever stored. They are added to, never changed.

Run this module (`python -m tests.golden.files`) after a fact is added or moves to its next schema version, or one of
its enumerations has a new member.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from adapters.postgres.codec import encode
from domain.topics import FACTS
from tests.golden.examples import examples

FOLDER = Path(__file__).parent / "facts"
MANIFEST = Path(__file__).parent / "manifest.json"
"""The SHA-256 of each golden file, by its name."""
WORDS = Path(__file__).parent / "words.json"
"""The stored words of each enumeration, or class with a literal, that a fact is made of: an example shows one only."""


def golden_file(topic: str, schema_version: int) -> Path:
    """Where the golden data of a topic at a version stands."""
    return FOLDER / f"{topic}.v{schema_version}.json"


def stored(file: Path) -> tuple[str, int, dict[str, Any]]:
    """Topic, schema version and data of a golden file."""
    topic, _, version = file.stem.rpartition(".v")
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return topic, int(version), data


def entered(file: Path) -> dict[str, Any]:
    """What stands in the manifest, or among the words."""
    known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return known


def digests() -> dict[str, str]:
    """What the manifest says of golden files that nobody has touched."""
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in FOLDER.glob("*.json")}


def words() -> dict[str, list[str]]:
    """The words that the code can store and read today."""
    _, schema = TypeAdapter.json_schemas([(fact.topic, "serialization", TypeAdapter(fact)) for fact in FACTS])
    by_class = {name: sorted({*_words_in(definition)}) for name, definition in schema["$defs"].items()}
    return {name: stored_as for name, stored_as in by_class.items() if stored_as}


def _words_in(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("enum", ())
        yield from (schema["const"],) if "const" in schema else ()
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _words_in(part)


def write_missing() -> None:
    """Write and enter what is missing; what is there stays as it is, whatever the code says now."""
    FOLDER.mkdir(exist_ok=True)
    known = examples()
    for fact in FACTS:
        file = golden_file(fact.topic, fact.schema_version)
        if not file.exists():
            _write(file, encode(known[fact.topic]))
    _write(MANIFEST, digests() | entered(MANIFEST))
    before, today = entered(WORDS), words()
    _write(WORDS, {name: sorted({*before.get(name, ()), *today.get(name, ())}) for name in before | today})


def _write(file: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_missing()
