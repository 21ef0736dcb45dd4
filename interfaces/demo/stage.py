"""The demo's stage: where its data is, which ports it uses, and the processes that it starts."""

import json
import os
import secrets
import socket
from collections import UserDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from interfaces.demo.plan import DAYS
from interfaces.processes import command, local_children
from interfaces.settings import Settings
from interfaces.supervisor.child import ChildProcess

_FAVOURITE_PORT = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a demo keeps from its first start to the next ones."""

    starts_on: date
    port: int
    api_key: str | None = None


class SandboxEnvironment(UserDict[str, str]):
    """The settings that point AdScale at the sandbox; known once the sandbox has written down where it listens."""

    def __init__(self, address_file: Path) -> None:
        super().__init__()
        self._address_file = address_file

    def __iter__(self) -> Iterator[str]:
        self._look()
        return super().__iter__()

    def __getitem__(self, name: str) -> str:
        self._look()
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._look()
        return super().__contains__(name)

    def _look(self) -> None:
        if not self.data and self._address_file.exists():
            self.data.update(as_settings(json.loads(self._address_file.read_text(encoding="utf-8"))))


def as_settings(address: dict[str, Any]) -> dict[str, str]:
    """The sandbox's address line as AdScale's settings."""
    google, meta, tiktok = address["google_ads"], address["meta"], address["tiktok"]
    return {
        "GOOGLE_ADS_ENDPOINT": google["endpoint"],
        "GOOGLE_ADS_CA_FILE": google["ca_file"],
        "GOOGLE_ADS_AUTH_URI": google["auth_uri"],
        "GOOGLE_ADS_TOKEN_URI": google["token_uri"],
        "GOOGLE_ADS_CLIENT_ID": google["client_id"],
        "GOOGLE_ADS_CLIENT_SECRET": google["client_secret"],
        "META_ADS_GRAPH_URL": meta["graph_url"],
        "META_ADS_DIALOG_URL": meta["dialog_url"],
        "META_ADS_APP_ID": meta["app_id"],
        "META_ADS_APP_SECRET": meta["app_secret"],
        "TIKTOK_ADS_BASE_URL": tiktok["base_url"],
        "TIKTOK_ADS_AUTH_URL": tiktok["auth_url"],
        "TIKTOK_ADS_APP_ID": tiktok["app_id"],
        "TIKTOK_ADS_SECRET": tiktok["secret"],
    }


class Stage:
    """One demo's home."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self._file = self.home / "demo.json"
        self.played_before = self._file.exists()
        self.script = self._read() or Script(
            starts_on=datetime.now(UTC).date() - timedelta(days=DAYS), port=_FAVOURITE_PORT
        )
        if not _is_free(self.script.port):
            self.keep(port=_any_free_port())

    @property
    def address_file(self) -> Path:
        """Where the sandbox writes down where it listens."""
        return self.home / "sandbox" / "address.json"

    @property
    def settings(self) -> Settings:
        """The settings that the demo's processes run with."""
        return Settings(home=self.home, port=self.script.port, host="127.0.0.1")

    def children(self) -> tuple[ChildProcess, ...]:
        """The sandbox, and everything that `adscale up` starts, pointed at it."""
        start = datetime.combine(self.script.starts_on, datetime.min.time(), UTC) + timedelta(hours=12)
        state = self.home / "sandbox"
        sandbox = ChildProcess(
            name="sandbox",
            argv=command("sandbox", "--state", str(state), "--start", start.isoformat()),
            ready=self.address_file.exists,
            before_start=lambda: self.address_file.unlink(missing_ok=True),
        )
        return (sandbox, *local_children(self.settings, SandboxEnvironment(self.address_file)))

    def address(self) -> dict[str, Any]:
        """The sandbox's address line."""
        address: dict[str, Any] = json.loads(self.address_file.read_text(encoding="utf-8"))
        return address

    def keep(self, *, port: int | None = None, api_key: str | None = None) -> None:
        """Keep something for the next start, readable by us alone."""
        before = self.script
        self.script = Script(starts_on=before.starts_on, port=port or before.port, api_key=api_key or before.api_key)
        self.home.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(f"demo.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(
                {
                    "starts_on": self.script.starts_on.isoformat(),
                    "port": self.script.port,
                    "api_key": self.script.api_key,
                },
                file,
            )
        draft.replace(self._file)

    def _read(self) -> Script | None:
        if not self.played_before:
            return None
        kept = json.loads(self._file.read_text(encoding="utf-8"))
        return Script(starts_on=date.fromisoformat(kept["starts_on"]), port=kept["port"], api_key=kept["api_key"])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
