"""The embedded servers as children: killed without warning, they come back on the same address with their data."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from adapters.embedded.errors import FolderInUseError
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor
from tests.interfaces.supervisor.waiting import eventually


@pytest.fixture
def postgres(tmp_path: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(tmp_path / "postgres")


@pytest.fixture
def valkey(tmp_path: Path) -> EmbeddedValkey:
    return EmbeddedValkey(tmp_path / "valkey")


@pytest.fixture
def supervisor(tmp_path: Path, postgres: EmbeddedPostgres, valkey: EmbeddedValkey) -> Iterator[Supervisor]:
    children = (ChildProcess.serving(postgres), ChildProcess.serving(valkey))
    with Supervisor(children, logs=tmp_path / "logs", console=sys.stdout).running() as running:
        yield running


def test_postgres_comes_back_after_a_kill_with_what_was_committed(
    supervisor: Supervisor, postgres: EmbeddedPostgres
) -> None:
    url = postgres.url
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    os.kill(supervisor.pid("postgres"), signal.SIGKILL)
    assert eventually(lambda: supervisor.starts("postgres") == 2 and postgres.ready())
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_valkey_comes_back_after_a_kill_with_what_was_written(supervisor: Supervisor, valkey: EmbeddedValkey) -> None:
    with redis.Redis.from_url(valkey.url, decode_responses=True) as client:
        client.set("word", "kept")
    os.kill(supervisor.pid("valkey"), signal.SIGKILL)
    assert eventually(lambda: supervisor.starts("valkey") == 2 and valkey.ready())
    with redis.Redis.from_url(valkey.url, decode_responses=True) as client:
        assert client.get("word") == "kept"


def test_a_second_supervisor_on_the_folder_is_refused_and_the_first_goes_on(
    supervisor: Supervisor, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    second = Supervisor((ChildProcess.serving(EmbeddedPostgres(tmp_path / "postgres")),), logs=tmp_path / "other")
    with pytest.raises(FolderInUseError), second.running():
        pytest.fail("it must not come up")
    assert postgres.ready()
    assert supervisor.starts("postgres") == 1


def test_a_clean_stop_frees_the_folders_and_the_next_start_has_the_same_urls(tmp_path: Path) -> None:
    urls = []
    for _ in range(2):
        servers = (EmbeddedPostgres(tmp_path / "postgres"), EmbeddedValkey(tmp_path / "valkey"))
        with Supervisor(tuple(map(ChildProcess.serving, servers)), logs=tmp_path / "logs").running():
            urls.append([server.url for server in servers])
    assert urls[0] == urls[1]
