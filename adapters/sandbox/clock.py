"""The sandbox's own time: a month of advertising must pass in a second, and every rule must follow it."""

import threading
from datetime import UTC, datetime, timedelta

from adapters.sandbox.lock import Lock


class ClockWentBackError(ValueError):
    """The sandbox clock only goes forward."""


class Clock:
    """Virtual time in aware UTC; it runs at real speed from its start unless frozen."""

    def __init__(self, start: datetime | None = None, lock: Lock | None = None) -> None:
        self._lock = lock or threading.RLock()
        self._ahead = (start or datetime.now(UTC)).astimezone(UTC) - datetime.now(UTC)
        self._frozen_at: datetime | None = None

    @property
    def frozen(self) -> bool:
        """Whether time stands still until moved by hand."""
        return self._frozen_at is not None

    def now(self) -> datetime:
        """Return the sandbox's present moment, aware, in UTC."""
        with self._lock:
            return self._frozen_at or datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move forward; `ClockWentBackError` if `by` is negative."""
        if by < timedelta(0):
            raise ClockWentBackError(f"the sandbox clock only goes forward: cannot advance by {by}")
        with self._lock:
            self._ahead += by
            if self._frozen_at is not None:
                self._frozen_at += by

    def jump_to(self, moment: datetime) -> None:
        """Move forward to `moment` (aware); `ClockWentBackError` if that is in the sandbox's past."""
        with self._lock:
            self.advance(moment - self.now())

    def freeze(self) -> None:
        """Stop time here; `advance` and `jump_to` still move it."""
        with self._lock:
            self._frozen_at = self.now()

    def run(self) -> None:
        """Let time run on at real speed from where it stands."""
        with self._lock:
            if self._frozen_at is not None:
                self._ahead = self._frozen_at - datetime.now(UTC)
                self._frozen_at = None

    def put_back(self, moment: datetime, *, frozen: bool) -> None:
        """Set the time of a world that is brought back, be it in the past; only a snapshot may do this."""
        with self._lock:
            self._ahead = moment - datetime.now(UTC)
            self._frozen_at = moment if frozen else None

    def dump(self) -> object:
        """Return what `load` needs to go on with the same offset from real time."""
        return self._ahead, self._frozen_at

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        self._ahead, self._frozen_at = state  # type: ignore[misc]  # our own dump
