from collections.abc import Iterator

import httpx
import pytest

from adapters.sandbox.pytest_plugin import ads_sandbox, ads_sandbox_of_session, ads_sandbox_options
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.control_desk import ControlDesk

# The plugin as its users have it, but for this folder alone: pytest takes `pytest_plugins` at the root only.
__all__ = ["ads_sandbox", "ads_sandbox_of_session", "ads_sandbox_options"]


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
