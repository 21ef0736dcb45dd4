"""What happens to the children of a supervisor that is killed without a chance to stop them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor
from tests.interfaces.supervisor.waiting import eventually, runs

SUPERVISE_SCRIPTS = """
import sys
from pathlib import Path
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor
children = tuple(
    ChildProcess(name=f"script{number}", argv=("sh", "-c", script), grace=0.5)
    for number, script in enumerate(sys.argv[2:])
)
supervisor = Supervisor(children, logs=Path(sys.argv[1]))
with supervisor.running():
    print(*supervisor.processes.values(), flush=True)
    sys.stdin.read()
"""
SUPERVISE_POSTGRES = """
import sys
from pathlib import Path
from adapters.embedded.postgres import EmbeddedPostgres
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor
supervisor = Supervisor((ChildProcess.serving(EmbeddedPostgres(Path(sys.argv[1]))),), logs=Path(sys.argv[1], "logs"))
with supervisor.running():
    print(*supervisor.processes.values(), flush=True)
    sys.stdin.read()
"""


@contextmanager
def supervising(program: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    command = (sys.executable, "-c", program, *arguments)
    with subprocess.Popen(  # noqa: S603  # the programs above
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        children = supervisor.stdout.readline().split() if supervisor.stdout else []
        yield supervisor, [int(child) for child in children]
        supervisor.kill()


def warden_of(supervisor: int) -> int:
    children = [
        int(pid) for listed in Path(f"/proc/{supervisor}/task").glob("*/children") for pid in listed.read_text().split()
    ]
    return next(pid for pid in children if b"warden.py" in Path(f"/proc/{pid}/cmdline").read_bytes())


def test_children_of_a_killed_supervisor_end_even_if_they_ignore_the_signal(tmp_path: Path) -> None:
    deaf = "trap '' TERM; while :; do sleep 0.05; done"
    with supervising(SUPERVISE_SCRIPTS, str(tmp_path), "exec sleep 600", deaf) as (supervisor, children):
        assert len(children) == 2
        supervisor.kill()
        assert eventually(lambda: not any(runs(child) for child in children))


def test_a_grandchild_of_a_killed_supervisor_ends_too(tmp_path: Path) -> None:
    with supervising(SUPERVISE_SCRIPTS, str(tmp_path), "sleep 600 & echo $!; wait") as (supervisor, _):
        log = tmp_path / "script0.log"
        assert eventually(lambda: log.exists() and "| " in log.read_text())
        grandchild = int(log.read_text().split("| ")[1].split()[0])
        supervisor.kill()
        assert eventually(lambda: not runs(grandchild))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_children_end_with_the_supervisor_even_if_its_warden_was_killed_before(tmp_path: Path) -> None:
    with supervising(SUPERVISE_SCRIPTS, str(tmp_path), "exec sleep 600") as (supervisor, children):
        os.kill(warden_of(supervisor.pid), signal.SIGKILL)
        assert runs(children[0])
        supervisor.kill()
        assert eventually(lambda: not runs(children[0]))


def test_ctrl_c_in_the_terminal_reaches_the_supervisor_alone(tmp_path: Path) -> None:
    with supervising(SUPERVISE_SCRIPTS, str(tmp_path), "exec sleep 600") as (supervisor, children):
        assert [os.getpgid(child) for child in children] == children
        assert os.getpgid(supervisor.pid) not in children


def test_postgres_stops_by_itself_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    with supervising(SUPERVISE_POSTGRES, str(tmp_path)) as (supervisor, children):
        supervisor.kill()
        assert eventually(lambda: not runs(children[0]))


def test_the_next_supervisor_takes_over_the_data_of_a_killed_one_at_once(tmp_path: Path) -> None:
    with supervising(SUPERVISE_POSTGRES, str(tmp_path)) as (supervisor, children):
        supervisor.kill()
        supervisor.wait()
        server = EmbeddedPostgres(tmp_path)
        with Supervisor((ChildProcess.serving(server),), logs=tmp_path / "logs").running() as successor:
            assert successor.starts("postgres") == 1
            assert not runs(children[0])
            with psycopg.connect(server.url) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_next_supervisor_takes_over_from_servers_that_cannot_stop_by_themselves(tmp_path: Path) -> None:
    orphan = EmbeddedPostgres(tmp_path)
    orphan.start()
    orphan.release()
    server = EmbeddedPostgres(tmp_path)
    with Supervisor((ChildProcess.serving(server),), logs=tmp_path / "logs").running():
        assert server.ready()
    orphan.stop()
