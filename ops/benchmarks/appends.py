"""Durable appends: ours with every check, beside the library's recorder and Postgres's own insert."""

import asyncio
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import uvloop
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.postgres.appends import Append, Part, StoredFact
from adapters.postgres.coalescer import Coalescer
from benchmarks.figures import Figure, side_by_side
from benchmarks.servers import ROLE, as_owner, pgbench
from interfaces.garbage import collect_rarely

ROUNDS, SECONDS = 7, 3
_PAYLOAD = {
    "before": {"kind": "daily", "amount": {"currency": "USD", "micros": 100_000_000}},
    "after": {"kind": "daily", "amount": {"currency": "USD", "micros": 110_000_000}},
    "note": "x" * 120,
}
_DATA = json.dumps(_PAYLOAD)
_PGBENCH = (
    "INSERT INTO bench.events VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'campaign', 3,"  # noqa: S608 - our own text
    " nextval('bench.positions'), gen_random_uuid(), 'campaign.budget_changed', 1,"
    f" '{_DATA}'::jsonb, 'user', 'u', gen_random_uuid(), NULL, gen_random_uuid(), NULL, now(), now(),"
    " sha256('a'::bytea), sha256('b'::bytea));\n"
)


def measure(url: str) -> list[Figure]:
    """Appends a second with 32 and with 128 in flight."""
    as_owner(
        url,
        "CREATE SCHEMA IF NOT EXISTS bench",
        "CREATE SEQUENCE IF NOT EXISTS bench.positions",
        "CREATE TABLE IF NOT EXISTS bench.events (LIKE ledger.events INCLUDING ALL)",
    )
    rounds = [
        (stock(url, 32), ours(url, 32), pgbench(url, _PGBENCH, clients=32, seconds=SECONDS), ours(url, 128))
        for _ in range(ROUNDS)
    ]
    library, at_32, bare, at_128 = zip(*rounds, strict=True)
    return [
        _beside(32, at_32, library, "stock recorder, 32 threads", goal=10),
        _beside(32, at_32, bare, "pgbench single-row inserts, 32 clients", goal=0.8),
        _beside(128, at_128, at_32, "ours at 32", goal=1.2),
    ]


def _beside(in_flight: int, rates: Sequence[float], references: Sequence[float], name: str, *, goal: float) -> Figure:
    return side_by_side(
        name=f"durable appends, {in_flight} in flight",
        ours=rates,
        references=references,
        unit="/s",
        reference_name=f"/s, {name}",
        goal=goal,
    )


def ours(url: str, in_flight: int) -> float:
    """Appends a second through the coalescing writer, one fact each, to streams of ten organizations."""
    collect_rarely()
    return uvloop.run(_ours(make_conninfo(url, options=ROLE), in_flight))


async def _ours(conninfo: str, in_flight: int) -> float:
    async with Coalescer(conninfo) as writer:
        await writer.append(_an_append(0))
        until = time.perf_counter() + SECONDS

        async def client(number: int) -> int:
            done = 0
            while time.perf_counter() < until:
                await writer.append(_an_append(number))
                done += 1
            return done

        started = time.perf_counter()
        counts = await asyncio.gather(*(client(number) for number in range(in_flight)))
        return sum(counts) / (time.perf_counter() - started)


_ORGANIZATIONS = [uuid4() for _ in range(10)]


def _an_append(number: int) -> Append:
    command = uuid4()
    fact = StoredFact(event_id=uuid4(), topic="campaign.budget_changed", schema_version=1, data=_DATA)
    return Append(
        organization=_ORGANIZATIONS[number % 10],
        command_id=command,
        fingerprint="",
        actor_kind="user",
        actor_id="bench",
        correlation_id=command,
        causation_id=None,
        trace=None,
        occurred_at=datetime.now(UTC),
        parts=[Part(stream_id=uuid4(), stream_type="campaign", expected_version=0, facts=[fact])],
    )


def stock(url: str, threads: int) -> float:
    """Appends a second through the library's own Postgres recorder, in its default (safe) mode."""
    recorder = stock_recorder(url, threads)
    state, until = _DATA.encode(), time.perf_counter() + SECONDS

    def client() -> int:
        done = 0
        while time.perf_counter() < until:
            event = StoredEvent(originator_id=uuid4(), originator_version=1, topic="topic", state=state)
            recorder.insert_events([event])
            done += 1
        return done

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        counts = list(pool.map(lambda _: client(), range(threads)))
    took = time.perf_counter() - started
    recorder.datastore.close()
    return sum(counts) / took


def stock_recorder(url: str, threads: int) -> PostgresApplicationRecorder:
    """The library's recorder on a table of its own."""
    os.environ.pop("POSTGRES_ENABLE_DB_FUNCTIONS", None)
    address = conninfo_to_dict(url)
    datastore = PostgresDatastore(
        dbname=str(address["dbname"]),
        host=str(address["host"]),
        port=str(address["port"]),
        user=str(address["user"]),
        password=str(address["password"]),
        pool_size=threads,
    )
    recorder = PostgresApplicationRecorder(datastore, events_table_name="stock_events")
    recorder.create_table()
    return recorder
