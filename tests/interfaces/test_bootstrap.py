"""What is wired refuses to start where it could not read the ledger."""

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from domain.upcasts import UPCASTS
from interfaces import bootstrap
from interfaces.settings import Settings

STARTED: tuple[Callable[[Settings], object], ...] = (bootstrap.projection_runner, bootstrap.projection_desk)


@pytest.fixture
def settings() -> Settings:
    return Settings(database_url=SecretStr("postgresql://127.0.0.1/none"), redis_url=SecretStr("redis://127.0.0.1/0"))


@pytest.mark.parametrize("start", STARTED)
def test_nobody_projects_facts_whose_upcasts_do_not_meet(
    start: Callable[[Settings], object], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UPCASTS, ("campaign.drafted", 7), dict)
    with pytest.raises(RuntimeError, match="version 7 leads nowhere"):
        start(settings)


async def test_nobody_takes_commands_on_facts_whose_upcasts_do_not_meet(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UPCASTS, ("campaign.drafted", 7), dict)
    with pytest.raises(RuntimeError, match="leads nowhere"):
        await bootstrap.open_services(settings).__aenter__()
