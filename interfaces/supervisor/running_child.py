"""One run of a child, from its start to the end of the last process it left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.logs import ChildLog
from interfaces.supervisor.orphans import OrphanGuard

_LEASH: Final = Path(__file__).with_name("leash.py")
_LOG_PATIENCE: Final = 1.0


class RunningChild:
    """A child in a process group of its own: Ctrl-C in the terminal reaches the supervisor alone.

    To be started in a thread that lives as long as the supervisor, since Linux takes the end of the thread for the
    death of the parent.
    """

    def __init__(self, child: ChildProcess, *, log: ChildLog, orphans: OrphanGuard) -> None:
        self._child = child
        self._orphans = orphans
        self._process = subprocess.Popen(  # noqa: S603  # the command lines come from our own wiring
            _leashed(child),
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **child.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        orphans.hold(self.pid, child)
        self._started_at = time.monotonic()
        output = self._process.stdout
        if output is None:
            raise RuntimeError("a pipe was asked for")
        self._log_thread = log.follow(output)

    @property
    def pid(self) -> int:
        """The process id, which is also that of the group."""
        return self._process.pid

    @property
    def uptime(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started_at

    def status(self) -> int | None:
        """Return the exit status, negative for a signal, and None while the child runs.

        What the child left running in its group is killed first, while its id still keeps the group's from reuse.
        """
        if self._process.returncode is not None:
            return self._process.returncode
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        self._kill_group()
        status = self._process.wait()
        self._orphans.drop(self.pid)
        self._log_thread.join(_LOG_PATIENCE)
        return status

    def stop(self) -> None:
        """Ask the child to stop."""
        if self.status() is None:
            self._process.send_signal(self._child.stop_signal)

    def kill(self) -> None:
        """End the child and all of its group at once."""
        if self.status() is None:
            self._kill_group()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def _leashed(child: ChildProcess) -> tuple[str, ...]:
    if sys.platform != "linux":
        return child.command()
    return (sys.executable, "-I", "-S", str(_LEASH), str(int(child.stop_signal)), str(os.getpid()), *child.command())
