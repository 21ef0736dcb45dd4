"""The supervisor's line to its warden, who ends the children if the supervisor is killed."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from interfaces.supervisor.child import ChildProcess

_WARDEN: Final = Path(__file__).with_name("warden.py")


class OrphanGuard:
    """Tells the warden which process groups to end; its own death does no harm."""

    def __init__(self) -> None:
        self._warden = subprocess.Popen(  # noqa: S603  # our own script in our own interpreter
            (sys.executable, "-I", "-S", str(_WARDEN)),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            process_group=0,
        )

    def hold(self, pid: int, child: ChildProcess) -> None:
        """Have the child's group ended if this process dies."""
        self._tell(f"hold {pid} {int(child.stop_signal)} {child.grace}")

    def drop(self, pid: int) -> None:
        """Forget a group that has ended."""
        self._tell(f"drop {pid}")

    def close(self) -> None:
        """Dismiss the warden."""
        if self._warden.stdin is not None:
            with suppress(BrokenPipeError):
                self._warden.stdin.close()
        self._warden.wait()

    def _tell(self, line: str) -> None:
        if self._warden.stdin is not None:
            with suppress(BrokenPipeError):
                print(line, file=self._warden.stdin)
