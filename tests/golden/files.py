"""The golden files: what the ledger holds of every fact that was ever stored. They are added to, never changed.

Run this module (`python -m tests.golden.files`) after a fact is added or moves to its next schema version.
"""

import json
from pathlib import Path
from typing import Any

from adapters.postgres.codec import encode
from domain.topics import FACTS
from tests.golden.examples import examples

FOLDER = Path(__file__).parent / "facts"


def golden_file(topic: str, schema_version: int) -> Path:
    """Where the golden data of a topic at a version stands."""
    return FOLDER / f"{topic}.v{schema_version}.json"


def stored(file: Path) -> tuple[str, int, dict[str, Any]]:
    """Topic, schema version and data of a golden file."""
    topic, _, version = file.stem.rpartition(".v")
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return topic, int(version), data


def write_missing() -> None:
    """Write what is missing; a file that is there stays as it is, whatever the code says now."""
    FOLDER.mkdir(exist_ok=True)
    known = examples()
    for fact in FACTS:
        file = golden_file(fact.topic, fact.schema_version)
        if not file.exists():
            text = json.dumps(encode(known[fact.topic]), ensure_ascii=False, indent=2, sort_keys=True)
            file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_missing()
