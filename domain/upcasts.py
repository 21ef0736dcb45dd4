"""How facts stored in an older schema version become the present one: pure steps, dict to dict.

A step from version n to n + 1 of a topic is one entry. The chain is checked at start, so that a fact
class cannot move ahead without its step.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.shared.facts import Fact

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTS: dict[tuple[str, int], Upcast] = {}
"""By topic and the version that the step starts from."""


def upcast(
    topic: str, stored: int, current: int, data: dict[str, Any], steps: Mapping[tuple[str, int], Upcast] = UPCASTS
) -> dict[str, Any]:
    """The data of a fact stored at version `stored`, in the shape of version `current`."""
    for version in range(stored, current):
        data = steps[topic, version](data)
    return data


def broken_chains(facts: Mapping[str, type[Fact]], steps: Mapping[tuple[str, int], Upcast] = UPCASTS) -> list[str]:
    """What is missing or superfluous in the chains, one sentence each; empty when every old fact can be read."""
    needed = {(topic, version) for topic, fact in facts.items() for version in range(1, fact.schema_version)}
    return [
        *(f"No upcast of {topic} from version {version}." for topic, version in sorted(needed - steps.keys())),
        *(f"The upcast of {topic} from version {version} leads nowhere." for topic, version in steps.keys() - needed),
    ]
