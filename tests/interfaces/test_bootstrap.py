"""What is wired refuses to start where it could not read the ledger, and notices a database that is gone."""

from collections.abc import Callable

import pytest
from psycopg.conninfo import conninfo_to_dict
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


def test_a_server_that_is_gone_without_a_word_is_noticed(settings: Settings) -> None:
    said = conninfo_to_dict(bootstrap.conninfo(settings))
    assert said["tcp_user_timeout"] == "60000"
    assert said["keepalives_idle"] == "30"


def test_what_the_address_says_of_patience_stands() -> None:
    url = SecretStr("postgresql://127.0.0.1/none?connect_timeout=44&options=-c%20lock_timeout%3D7")
    said = conninfo_to_dict(bootstrap.conninfo(Settings(database_url=url)))
    assert (said["connect_timeout"], said["keepalives_count"]) == ("44", "3")
    assert str(said["options"]).endswith("lock_timeout=10000 -c lock_timeout=7 -c role=adscale_app")
