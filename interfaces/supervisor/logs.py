"""The lines that the children print, one file a child, each line dated and with its child's name, without colours."""

import re
import threading
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, TextIO

_ESCAPE_SEQUENCES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_LONGEST_FILE: Final = 20_000_000
_TAIL: Final = 20


class ChildLog:
    """The file of one child, with one older file behind it, and a copy on the console if there is one."""

    def __init__(self, folder: Path, name: str, *, console: TextIO | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{name}.log"
        self._name = name
        self._console = console
        self._file = self._path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self._last: deque[str] = deque(maxlen=_TAIL)

    def write(self, line: str) -> None:
        """Take one line of the child's."""
        text = _ESCAPE_SEQUENCES.sub("", line.rstrip())
        now = datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
        with self._lock:
            self._last.append(text)
            if self._file.tell() > _LONGEST_FILE:
                self._begin_anew()
            self._file.write(f"{now}Z {self._name} | {text}\n")
            self._file.flush()
            if self._console is not None:
                print(f"{self._name:<10} | {text}", file=self._console, flush=True)

    def follow(self, stream: IO[bytes]) -> threading.Thread:
        """Take each line of the stream until it ends, in a thread of its own that closes it then."""
        thread = threading.Thread(target=self._copy, args=(stream,), name=f"log of {self._name}", daemon=True)
        thread.start()
        return thread

    def tail(self) -> str:
        """Return the last lines taken in this run."""
        with self._lock:
            return "\n".join(self._last)

    def close(self) -> None:
        """Close the file; lines that come later are lost."""
        with self._lock:
            self._file.close()

    def _copy(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                try:
                    self.write(line.decode(errors="replace"))
                except ValueError:
                    return

    def _begin_anew(self) -> None:
        self._file.close()
        self._path.replace(self._path.with_suffix(".log.1"))
        self._file = self._path.open("a", encoding="utf-8")
