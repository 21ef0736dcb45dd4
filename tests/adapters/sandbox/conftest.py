from collections.abc import Iterator

import httpx
import pytest

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.control_desk import ControlDesk


@pytest.fixture(scope="session")
def address() -> Iterator[SandboxAddress]:
    with running_sandbox(SandboxOptions(seed=7)) as running:
        yield running


@pytest.fixture
def desk(address: SandboxAddress) -> Iterator[ControlDesk]:
    with httpx.Client(base_url=address.control_url, timeout=30) as client:
        desk = ControlDesk(client)
        yield desk
        desk.clear_faults()
