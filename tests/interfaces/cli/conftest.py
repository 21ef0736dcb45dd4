from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.cli.console import Console, a_console, a_database


@pytest.fixture(scope="session")
def console_database(postgres_url: str) -> Iterator[str]:
    """A database that only the tests of the command line use, so that they can project it themselves."""
    with a_database(postgres_url) as url:
        yield url


@pytest.fixture
def console(console_database: str, tmp_path: Path) -> Iterator[Console]:
    with a_console(console_database, tmp_path / "home") as opened:
        yield opened
