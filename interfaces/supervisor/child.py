"""What the supervisor must know of a process to run it."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self


class Server(Protocol):
    """A server that can be run in the foreground, such as the embedded Postgres and Valkey."""

    @property
    def name(self) -> str:
        """The server's name in the logs."""

    @property
    def stop_signal(self) -> signal.Signals:
        """The signal on which it stops soon and keeps its data."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What it needs beside the supervisor's own environment."""

    def prepare(self) -> None:
        """Make ready for a start; called before each."""

    def command(self) -> tuple[str, ...]:
        """Return the command line of the prepared server."""

    def ready(self) -> bool:
        """Whether it accepts connections now."""

    def release(self) -> None:
        """Let go of what `prepare` took; called after the last stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildProcess:
    """One process to run.

    argv: the command line, or a function that returns it, asked after `before_start`.
    env: added to the supervisor's own environment.
    ready: whether the child does its work now; quick, without an exception. None: as soon as it runs.
    restart: whether to start it again whenever it ends.
    completes: it does one thing and ends (a migration); the next child waits for its status 0.
    before_start, after_stop: called before every start, and once after the last stop.
    grace: seconds between the stop signal and SIGKILL.
    """

    name: str
    argv: tuple[str, ...] | Callable[[], tuple[str, ...]]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    restart: bool = True
    completes: bool = False
    before_start: Callable[[], None] | None = None
    after_stop: Callable[[], None] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0

    @classmethod
    def serving(cls, server: Server, *, grace: float = 60.0) -> Self:
        """Return the child that runs a server, prepared before each start."""
        return cls(
            name=server.name,
            argv=server.command,
            env=server.environment,
            ready=server.ready,
            before_start=server.prepare,
            after_stop=server.release,
            stop_signal=server.stop_signal,
            grace=grace,
        )

    def command(self) -> tuple[str, ...]:
        """Return the command line of the next start."""
        return self.argv() if callable(self.argv) else self.argv
