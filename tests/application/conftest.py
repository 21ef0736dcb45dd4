import pytest

from tests.application.world import World


@pytest.fixture
def world() -> World:
    """An application in memory that nothing has happened to."""
    return World()
