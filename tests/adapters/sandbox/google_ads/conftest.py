import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sandbox.tls import tls_files
from tests.adapters.sandbox.google_ads.bench import Bench

_TLS = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let gRPC know the TLS files of all benches: it looks once, when any test first needs its default."""
    folder = session.config.stash[_TLS] = tempfile.TemporaryDirectory(prefix="google-tls-")
    os.environ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = str(tls_files(Path(folder.name)).ca_file)


def pytest_sessionfinish(session: pytest.Session) -> None:
    folder = session.config.stash.get(_TLS, None)
    if folder is not None:
        folder.cleanup()


@pytest.fixture(scope="session")
def tls_folder(pytestconfig: pytest.Config) -> Path:
    """The TLS files of all benches."""
    return Path(pytestconfig.stash[_TLS].name)


@pytest.fixture
def bench(tls_folder: Path) -> Iterator[Bench]:
    """A sandbox of the test's own, its clock standing at noon UTC of 2026-10-01."""
    opened = Bench(tls_folder)
    yield opened
    opened.close()
