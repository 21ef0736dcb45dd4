"""A fixture for other people's tests: `pytest_plugins = ["adapters.sandbox.pytest_plugin"]` in a conftest.py.

One sandbox starts with the first test that asks for it and serves the whole session. Each test finds it as it was
at its start, whatever the tests before did to objects, time, faults or rules. The start can be changed by overriding
`ads_sandbox_options`, a fixture of the session that returns `SandboxOptions`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox

_FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class AdsSandbox:
    """`address` holds what clients need, by platform; `control` moves time, breaks calls and plays scenarios."""

    address: SandboxAddress
    control: ControlClient


@pytest.fixture(scope="session")
def ads_sandbox_options() -> SandboxOptions:
    """How the session's sandbox starts; override it for another seed, start or set of rules."""
    return SandboxOptions()


@pytest.fixture(scope="session")
def ads_sandbox_of_session(ads_sandbox_options: SandboxOptions) -> Iterator[AdsSandbox]:
    """Run the sandbox that all tests share, in threads of this process; tests ask for `ads_sandbox`."""
    with running_sandbox(ads_sandbox_options) as address:
        control = ControlClient(address.control_url)
        control.take_snapshot(_FRESH)
        yield AdsSandbox(address, control)


@pytest.fixture
def ads_sandbox(ads_sandbox_of_session: AdsSandbox) -> Iterator[AdsSandbox]:
    """Google Ads, Meta and TikTok on this machine, as new for this test.

    `ads_sandbox.address.meta["access_token"]` and its like are what a client needs; `ads_sandbox.control.advance(
    days=7)` lets a week of advertising pass, `ads_sandbox.control.play("token_revoked", "meta")` spoils the day.
    """
    yield ads_sandbox_of_session
    ads_sandbox_of_session.control.clear_faults()
    ads_sandbox_of_session.control.restore(_FRESH)
