from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.sandbox.google_ads.bench import Bench


@pytest.fixture(scope="session")
def tls_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("google-tls")


@pytest.fixture
def bench(tls_folder: Path) -> Iterator[Bench]:
    """A sandbox of the test's own, its clock standing at noon UTC of 2026-10-01."""
    opened = Bench(tls_folder)
    yield opened
    opened.close()
