"""Outlives a killed supervisor just long enough to see that all its children, and theirs, have ended.

The kernel's own signal (leash.py) reaches the children alone, exists on Linux alone, and may be ignored. This process
reads from a pipe which children are running; the pipe's end is the supervisor's death. Run by its path in a bare
interpreter: `hold PROCESS SIGNAL GRACE` and `drop PROCESS` are the lines it understands.
"""

import os
import signal
import sys
import time

LAST_WAIT = 5.0


def main() -> None:
    """Keep the book of running children until the pipe ends, then end them."""
    held: dict[int, tuple[int, float]] = {}
    for line in sys.stdin:
        verb, process, *rest = line.split()
        if verb == "hold":
            held[int(process)] = int(rest[0]), float(rest[1])
        else:
            held.pop(int(process), None)
    end(held)


def end(held: dict[int, tuple[int, float]]) -> None:
    """Wait for each process group to end, and kill it once its grace, in seconds, is over."""
    if sys.platform != "linux":  # where the kernel has sent the signal already, a second would mean haste
        for process, (stop_signal, _) in held.items():
            _reach(process, stop_signal)
    began = time.monotonic()
    while held:
        elapsed = time.monotonic() - began
        for process, (_, grace) in tuple(held.items()):
            number = signal.SIGKILL if elapsed > grace else 0
            if not _reach(process, number) or elapsed > grace + LAST_WAIT:
                del held[process]
        time.sleep(0.05)


def _reach(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
