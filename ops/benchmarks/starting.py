"""How long `adscale up` takes to its first answer: on a folder without data, and on one that has been used."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from benchmarks.figures import Figure
from interfaces.processes import command

ROUNDS = 3
_PATIENCE = 120.0
_PAUSE = 0.01
_DIRECTLY = build_opener(ProxyHandler({}))


def measure() -> list[Figure]:
    """Seconds from the command to the first healthy answer, with no other server running."""
    new, used = zip(*(_started_twice() for _ in range(ROUNDS)), strict=True)
    return [_figure("new", median(new)), _figure("used", median(used))]


def _figure(folder: str, seconds: float) -> Figure:
    return Figure(name=f"`adscale up`, a {folder} data folder", measured=seconds, unit="s", goal=5, at_most=True)


def _started_twice() -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="adscale-start-") as folder:
        return _seconds_to_an_answer(Path(folder)), _seconds_to_an_answer(Path(folder))


def _seconds_to_an_answer(home: Path) -> float:
    started = time.perf_counter()
    with everything(home) as port:
        wait_for_health(port)
        return time.perf_counter() - started


@contextmanager
def everything(home: Path) -> Iterator[int]:
    """`adscale up` in a process of its own; yields the port that its API will answer on."""
    port = free_port()
    ours = {"ADSCALE_HOME": str(home), "ADSCALE_PORT": str(port), "DATABASE_URL": "", "REDIS_URL": ""}
    environment = {**os.environ, **ours}
    with (home / "up.log").open("wb") as log:
        process = subprocess.Popen(command("up"), env=environment, stdout=log, stderr=log)  # noqa: S603 - our own command
    try:
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_health(port: int) -> None:
    """Return once the API says that it can serve. Raises `TimeoutError`."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with _DIRECTLY.open(f"http://127.0.0.1:{port}/v1/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(_PAUSE)
    raise TimeoutError(f"Nothing answered on port {port} within {_PATIENCE:.0f} s.")
