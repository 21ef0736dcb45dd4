import time
from collections.abc import Callable
from pathlib import Path


def eventually(condition: Callable[[], bool], *, within: float = 10.0) -> bool:
    """Whether the condition comes true in time, in seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def runs(pid: int) -> bool:
    """Whether the process is alive and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
