"""One scheduler leads; when it is killed, another does."""

import os
import signal
from pathlib import Path

from interfaces.processes import command
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor
from tests.torture.waiting import eventually, said

NAMES = ("first", "second")
NO_QUEUE = "redis://127.0.0.1:1/0"
"""Whoever leads has nobody to send work to; that costs it work, not its lead."""


async def test_when_the_leader_is_killed_the_other_scheduler_leads(postgres_url: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": postgres_url, "REDIS_URL": NO_QUEUE, "ADSCALE_HOME": str(tmp_path)}
    children = tuple(
        ChildProcess(name=name, argv=command("scheduler"), env=environment, restart=False) for name in NAMES
    )

    def leaders() -> list[str]:
        return [name for name in NAMES if said(tmp_path / f"{name}.log", "scheduler.leads")]

    with Supervisor(children, logs=tmp_path).running() as supervisor:
        assert await eventually(lambda: len(leaders()) == 1)
        os.kill(supervisor.pid(leaders()[0]), signal.SIGKILL)
        assert await eventually(lambda: len(leaders()) == 2)
        assert len(supervisor.processes) == 1
