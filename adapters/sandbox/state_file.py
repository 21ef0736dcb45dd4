"""The world on disk: saved soon after each change and at the end, so that a restart serves the same world."""

import json
import threading
import time
from pathlib import Path
from typing import Any

from adapters.sandbox import plain_data
from adapters.sandbox.sandbox import Sandbox

_FILE_NAME = "sandbox-state.json"
_FORMAT = 1
_PAUSE_SECONDS = 0.5
# A large world takes long to write: it is written less often, so that nine tenths of the time are left for serving.
_PAUSE_PER_SAVE = 9


class UnreadableStateError(RuntimeError):
    """The state is damaged, or was saved by a later version."""


class StateFile:
    """Keeps one sandbox's state, and the ports it is served on, in a folder; `fresh` forgets what is there."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self._path = folder / _FILE_NAME
        self._ports: dict[str, int] = {}
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if fresh:
            self._path.unlink(missing_ok=True)

    def load(self, sandbox: Sandbox) -> dict[str, int] | None:
        """Bring the saved world back; returns the ports it was served on, or None if nothing is saved."""
        if not self._path.exists():
            return None
        try:
            saved = self._read()
            sandbox.load(saved["world"])
            sandbox.snapshots.load(saved["snapshots"])
            self._ports = saved["ports"]
        except (ValueError, TypeError, LookupError, OSError) as error:
            raise UnreadableStateError(
                f"{self._path} holds no world this sandbox can read ({error}): start with --fresh to forget it"
            ) from error
        return self._ports

    def _read(self) -> dict[str, Any]:
        head, _, content = self._path.read_text(encoding="utf-8").partition("\n")
        saved_as = json.loads(head)["format"]
        if saved_as > _FORMAT:
            raise ValueError(f"a later AdScale saved it, as format {saved_as}")
        found: dict[str, Any] = plain_data.read(content)
        return found

    def save(self, sandbox: Sandbox) -> None:
        """Write the whole state beside the old one, then swap them."""
        with sandbox.lock:
            content = plain_data.written(
                {"world": sandbox.dump(), "snapshots": sandbox.snapshots.dump(), "ports": self._ports}
            )
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(f"{json.dumps({'format': _FORMAT})}\n{content}\n", encoding="utf-8")
        fresh.replace(self._path)

    def watch(self, sandbox: Sandbox, ports: dict[str, int]) -> None:
        """Save now, and after each change from now on until `close`."""
        self._ports = ports
        self.save(sandbox)
        self._watcher = threading.Thread(target=self._save_changes, args=(sandbox,), name="sandbox-state", daemon=True)
        self._watcher.start()

    def _save_changes(self, sandbox: Sandbox) -> None:
        saved, pause = sandbox.fingerprint(), _PAUSE_SECONDS
        while not self._stop.wait(pause):
            current = sandbox.fingerprint()
            if current != saved:
                saved, began = current, time.monotonic()
                self.save(sandbox)
                pause = max(_PAUSE_SECONDS, _PAUSE_PER_SAVE * (time.monotonic() - began))

    def close(self, sandbox: Sandbox) -> None:
        """Stop watching and save a last time."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()
        self.save(sandbox)
