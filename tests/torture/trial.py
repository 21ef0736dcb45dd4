"""A ledger on trial: three writers and the probe on a database of their own, single rows held invisible, no kills."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, LiteralString
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from adapters.postgres.schema import migrate
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor
from tests.databases import named
from tests.torture import hardships
from tests.torture.books import make_the_librarys_table
from tests.torture.deliveries import wrong_to_the_probe
from tests.torture.waiting import eventually, said
from tests.torture.writer import ENOUGH, RESTS, WRITES

Kind = Literal["ours", "unlocked", "library"]

FACTS: Final = 400
"""So many are written, of which some sixteen are held."""

WRITERS: Final = ("writer-1", "writer-2", "writer-3")
PROBES: Final = ("probe-1", "probe-2")

_LOCKED_IN: Final = {
    "ledger.take_turns(uuid[])": "PERFORM pg_advisory_lock(",
    "ledger.stand_before_commit(integer[])": "PERFORM pg_advisory_xact_lock(",
}
"""The functions in which writers wait for each other, and what they do so by."""

_THE_LIBRARYS_ROWS: Final = """
    ALTER TABLE ledger.events RENAME TO events_of_ours;
    CREATE VIEW ledger.events AS
    SELECT '00000000-0000-0000-0000-000000000001'::uuid AS org_id, originator_id AS stream_id,
        originator_version::integer AS stream_version, 'campaign' AS stream_type, 0::smallint AS shard,
        notification_id AS position, gen_random_uuid() AS event_id, topic, 1::smallint AS schema_version,
        convert_from(state, 'UTF8')::jsonb AS data, 'system' AS actor_kind, 'library' AS actor_id,
        originator_id AS correlation_id, NULL::uuid AS causation_id, originator_id AS command_id, NULL AS trace,
        now() AS occurred_at, now() AS recorded_at
    FROM public.torture_events;
    GRANT SELECT ON ledger.events TO adscale_app;
"""
"""What the library has stored, where our reader looks for facts: it reads both by position and by nothing else."""


_NEWEST: Final = "SELECT max(position) FROM ledger.events"
_TAKEN: Final = "SELECT min(position) FROM work.checkpoints WHERE projection = 'probe'"


@contextmanager
def a_database(postgres_url: str) -> Iterator[str]:
    """The address of an empty, migrated database, as the role that owns everything."""
    name = f"torture_{uuid4().hex}"
    url = named(postgres_url, name)
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        migrate(url)
        yield url
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def prepare(url: str, kind: Kind) -> None:
    """Make the ledger that is to be tried."""
    match kind:
        case "ours":
            hardships.install(url)
        case "unlocked":
            _unlock(url)
            hardships.install(url)
        case "library":
            make_the_librarys_table(url)
            with psycopg.connect(url, autocommit=True) as owner:
                owner.execute(_THE_LIBRARYS_ROWS)
            hardships.install(url, "public.torture_events")


async def found_wrong(url: str, home: Path, kind: Kind) -> list[str]:
    """What the judge finds after some hundred facts of three writers."""
    prepare(url, kind)
    logs = [home / f"{name}.log" for name in WRITERS]
    with psycopg.connect(url, autocommit=True) as watching:
        with Supervisor(tuple(children(url, home, kind)), logs=home).running():
            assert await eventually(lambda: all(said(log, WRITES) for log in logs))
            enough = _position(watching, _NEWEST) + FACTS
            assert await eventually(lambda: _position(watching, _NEWEST) > enough)
            (home / ENOUGH).touch()
            assert await eventually(lambda: all(said(log, RESTS) for log in logs))
            assert await eventually(lambda: _position(watching, _TAKEN) == _position(watching, _NEWEST))
        return await asyncio.to_thread(wrong_to_the_probe, watching)


def children(url: str, home: Path, kind: Kind = "ours") -> Iterator[ChildProcess]:
    """Three writers, and two probes that share the shard groups."""
    for name in WRITERS:
        yield _child(url, name, "writer", str(home), name, "library" if kind == "library" else "ours")
    for name in PROBES:
        yield _child(url, name, "probe")


def _child(url: str, name: str, module: str, *arguments: str) -> ChildProcess:
    argv = (sys.executable, "-P", "-m", f"tests.torture.{module}", *arguments)
    return ChildProcess(name=name, argv=argv, env={"DATABASE_URL": url})


def _position(watching: psycopg.Connection[TupleRow], query: LiteralString) -> int:
    row = watching.execute(query).fetchone()
    return 0 if row is None or row[0] is None else int(row[0])


def _unlock(url: str) -> None:
    """Take the ledger's locks away from its writers, and nothing else."""
    with psycopg.connect(url, autocommit=True) as owner:
        for function, lock in _LOCKED_IN.items():
            ((definition,),) = owner.execute("SELECT pg_get_functiondef(%s::regprocedure)", (function,)).fetchall()
            assert lock in definition, "The ledger takes its locks elsewhere now: name the places here."
            owner.execute(definition.replace(lock, "PERFORM (").encode())
