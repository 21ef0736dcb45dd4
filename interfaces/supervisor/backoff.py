"""How long to wait before a child that died is started again."""

from dataclasses import dataclass
from typing import Final

FIRST_DELAY: Final = 0.2
LONGEST_DELAY: Final = 5.0
STAYED_UP: Final = 30.0


@dataclass(slots=True)
class Backoff:
    """Doubles the delay from death to death up to the longest, in seconds, and begins anew once a child stayed up."""

    longest: float = LONGEST_DELAY
    deaths: int = 0

    def after_death(self, *, uptime: float) -> float:
        """Count a death and return the delay until the next start."""
        self.deaths = 1 if uptime >= STAYED_UP else self.deaths + 1
        doublings = min(self.deaths - 1, 10)
        return min(FIRST_DELAY * 2.0**doublings, self.longest)
