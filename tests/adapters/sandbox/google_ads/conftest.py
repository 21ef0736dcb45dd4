from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sandbox.google_ads.tls import tls_files
from tests.adapters.sandbox.google_ads.bench import Bench


@pytest.fixture(scope="session")
def tls_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The TLS files of all benches, known to gRPC's own default: it looks once, when a process first needs it."""
    folder = tmp_path_factory.mktemp("google-tls")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", str(tls_files(folder).ca_file))
        yield folder


@pytest.fixture
def bench(tls_folder: Path) -> Iterator[Bench]:
    """A sandbox of the test's own, its clock standing at noon UTC of 2026-10-01."""
    opened = Bench(tls_folder)
    yield opened
    opened.close()
