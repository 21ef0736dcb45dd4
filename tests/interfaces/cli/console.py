"""The command line on a database of its own: what is typed, and what comes back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import structlog
from psycopg import sql
from typer.testing import CliRunner, Result

from adapters.postgres.schema import migrate
from interfaces.cli.main import app
from tests.databases import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """`adscale`, with an organization of this name already there."""

    slug: str

    def run(self, *arguments: str) -> Result:
        """Run a command as it would be typed."""
        return CliRunner().invoke(app, arguments)

    def imports(self, file: Path, *options: str) -> Result:
        """Import a file's performance."""
        return self.run("import", "performance", str(file), "--organization", self.slug, *options)

    def reports(self, *options: str) -> Result:
        """Report performance."""
        return self.run("report", "performance", "--organization", self.slug, *options)

    def figures(self, *options: str) -> list[dict[str, Any]]:
        """The rows of a report, exact."""
        report = self.reports("--format", "json", *options)
        assert report.exit_code == 0, report.output
        rows: list[dict[str, Any]] = json.loads(report.stdout)
        return rows


@contextmanager
def a_database(server_url: str) -> Iterator[str]:
    """A migrated database on the tests' server that no other test projects."""
    database = f"console_{uuid4().hex}"
    name = sql.Identifier(database)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        url = named(server_url, database)
        migrate(url)
        yield url
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def a_console(database_url: str, home: Path) -> Iterator[Console]:
    """The command line with a new organization on a database."""
    logging_before = structlog.get_config()
    console = Console(slug=f"tenant-{uuid4().hex[:8]}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
        environment.setenv("ADSCALE_HOME", str(home))
        made = console.run(
            "organizations", "create", "--slug", console.slug, "--name", "Tenant", "--email", "a@b.example"
        )
        assert made.exit_code == 0, made.output
        yield console
    structlog.configure(**logging_before)
