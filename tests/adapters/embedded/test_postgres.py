import os
import signal
import socket
import stat
import subprocess
import threading
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.errors import FolderInUseError, ServerDidNotStartError
from adapters.embedded.postgres import EmbeddedPostgres


def ask(url: str, query: str) -> str:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        cursor = connection.execute(query.encode())
        return "" if cursor.description is None else str((cursor.fetchone() or [""])[0])


def pid_file(folder: Path) -> Path:
    return folder / "cluster" / "postmaster.pid"


def kill_at_once(folder: Path) -> None:
    os.kill(int(pid_file(folder).read_text().split()[0]), signal.SIGKILL)


def keep_busy(connection: psycopg.Connection) -> None:
    with suppress(psycopg.OperationalError):
        connection.execute("DO 'BEGIN LOOP PERFORM 1; END LOOP; END'")


def test_it_starts_with_durability_and_checksums_on(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert ask(postgres.url, f"SHOW {setting}") == "on"


def test_it_listens_on_this_machine_alone_and_asks_for_the_password(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    assert ask(postgres.url, "SHOW listen_addresses") == "127.0.0.1"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(f"postgresql://adscale:wrong@127.0.0.1:{postgres.port}/adscale", "SELECT 1")


def test_socket_and_tcp_reach_the_same_database(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    ask(postgres.tcp_url, "CREATE TABLE kept (word text)")
    assert ask(postgres.url, "SELECT inet_client_addr() IS NULL AND count(*) = 0 FROM kept") == "True"


def test_a_folder_too_deep_for_a_socket_is_served_by_tcp_alone(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / ("deep" * 30)) as server:
        assert server.url == server.tcp_url
        assert ask(server.url, "SELECT 1") == "1"


def test_a_restart_keeps_the_data_and_the_url(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        first_url = server.url
        ask(first_url, "CREATE TABLE kept AS SELECT 'é' AS word")
    with EmbeddedPostgres(folder) as server:
        assert server.url == first_url
        assert ask(first_url, "SELECT upper(word) FROM kept") == "É"


def test_a_kill_loses_nothing_that_was_committed(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 42 AS number")
        kill_at_once(folder)
    with EmbeddedPostgres(folder) as server:
        assert ask(server.url, "SELECT number FROM kept") == "42"


def test_a_query_that_outlives_the_killed_server_does_not_hinder_the_next_start(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server, closing(psycopg.connect(server.url)) as connection:
        query = threading.Thread(target=keep_busy, args=(connection,))
        query.start()
        while ask(server.url, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %'") == "0":
            pass
        kill_at_once(folder)
        server.stop()
        server.start()
        query.join()
        assert ask(server.url, "SELECT 1") == "1"


def test_a_stale_process_id_that_a_stranger_has_now_is_not_believed(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        kill_at_once(folder)
    owner = (folder / "cluster").stat().st_uid
    with subprocess.Popen(["/bin/sleep", "60"], user=owner) as stranger:
        lines = pid_file(folder).read_text().splitlines(keepends=True)
        pid_file(folder).write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        with EmbeddedPostgres(folder) as server:
            assert ask(server.url, "SELECT 1") == "1"
        assert stranger.poll() is None
        stranger.kill()


def test_a_taken_port_gives_way_to_a_new_one(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        taken = server.port
    with socket.create_server(("127.0.0.1", taken)), EmbeddedPostgres(folder) as server:
        assert server.port != taken
        assert ask(server.url, "SELECT 1") == "1"


def test_a_second_start_on_the_folder_is_refused_and_harms_nothing(postgres: EmbeddedPostgres, folder: Path) -> None:
    postgres.start()
    with pytest.raises(FolderInUseError, match=f"in use by process {os.getpid()}.*ADSCALE_HOME"):
        EmbeddedPostgres(folder).start()
    assert ask(postgres.url, "SELECT 1") == "1"


def test_a_start_that_fails_shows_the_end_of_the_log_and_frees_the_folder(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        pass
    settings = folder / "cluster" / "postgresql.conf"
    sound = settings.read_text()
    settings.write_text(f"{sound}\nno_such_setting = 1\n")
    with pytest.raises(ServerDidNotStartError, match="no_such_setting"):
        EmbeddedPostgres(folder).start()
    settings.write_text(sound)
    with EmbeddedPostgres(folder) as server:
        assert ask(server.url, "SELECT 1") == "1"


def test_a_first_start_that_was_cut_short_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "cluster.new" / "base").mkdir(parents=True)
    (tmp_path / "cluster.new" / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path) as server:
        assert ask(server.url, "SELECT current_database()") == "adscale"


def test_a_lost_password_is_replaced_by_a_new_one(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        lost = server.url
    (folder / "password").unlink()
    with EmbeddedPostgres(folder) as server:
        assert server.url != lost
        assert ask(server.url, "SELECT 1") == "1"


def test_the_password_is_for_the_owner_alone(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres"):
        assert stat.S_IMODE((tmp_path / "postgres" / "password").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "postgres").stat().st_mode) & 0o077 == 0
