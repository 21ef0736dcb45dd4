"""The world on disk: saved soon after each change and at the end, so that a restart serves the same world."""

import pickle
import threading
from pathlib import Path
from typing import Any

from adapters.sandbox.sandbox import Sandbox

_FILE_NAME = "sandbox-state.pickle"
_PAUSE_SECONDS = 0.5


class UnreadableStateError(RuntimeError):
    """The state was saved by another version, or is damaged."""


class StateFile:
    """Keeps one sandbox's state, and the ports it is served on, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE_NAME
        self._ports: dict[str, int] = {}
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def load(self, sandbox: Sandbox) -> dict[str, int] | None:
        """Bring the saved world back; returns the ports it was served on, or None if nothing is saved."""
        if not self._path.exists():
            return None
        try:
            saved: dict[str, Any] = pickle.loads(self._path.read_bytes())  # noqa: S301 - a file of our own making
            sandbox.load(saved["world"])
            sandbox.snapshots.load(saved["snapshots"])
        except Exception as error:
            raise UnreadableStateError(f"{self._path} is no state of this sandbox: delete it to start anew") from error
        self._ports = saved["ports"]
        return self._ports

    def save(self, sandbox: Sandbox) -> None:
        """Write the whole state beside the old one, then swap them."""
        with sandbox.lock:
            content = pickle.dumps(
                {"world": sandbox.dump(), "snapshots": sandbox.snapshots.dump(), "ports": self._ports}
            )
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(content)
        fresh.replace(self._path)

    def watch(self, sandbox: Sandbox, ports: dict[str, int]) -> None:
        """Save now, and after each change from now on until `close`."""
        self._ports = ports
        self.save(sandbox)
        self._watcher = threading.Thread(target=self._save_changes, args=(sandbox,), name="sandbox-state", daemon=True)
        self._watcher.start()

    def _save_changes(self, sandbox: Sandbox) -> None:
        saved = sandbox.fingerprint()
        while not self._stop.wait(_PAUSE_SECONDS):
            current = sandbox.fingerprint()
            if current != saved:
                saved = current
                self.save(sandbox)

    def close(self, sandbox: Sandbox) -> None:
        """Stop watching and save a last time."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()
        self.save(sandbox)
