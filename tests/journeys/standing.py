"""`adscale` as a person starts it: a command in a home of its own, what it prints, and what it leaves behind."""

import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.embedded.folder import PORTS, is_free
from interfaces.processes import command

_OURS = ("DATABASE_URL", "REDIS_URL", "ADSCALE_", "GOOGLE_ADS_", "META_ADS_", "TIKTOK_ADS_")


class Running:
    """A started command; its standard output and errors are collected as they come."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        """All that it has printed so far."""
        return "".join(self._lines)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to the command alone."""
        self._process.send_signal(number)

    def says(self, words: str, *, within: float) -> bool:
        """Whether it prints some words in time, in seconds."""
        deadline = time.monotonic() + within
        while words not in self.said:
            if self._process.poll() is not None or time.monotonic() > deadline:
                return words in self.said
            time.sleep(0.05)
        return True

    def ends(self, *, within: float) -> int:
        """The exit status. Raises `subprocess.TimeoutExpired`."""
        status = self._process.wait(within)
        self._reader.join(within)
        return status

    def _read(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as output:
                for line in output:
                    self._lines.append(line)


@contextmanager
def adscale(home: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    """Start a command in a home, with these settings and no others; killed at the end if it still runs."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    with _ctrl_c_heard():
        process = subprocess.Popen(  # noqa: S603 - our own command line
            command(*arguments),
            env={**inherited, "ADSCALE_HOME": str(home), "PYTHONUNBUFFERED": "1", "COLUMNS": "200", **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    running = Running(process)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        running.ends(within=30)


@contextmanager
def _ctrl_c_heard() -> Iterator[None]:
    """What is started meanwhile hears Ctrl-C: tests that a shell runs in the background inherit deafness to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def processes_of(home: Path) -> list[int]:
    """The processes that run in a home: each of them has it in its environment or on its command line."""
    wanted = str(home).encode()
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if wanted in _told(entry)]


def are_gone(home: Path, *, within: float = 20.0) -> bool:
    """Whether no process of a home is left, in seconds."""
    deadline = time.monotonic() + within
    while processes_of(home):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def a_port() -> str:
    """A free port, outside those of outgoing connections."""
    while not is_free(port := secrets.choice(PORTS), patience=0):
        pass
    return str(port)


def _told(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
    except OSError:
        return b""
