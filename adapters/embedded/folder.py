"""The folder of one embedded server: its lock, and the port and password that outlive a restart."""

import fcntl
import os
import secrets
import socket
import time
from pathlib import Path
from typing import Final, TextIO

from adapters.embedded.errors import FolderInUseError, FolderNotOursError

# Below the ports that Linux (32768) and macOS (49152) hand to outgoing connections, or one of those could hold ours.
PORTS: Final = range(20_000, 32_000)


class ServerFolder:
    """A folder that one supervisor at a time may run a server in."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._lock: TextIO | None = None

    def claim(self) -> None:
        """Create the folder and hold it until `release` or the end of this process, however it ends.

        Raises FolderInUseError if another process, or another launcher in this one, holds it; FolderNotOursError.
        """
        if self._lock is not None:
            return
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.path / "lock").open("a+", encoding="ascii")
        except PermissionError:
            raise FolderNotOursError(self.path) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise FolderInUseError(self.path, holder) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        """Let another supervisor have the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def kept_port(self) -> int:
        """Return the port of the last start, or, if there is none or another program has taken it, a new one."""
        kept = self.path / "port"
        written = kept.read_text(encoding="ascii").strip() if kept.exists() else ""
        if written.isdecimal() and is_free(port := int(written)):
            return port
        port = _any_free_port()
        write_private(kept, f"{port}\n")
        return port

    def kept_password(self) -> str:
        """Return the password made at the first start; only the folder's owner can read it."""
        if not self.password_file.exists():
            write_private(self.password_file, f"{secrets.token_urlsafe(24)}\n")
        return self.password_file.read_text(encoding="ascii").strip()

    @property
    def password_file(self) -> Path:
        """Where the password is kept."""
        return self.path / "password"


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, whole or not at all, even if the power goes."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def is_free(port: int, *, patience: float = 0.5) -> bool:
    """Whether a server could listen on the port, waiting up to `patience` seconds for a dying one to let go."""
    deadline = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                probe.listen()
            except OSError:
                if time.monotonic() > deadline:
                    return False
            else:
                return True
        time.sleep(0.02)


def _any_free_port() -> int:
    while not is_free(port := secrets.choice(PORTS), patience=0):
        pass
    return port
