"""Keeps one child running: starts it, notes its death, and starts it again when its time has come."""

import time

from interfaces.supervisor.backoff import Backoff
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.errors import ChildDidNotStartError
from interfaces.supervisor.logs import ChildLog
from interfaces.supervisor.orphans import OrphanGuard
from interfaces.supervisor.running_child import RunningChild

STARTS_BEFORE_GIVING_UP = 5


class Keeper:
    """The supervisor's hold on one child; all but `pid` and `starts` belong to the supervisor's one thread."""

    def __init__(
        self, child: ChildProcess, *, log: ChildLog, events: ChildLog, orphans: OrphanGuard, backoff: Backoff
    ) -> None:
        self.child = child
        self.starts = 0
        self._log = log
        self._events = events
        self._orphans = orphans
        self._backoff = backoff
        self._running: RunningChild | None = None
        self._due: float | None = None
        self._status: int | None = None
        self._came_up = False

    @property
    def pid(self) -> int | None:
        """The child's process id, None while it is down."""
        running = self._running
        return None if running is None else running.pid

    def start(self) -> None:
        """Start the child. Passes on what its `before_start` raises."""
        self._due = None
        if self.child.before_start is not None:
            self.child.before_start()
        self._running = RunningChild(self.child, log=self._log, orphans=self._orphans)
        self.starts += 1
        self._events.write(f"{self.child.name} runs as process {self._running.pid}")

    def is_up(self) -> bool:
        """Whether the next child may start. Raises ChildDidNotStartError once there is no more hope."""
        if self.child.completes:
            self._came_up = self._status == 0
            if self._status:
                raise self.did_not_start(f"it ended with {_spoken(self._status)}")
        elif self._running is not None:
            self._came_up = self.child.ready is None or self.child.ready()
        elif self._due is None or self._backoff.deaths >= STARTS_BEFORE_GIVING_UP:
            raise self.did_not_start(f"it ended with {_spoken(self._status or 0)}")
        return self._came_up

    def tend(self) -> None:
        """Note a death, and start again what is due."""
        if self._running is not None and (status := self._running.status()) is not None:
            self._note_death(self._running, status)
        if self._due is not None and time.monotonic() >= self._due:
            self._start_again()

    def ask_to_stop(self) -> None:
        """Send the stop signal, and never start the child again."""
        self._due = None
        if self._running is not None:
            self._running.stop()

    def kill(self) -> None:
        """End the child and its group at once."""
        if self._running is not None:
            self._running.kill()

    def has_stopped(self) -> bool:
        """Whether nothing of the child is left."""
        if self._running is not None and self._running.status() is not None:
            self._running = None
        return self._running is None

    def did_not_start(self, reason: str) -> ChildDidNotStartError:
        """Return the error that tells why, with the end of the child's log."""
        return ChildDidNotStartError(self.child.name, reason=reason, log=self._log.tail())

    def _note_death(self, running: RunningChild, status: int) -> None:
        self._running, self._status = None, status
        if self.child.completes or not self.child.restart:
            self._events.write(f"{self.child.name} ended with {_spoken(status)}")
            return
        self._restart_in(self._backoff.after_death(uptime=running.uptime), f"ended with {_spoken(status)}")

    def _start_again(self) -> None:
        try:
            self.start()
        except Exception as error:
            if not self._came_up:
                raise
            delay = self._backoff.after_death(uptime=0)
            self._restart_in(delay, f"could not start ({error})")

    def _restart_in(self, delay: float, reason: str) -> None:
        self._due = time.monotonic() + delay
        self._events.write(f"{self.child.name} {reason}; it starts again in {delay:.1f} s")


def _spoken(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
