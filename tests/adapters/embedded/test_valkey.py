import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from adapters.embedded.errors import FolderInUseError
from adapters.embedded.valkey import EmbeddedValkey


@contextmanager
def client(url: str) -> Iterator[redis.Redis]:
    connected = redis.Redis.from_url(url, decode_responses=True)
    yield connected
    connected.close()


def test_it_keeps_every_write_and_evicts_nothing(valkey: EmbeddedValkey) -> None:
    valkey.start()
    with client(valkey.url) as connected:
        for setting, value in {
            "bind": "127.0.0.1",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }.items():
            assert connected.config_get(setting) == {setting: value}


def test_it_asks_for_the_password(valkey: EmbeddedValkey) -> None:
    valkey.start()
    with client(f"redis://127.0.0.1:{valkey.port}/0") as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_a_restart_keeps_the_data_and_the_url(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server, client(server.url) as connected:
        first_url = server.url
        connected.set("word", "kept")
    with EmbeddedValkey(tmp_path) as server, client(first_url) as connected:
        assert server.url == first_url
        assert connected.get("word") == "kept"


def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server, client(server.url) as connected:
        connected.set("word", "kept")
        os.kill(int((tmp_path / "valkey.pid").read_text()), signal.SIGKILL)
    with EmbeddedValkey(tmp_path) as server, client(server.url) as connected:
        assert connected.get("word") == "kept"


def test_a_taken_port_gives_way_to_a_new_one(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server:
        taken = server.port
    with socket.create_server(("127.0.0.1", taken)), EmbeddedValkey(tmp_path) as server:
        assert server.port != taken


def test_a_second_start_on_the_folder_is_refused_and_harms_nothing(valkey: EmbeddedValkey, tmp_path: Path) -> None:
    valkey.start()
    with pytest.raises(FolderInUseError):
        EmbeddedValkey(tmp_path / "valkey").start()
    assert valkey.ready()


def test_a_folder_with_spaces_and_quotes_in_its_name_is_served(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / 'my "own" data') as server:
        assert server.ready()
