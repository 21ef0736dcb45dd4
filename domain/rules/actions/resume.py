"""Resume what the rule watches."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Resume the rule's channel, or its whole campaign where it watches no single channel."""

    kind: Literal["resume"] = "resume"
