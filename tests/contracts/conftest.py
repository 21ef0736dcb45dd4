"""One sandbox a module: its clock only goes forward, so that modules do not hurry each other's campaigns."""

from collections.abc import Iterator

import pytest

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxAddress]:
    with running_sandbox(SandboxOptions()) as address:
        yield address
