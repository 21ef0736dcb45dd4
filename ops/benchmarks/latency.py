"""Fact recorded to row committed, at a steady pace: the real projector process, a real writer, a third that watches.

The writer is open-loop: it sends an append each millisecond, whether or not those before are answered. A fact's clock
starts at `recorded_at`, which the ledger takes before the append's commit. It stops when the watcher, a process with a
connection of its own that looks at the checkpoints every two milliseconds or so, has the answer in which the
projection's checkpoint has passed the fact: rows and checkpoint are committed together. So the look's own delay counts
against us.

Every projection runs, the dispatcher of reactions too: one fact in twenty is one that a platform has to be told of.
"""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, cycle
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import uvloop
from psycopg.conninfo import make_conninfo

from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.appends import Append, Part, StoredFact
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.codec import encode_json
from adapters.postgres.doorbell import Doorbell
from benchmarks.campaigns import a_campaign, an_organization
from benchmarks.figures import Figure, percentile
from benchmarks.servers import ROLE
from domain.campaigns.budget import Budget, BudgetKind
from domain.campaigns.campaign import Campaign
from domain.shared.facts import Fact
from domain.shared.ids import OrganizationId
from domain.shared.money import Money
from interfaces.garbage import collect_rarely

PER_SECOND = 1000
SECONDS, WARMING_UP = 15, 3
CAMPAIGNS = 200
PUSHED = 20
"""Of so many facts one is a change of the budget, the others new names."""
PATIENCE_SECONDS = 15
READ_TABLES = "audit_trail", "campaigns"
GOAL_MILLISECONDS = 15
_LOOK = "SELECT projection, position FROM work.live_checkpoints"
_HEADS = "SELECT stream_id, version FROM ledger.streams WHERE stream_id = ANY(%s)"
_RECORDED = "SELECT position, extract(epoch FROM recorded_at)::float8 FROM ledger.events WHERE position > %s ORDER BY 1"

Looks = list[tuple[str, int, float]]
"""A projection, the position that it was seen at, and when."""


def measure(url: str) -> list[Figure]:
    """Percentiles of the read tables that see every fact of the run."""
    with a_projector(url), watched(url) as looks:
        first, last = uvloop.run(write(url))
        wait_for(url, last)
    with psycopg.connect(url) as connection:
        recorded = connection.execute(_RECORDED, (first,)).fetchall()
    figures = []
    for table in READ_TABLES:
        took = latencies(recorded, [(at, when) for name, at, when in looks if name == table])
        print(f"{table}: " + ", ".join(f"p{share * 100:g} {percentile(took, share):.1f} ms" for share in (0.5, 0.95)))
        figures.append(
            Figure(
                name=f"fact recorded to row in {table}, {PER_SECOND:,} facts/s, p99",
                measured=percentile(took, 0.99),
                unit="ms",
                goal=GOAL_MILLISECONDS,
                at_most=True,
            )
        )
    return figures


def latencies(recorded: Sequence[tuple[int, float]], looks: Sequence[tuple[int, float]]) -> list[float]:
    """Milliseconds from each fact's recording to the first look that saw it."""
    seen = [*accumulate((position for position, _ in looks), max)]
    return [(looks[bisect_left(seen, position)][1] - at) * 1000 for position, at in recorded]


@contextmanager
def a_projector(url: str) -> Iterator[None]:
    """The projector as it is run, with every projection, over a Valkey of its own."""
    with tempfile.TemporaryDirectory(prefix="adscale-bench-") as folder, EmbeddedValkey(Path(folder)) as valkey:
        program = Path(sys.executable).with_name("adscale")
        environment = os.environ | {"DATABASE_URL": url, "REDIS_URL": valkey.url, "ADSCALE_LOG_LEVEL": "WARNING"}
        running = subprocess.Popen([program, "projector"], env=environment)  # noqa: S603 - our own program
        try:
            yield
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(PATIENCE_SECONDS)


@contextmanager
def watched(url: str) -> Iterator[Looks]:
    """What the watcher saw, filled in at the end."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    watcher = spawned.Process(target=watch, args=(url, theirs), daemon=True)
    watcher.start()
    looks: Looks = []
    yield looks
    ours.send("enough")
    looks += ours.recv()
    watcher.join()


def watch(url: str, told: Connection) -> None:
    """Look at the checkpoints until told that it is enough; then tell when each was first seen where."""
    looks: Looks = []
    newest: dict[str, int] = defaultdict(int)
    enough = False
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
        while not enough:
            enough = told.poll()
            rows = connection.execute(_LOOK).fetchall()
            now = time.time()
            for name, position in rows:
                if position > newest[name]:
                    newest[name] = position
                    looks.append((name, position, now))
            time.sleep(0.002)
    told.send(looks)


def wait_for(url: str, position: int) -> None:
    """Return when every read table has come to a position."""
    until = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(url, autocommit=True) as connection:
        while any(at < position for name, at in connection.execute(_LOOK).fetchall() if name in READ_TABLES):
            assert time.monotonic() < until, "the projector did not come to the end"  # noqa: S101 - there is no figure
            time.sleep(0.02)


async def write(url: str) -> tuple[int, int]:
    """Append at the pace to campaigns in turn; the last position of the warming up, and the last of all."""
    async with campaigns(url) as (organization, streams), writer(url) as ledger:
        turn = cycle(streams)
        warm = await _paced(ledger, organization, turn, PER_SECOND * WARMING_UP)
        return warm, await _paced(ledger, organization, turn, PER_SECOND * SECONDS)


async def _paced(ledger: Coalescer, organization: OrganizationId, turn: "cycle[_Stream]", many: int) -> int:
    """Append so many facts, each at its own moment; the newest position."""
    loop = asyncio.get_running_loop()
    begun, newest = loop.time(), 0

    async def append() -> None:
        nonlocal newest
        status, _, position, _ = await ledger.append(next(turn).next_append(organization))
        assert status == "appended"  # noqa: S101 - else the pace was another
        newest = max(newest, position)

    async with asyncio.TaskGroup() as under_way:
        for number in range(many):
            await asyncio.sleep(begun + number / PER_SECOND - loop.time())
            under_way.create_task(append())
    return newest


@asynccontextmanager
async def writer(url: str) -> AsyncIterator[Coalescer]:
    """The writer of an API process, with its doorbell."""
    collect_rarely()
    conninfo = make_conninfo(url, options=ROLE)
    async with Doorbell(conninfo) as doorbell, Coalescer(conninfo, on_flushed=doorbell.ring) as ledger:
        yield ledger


@dataclass(slots=True)
class _Stream:
    """A draft that is given a new name each time, or a dollar more."""

    stream_id: UUID
    version: int

    def next_append(self, organization: OrganizationId) -> Append:
        fact = self._next_fact()
        stored = StoredFact(
            event_id=uuid4(), topic=fact.topic, schema_version=fact.schema_version, data=encode_json(fact)
        )
        self.version += 1
        return Append(
            organization=organization,
            command_id=stored.event_id,
            fingerprint="",
            actor_kind="system",
            actor_id="bench",
            correlation_id=stored.event_id,
            causation_id=None,
            trace=None,
            occurred_at=datetime.now(UTC),
            parts=[
                Part(
                    stream_id=self.stream_id,
                    stream_type=Campaign.stream_type,
                    expected_version=self.version - 1,
                    facts=[stored],
                )
            ],
        )

    def _next_fact(self) -> Fact:
        if self.version % PUSHED:
            return Campaign.Renamed(name=f"Bench {self.version}")
        return Campaign.BudgetChanged(before=_budget(self.version), after=_budget(self.version + 1))


def _budget(dollars: int) -> Budget:
    return Budget(kind=BudgetKind.DAILY, amount=Money.of(str(100 + dollars), "USD"))


@asynccontextmanager
async def campaigns(url: str) -> AsyncIterator[tuple[OrganizationId, list[_Stream]]]:
    """Drafts to write to."""
    async with an_organization(url) as bench:
        drafts = [await a_campaign(bench) for _ in range(CAMPAIGNS)]
    # Not left open: Postgres keeps what is dead for as long as a transaction could still see it.
    with psycopg.connect(url) as connection:
        heads = connection.execute(_HEADS, (drafts,)).fetchall()
    yield bench.organization, [_Stream(stream_id, version) for stream_id, version in heads]
