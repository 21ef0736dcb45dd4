"""Our processes may start before what they need: they wait, none of them dies, and then they work."""

from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.schema import migrate
from interfaces.processes import command
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor
from tests.torture.waiting import eventually, said

WAITING = {
    "projector": "projector_started",
    "worker": "worker.started",
    "scheduler": "scheduler.database_lost",
}
"""What each process says once it is up and its database is not."""

NOT_MIGRATED = 'role \\"adscale_app\\" does not exist'
"""What Postgres says, in JSON, to those who come before the migration."""


async def test_processes_that_start_before_their_servers_wait_and_then_work(tmp_path: Path) -> None:
    postgres, valkey = EmbeddedPostgres(tmp_path / "postgres"), EmbeddedValkey(tmp_path / "valkey")
    postgres.prepare()
    valkey.prepare()
    environment = {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url, "ADSCALE_HOME": str(tmp_path)}
    children = tuple(ChildProcess(name=name, argv=command(name), env=environment) for name in WAITING)
    with Supervisor(children, logs=tmp_path).running() as supervisor:
        assert await eventually(lambda: all(said(tmp_path / f"{name}.log", words) for name, words in WAITING.items()))
        with postgres, valkey:
            assert await eventually(lambda: said(tmp_path / "projector.log", NOT_MIGRATED))
            migrate(postgres.url)
            key = _something_to_do(postgres.url)
            assert await eventually(lambda: _is_done(postgres.url, key))
            assert await eventually(lambda: said(tmp_path / "projector.log", "projection_started"))
            assert [supervisor.starts(name) for name in WAITING] == [1, 1, 1]


def _something_to_do(url: str) -> UUID:
    """A reaction that the scheduler's sweep must find and a worker close: its rule does not exist."""
    with psycopg.connect(url) as connection:
        key = uuid4()
        connection.execute(
            "INSERT INTO work.reactions"
            " (org_id, reaction_key, handler, serial_key, target, cause_id, cause_position, correlation_id)"
            " VALUES (%(id)s, %(id)s, 'rules.act', 'rule', jsonb_build_object('rule_id', %(id)s), %(id)s, 1, %(id)s)",
            {"id": key},
        )
        return key


def _is_done(url: str, key: UUID) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT state FROM work.reactions WHERE reaction_key = %s", (key,)).fetchone()
        return row == ("done",)
