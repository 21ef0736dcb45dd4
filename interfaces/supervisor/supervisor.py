"""Runs a set of children as one: up in order, mended while it runs, down in reverse order."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, Self, TextIO

from interfaces.supervisor.backoff import LONGEST_DELAY, Backoff
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.errors import ChildNotRunningError
from interfaces.supervisor.keeper import Keeper
from interfaces.supervisor.logs import ChildLog
from interfaces.supervisor.orphans import OrphanGuard

_TICK: Final = 0.02
_STARTING_TICK: Final = 0.005


class Supervisor:
    """The parent of the children, for one run: `run` in the foreground, or `running` around a block.

    logs: the folder of one log file a child and one of the supervisor's own events, called supervisor.log.
    console: where to copy all lines.
    patience: seconds that each child has to become ready.
    longest_delay: seconds between a death and the next start, at most.
    """

    def __init__(
        self,
        children: tuple[ChildProcess, ...],
        *,
        logs: Path,
        console: TextIO | None = None,
        patience: float = 120.0,
        longest_delay: float = LONGEST_DELAY,
    ) -> None:
        self._children = children
        self._log_folder = logs
        self._console = console
        self._keepers: list[Keeper] = []
        self._patience = patience
        self._longest_delay = longest_delay
        self._stopping = threading.Event()
        self._hurry = threading.Event()
        self._settled = threading.Event()
        self._failure: BaseException | None = None

    def run(self) -> None:
        """Run until SIGINT or SIGTERM, in the main thread; a second signal ends the grace that children have.

        Raises ChildDidNotStartError, or what a `before_start` raised, after all has been stopped again.
        """
        asked = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._on_signal) for number in asked}
        try:
            self._supervise()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if self._failure is not None:
            raise self._failure

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Run while the block runs, which begins when all children are ready. Raises what `run` does."""
        thread = threading.Thread(target=self._supervise, name="supervisor")
        thread.start()
        try:
            self._settled.wait()
            if self._failure is None:
                yield self
        finally:
            self.stop()
            thread.join()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Ask for the end of the run, from any thread."""
        self._stopping.set()

    @property
    def processes(self) -> dict[str, int]:
        """The process id of each child that runs now, in starting order."""
        return {keeper.child.name: keeper.pid for keeper in self._keepers if keeper.pid is not None}

    def pid(self, name: str) -> int:
        """Return the process id of the child. Raises ChildNotRunningError, also between its death and its restart."""
        try:
            return self.processes[name]
        except KeyError:
            raise ChildNotRunningError(name) from None

    def starts(self, name: str) -> int:
        """Return how often the child was started."""
        return sum(keeper.starts for keeper in self._keepers if keeper.child.name == name)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping.is_set():
            self._hurry.set()
        self._stopping.set()

    def _supervise(self) -> None:
        try:
            with ExitStack() as stack:
                self._keepers = self._hire(stack)
                for keeper in self._keepers:
                    stack.callback(self._bring_down, keeper)
                    self._bring_up(keeper)
                self._settled.set()
                while not self._stopping.wait(_TICK):
                    self._tend()
        except BaseException as failure:  # noqa: BLE001  # kept for the thread that waits, which raises it
            self._failure = failure
        finally:
            self._settled.set()

    def _hire(self, stack: ExitStack) -> list[Keeper]:
        orphans = stack.enter_context(closing(OrphanGuard()))
        events = stack.enter_context(closing(self._log_of("supervisor")))
        logs = [stack.enter_context(closing(self._log_of(child.name))) for child in self._children]
        stack.callback(events.write, "all children have stopped")
        return [
            Keeper(child, log=log, events=events, orphans=orphans, backoff=Backoff(longest=self._longest_delay))
            for child, log in zip(self._children, logs, strict=True)
        ]

    def _log_of(self, name: str) -> ChildLog:
        return ChildLog(self._log_folder, name, console=self._console)

    def _bring_up(self, keeper: Keeper) -> None:
        if self._stopping.is_set():
            return
        keeper.start()
        deadline = time.monotonic() + self._patience
        while not keeper.is_up() and not self._stopping.wait(_STARTING_TICK):
            if time.monotonic() > deadline:
                raise keeper.did_not_start(f"it is not ready after {self._patience:.0f} seconds")
            self._tend()

    def _tend(self) -> None:
        for keeper in self._keepers:
            keeper.tend()

    def _bring_down(self, keeper: Keeper) -> None:
        keeper.ask_to_stop()
        deadline = time.monotonic() + keeper.child.grace
        while not keeper.has_stopped():
            if self._hurry.is_set() or time.monotonic() > deadline:
                keeper.kill()
            time.sleep(_STARTING_TICK)
        if keeper.child.after_stop is not None:
            keeper.child.after_stop()
