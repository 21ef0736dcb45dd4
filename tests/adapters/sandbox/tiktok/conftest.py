from collections.abc import Iterator

import pytest

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.tiktok.business_api import BusinessApi


@pytest.fixture
def tiktok(address: SandboxAddress) -> Iterator[BusinessApi]:
    with BusinessApi(address) as api:
        yield api
