"""Appends and loads on a ledger of ten million facts, beside the same on one of a hundred thousand.

The facts are copies of one campaign's hundred, under streams, commands, positions and organizations of their own, in
the ledger's own tables with all their constraints. A hundred campaigns are always steered at the same time, so the
facts of one lie as far apart as they would after months. Only the chain of hashes is the first campaign's.
"""

import asyncio
from itertools import cycle
from statistics import median

import psycopg
from psycopg.conninfo import make_conninfo

from application.handling import load
from application.ports import GrownStream
from application.snapshots.commands import snapshot
from benchmarks.appends import ours as appends_a_second
from benchmarks.campaigns import an_organization
from benchmarks.figures import Figure
from benchmarks.loads import a_campaign_of, a_forgetful_ledger, milliseconds
from benchmarks.servers import ROLE, as_owner
from domain.campaigns.campaign import Campaign
from domain.shared.ids import OrganizationId

FACTS, FEW = 10_000_000, 100_000
OF_A_STREAM, AT_THE_SAME_TIME, AT_ONCE = 100, 100, 100_000
ROUNDS, IN_FLIGHT, LOADED, IN_USE = 3, 32, 500, 100
_WHAT = (
    ("append, 32 in flight", 1.3),
    (f"load of 100 facts, {IN_USE} campaigns in use, no snapshots", 1.3),
    ("load of 100 facts, any campaign, with its snapshot", 1.3),
    # Postgres has to fetch a hundred pages for each from the system's cache: told, not promised.
    ("load of 100 facts, any campaign, no snapshots", None),
)

_PREPARE = f"""
    CREATE SCHEMA IF NOT EXISTS bench;
    CREATE TABLE bench.life AS SELECT * FROM ledger.events WHERE stream_id = '{{campaign}}';
    CREATE TABLE bench.tenants AS
        SELECT number, md5('tenant' || number)::uuid AS org_id, ledger.shard_of(md5('tenant' || number)::uuid) AS shard
        FROM generate_series(0, {AT_THE_SAME_TIME} - 1) AS number;
    CREATE TABLE bench.streams (number int PRIMARY KEY, org_id uuid, shard smallint, stream_id uuid);
"""  # noqa: S608 - our own text
_STREAMS = f"""
    INSERT INTO bench.streams
    SELECT n, t.org_id, t.shard, uuidv7() FROM generate_series(%(first)s::int, %(last)s) AS n
    JOIN bench.tenants t ON t.number = n %% {AT_THE_SAME_TIME} ORDER BY n
"""  # noqa: S608 - our own text
_EVENTS = f"""
    INSERT INTO ledger.events (org_id, stream_id, stream_version, stream_type, shard, position, event_id, topic,
        schema_version, data, actor_kind, actor_id, correlation_id, causation_id, command_id, trace, occurred_at,
        recorded_at, prev_hash, hash)
    SELECT s.org_id, s.stream_id, l.stream_version, l.stream_type, s.shard,
        %(position)s + row_number() OVER (ORDER BY s.number / {AT_THE_SAME_TIME}, l.stream_version, s.number),
        uuidv7(), l.topic, l.schema_version, l.data, l.actor_kind, l.actor_id, l.correlation_id, l.causation_id,
        uuidv7(), l.trace, l.occurred_at, l.recorded_at, l.prev_hash, l.hash
    FROM bench.streams s CROSS JOIN bench.life l WHERE s.number BETWEEN %(first)s AND %(last)s
"""  # noqa: S608 - our own text
_HEADS = """
    INSERT INTO ledger.streams (org_id, stream_id, stream_type, version, last_hash, created_at)
    SELECT s.org_id, s.stream_id, l.stream_type, l.stream_version, l.hash, l.recorded_at
    FROM bench.streams s CROSS JOIN (SELECT * FROM bench.life ORDER BY stream_version DESC LIMIT 1) l
    WHERE s.number BETWEEN %(first)s AND %(last)s ORDER BY s.number
"""
_COMMANDS = """
    INSERT INTO ledger.commands (org_id, command_id, fingerprint, stream_id, version, position, recorded_at)
    SELECT org_id, command_id, '', stream_id, stream_version, position, recorded_at FROM ledger.events
    WHERE position > %(position)s ORDER BY position
"""


def measure(url: str, facts: int = FACTS) -> list[Figure]:
    """Milliseconds of an append and of loads, with many facts and with few."""
    asyncio.run(_prepare(url))
    _grow(url, 0, FEW)
    few = _measured(url)
    _grow(url, FEW, facts)
    many = _measured(url)
    return [
        Figure(
            name=f"{what}, {facts:,} facts in the ledger",
            measured=at_many,
            unit="ms",
            reference=at_few,
            reference_name=f"ms, {FEW:,} facts",
            goal=goal,
            at_most=True,
        )
        for (what, goal), at_many, at_few in zip(_WHAT, many, few, strict=True)
    ]


async def _prepare(url: str) -> None:
    async with an_organization(url) as bench:
        campaign = await a_campaign_of(bench, OF_A_STREAM)
    as_owner(url, _PREPARE.format(campaign=campaign))


def _grow(url: str, before: int, after: int) -> None:
    """Have `after` facts where there were `before`, in steps that are sorted in memory."""
    with psycopg.connect(url, autocommit=True, options="-c work_mem=256MB") as connection:
        for facts in range(before, after, AT_ONCE):
            position = connection.execute("SELECT coalesce(max(position), 0) FROM ledger.events").fetchone()
            span = {
                "first": facts // OF_A_STREAM,
                "last": min(facts + AT_ONCE, after) // OF_A_STREAM - 1,
                "position": position[0] if position else 0,
            }
            for statement in (_STREAMS, _EVENTS, _HEADS, _COMMANDS):
                connection.execute(statement, span)
        connection.execute("SELECT setval('ledger.positions', (SELECT max(position) FROM ledger.events))")
        connection.execute("VACUUM ANALYZE ledger.events, ledger.streams, ledger.commands")
        connection.execute("CHECKPOINT")


def _measured(url: str) -> tuple[float, ...]:
    """The median milliseconds of an append, seen from one of 32 in flight, and of each kind of load."""
    rounds = [
        (
            IN_FLIGHT / appends_a_second(url, IN_FLIGHT) * 1000,
            asyncio.run(_a_load(url, IN_USE)),
            asyncio.run(_a_load(url, LOADED, snapshots=True)),
            asyncio.run(_a_load(url, LOADED)),
        )
        for _ in range(ROUNDS)
    ]
    return tuple(median(values) for values in zip(*rounds, strict=True))


async def _a_load(url: str, streams: int, *, snapshots: bool = False) -> float:
    """The median of 500 loads, by turns of so many streams out of all; with the snapshots that the scheduler keeps."""
    with psycopg.connect(url) as connection:
        chosen = connection.execute(
            "SELECT org_id, stream_id FROM bench.streams ORDER BY random() LIMIT %s", (streams,)
        ).fetchall()
    async with a_forgetful_ledger(make_conninfo(url, options=ROLE)) as ledger:
        turns = cycle(chosen)
        for organization, stream in chosen if snapshots else ():
            grown = GrownStream(organization=organization, stream_type=Campaign.stream_type, stream_id=stream)
            await snapshot(ledger, grown)

        async def loaded() -> None:
            organization, stream = next(turns)
            await load(ledger, OrganizationId(organization), Campaign, stream)

        (taken,) = await milliseconds(loaded, times=LOADED)
        await ledger.snapshots.forget()
        return taken
