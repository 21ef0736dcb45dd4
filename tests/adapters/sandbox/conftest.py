from collections.abc import Iterator

import httpx
import pytest

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.pytest_plugin import AdsSandbox, ads_sandbox, ads_sandbox_of_session, ads_sandbox_options
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.control_desk import ControlDesk

# The plugin as its users have it, but for this folder alone: pytest takes `pytest_plugins` at the root only.
__all__ = ["ads_sandbox", "ads_sandbox_of_session", "ads_sandbox_options"]

_FRESH = "fresh"


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[AdsSandbox]:
    with running_sandbox(SandboxOptions(seed=7)) as running:
        control = ControlClient(running.control_url)
        control.take_snapshot(_FRESH)
        yield AdsSandbox(running, control)


@pytest.fixture
def address(shared_sandbox: AdsSandbox) -> SandboxAddress:
    """Where the shared sandbox answers, which each test finds as new: none leans on what another left."""
    shared_sandbox.control.clear_faults()
    shared_sandbox.control.restore(_FRESH)
    return shared_sandbox.address


@pytest.fixture
def desk(address: SandboxAddress) -> Iterator[ControlDesk]:
    with httpx.Client(base_url=address.control_url, timeout=30) as client:
        desk = ControlDesk(client)
        yield desk
        desk.clear_faults()
