"""The sandbox's own time: a month of advertising must pass in a second, and every rule must follow it."""

import threading
from datetime import UTC, datetime, timedelta
from typing import cast

from adapters.sandbox.lock import Lock

MOST_SPEED = 86_400.0
"""A day a second: beyond this a client would not be answered on the day it asked about."""


class ClockWentBackError(ValueError):
    """The sandbox clock only goes forward."""


class Clock:
    """Virtual time in aware UTC; from its start it runs at real speed, until told to run faster or to stand still."""

    def __init__(self, start: datetime | None = None, lock: Lock | None = None) -> None:
        self._lock = lock or threading.RLock()
        self._since = datetime.now(UTC)
        self._stood_at = (start or self._since).astimezone(UTC)
        self._speed = 1.0

    @property
    def speed(self) -> float:
        """Sandbox seconds a real second; 0 while time stands still."""
        return self._speed

    @property
    def frozen(self) -> bool:
        """Whether time stands still until moved by hand."""
        return self._speed == 0

    def now(self) -> datetime:
        """Return the sandbox's present moment, aware, in UTC."""
        with self._lock:
            return self._stood_at + (datetime.now(UTC) - self._since) * self._speed

    def advance(self, by: timedelta) -> None:
        """Move forward; `ClockWentBackError` if `by` is negative."""
        if by < timedelta(0):
            raise ClockWentBackError(f"the sandbox clock only goes forward: cannot advance by {by}")
        with self._lock:
            self._stood_at += by

    def jump_to(self, moment: datetime) -> None:
        """Move forward to `moment` (aware); `ClockWentBackError` if that is in the sandbox's past."""
        with self._lock:
            self.advance(moment - self.now())

    def freeze(self) -> None:
        """Stop time here; `advance` and `jump_to` still move it."""
        self._go_on(0)

    def run(self, speed: float = 1) -> None:
        """Let time run on from where it stands, `speed` sandbox seconds a real second."""
        if not 0 < speed <= MOST_SPEED:
            raise ValueError(f"must be above 0 and at most {MOST_SPEED:g} sandbox seconds a second")
        self._go_on(speed)

    def put_back(self, moment: datetime, *, speed: float) -> None:
        """Set the time of a world that is brought back, be it in the past; only a snapshot may do this."""
        with self._lock:
            self._stood_at, self._since, self._speed = moment, datetime.now(UTC), speed

    def _go_on(self, speed: float) -> None:
        with self._lock:
            self.put_back(self.now(), speed=speed)

    def setting(self) -> object:
        """Return a value that stays the same for as long as nobody moves the clock."""
        return self._stood_at, self._since, self._speed

    def dump(self) -> object:
        """Return what `load` needs to go on: the moment here, the speed, and the moment outside."""
        with self._lock:
            return self.now(), self._speed, datetime.now(UTC)

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned.

        Since then time passed here as it did outside, however fast the clock ran: a night must not become a decade.
        """
        moment, speed, left_at = cast("tuple[datetime, float, datetime]", state)
        self.put_back(moment + (datetime.now(UTC) - left_at) * min(speed, 1), speed=speed)
