"""Whether a process id found in a folder is still the server of that folder.

Process ids are used again, in containers after every start: after a kill -9 the id in a stale pid file may belong to
anyone, and must be neither believed nor signalled.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.embedded.errors import FolderInUseError

_DYING_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerProcess:
    """How to recognize a server: its program, the folder it works in, and the file it writes its process id to."""

    program: Path
    folder: Path
    pid_file: Path
    argument: str

    def pid(self) -> int | None:
        """Return the id of the live server, None if the pid file is missing or speaks of another process."""
        pid = self._written_pid()
        return pid if pid is not None and self._is(pid) else None

    def forget_reused_pid(self) -> None:
        """Remove a pid file whose process is a stranger: servers that only ask whether it lives would not start."""
        pid = self._written_pid()
        if pid is not None and _lives(pid) and not self._is(pid):
            self.pid_file.unlink(missing_ok=True)

    def end_strays(self) -> None:
        """Kill what a dead server's main process left working in the folder, where the machine lets us see it.

        Returns when they are gone: until then their shared memory keeps the next server from starting.
        """
        strays = [
            pid
            for pid in (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
            if _working_folder(pid) == self.folder and _program(pid) == self.program.name
        ]
        for pid in strays:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + _DYING_SECONDS
        while any(not _is_over(pid) for pid in strays) and time.monotonic() < deadline:
            time.sleep(0.01)

    def end(self, pid: int, *, how: signal.Signals, patience: float) -> None:
        """Stop the server that a killed supervisor left behind; the caller holds the folder's lock.

        Raises FolderInUseError if it belongs to another account, or is still there after `patience` seconds.
        """
        deadline = time.monotonic() + patience
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return
        except PermissionError:
            raise FolderInUseError(self.folder, str(pid)) from None
        while self._is(pid):
            if time.monotonic() > deadline:
                raise FolderInUseError(self.folder, str(pid))
            time.sleep(0.02)

    def _written_pid(self) -> int | None:
        try:
            return int(self.pid_file.read_text(encoding="utf-8").split(maxsplit=1)[0])
        except (OSError, ValueError, IndexError):
            return None

    def _is(self, pid: int) -> bool:
        arguments = _command_line(pid)
        if not arguments or Path(arguments[0]).name != self.program.name:
            return False
        return self.argument in arguments or _working_folder(pid) == self.folder


def _command_line(pid: int) -> list[str]:
    if sys.platform != "linux":
        return _listed_command_line(pid)
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _listed_command_line(pid: int) -> list[str]:
    ps = ("/bin/ps", "-ww", "-o", "command=", "-p", str(pid))
    listed = subprocess.run(ps, capture_output=True, check=False)  # noqa: S603  # the only argument is a number
    return listed.stdout.decode(errors="replace").split()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_over(pid: int) -> bool:
    """Whether a process has given up all it held: it is gone, or only waits for its parent to take note."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] == "Z"
        )
    except OSError:
        return True


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return ""


def _working_folder(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None
