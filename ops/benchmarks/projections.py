"""Catch-up and rebuild of the audit trail, beside the library's `ProjectionRunner` and one set-based statement.

All write one row a fact, in words. Ours is rebuilt as an operator does it, indexes included, and catches up as the
runner does it, on the live table. The library's projection writes its row in the transaction of its tracking record,
over fewer events, because it needs the time: see `library_projection.py`. The statement is Postgres's own best, an
`INSERT ... SELECT` from `ledger.events` into a table with the same indexes, with the same sentences for every fact that
the campaigns of the run have.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.postgres.codec import decode
from benchmarks.figures import Figure, side_by_side
from benchmarks.histories import fill
from benchmarks.library_projection import events_a_second
from benchmarks.servers import ROLE, as_owner
from interfaces.garbage import collect_rarely
from projections.audit_trail.projector import AuditTrailProjector
from projections.catching_up import OBJECTS_OF_A_BATCH
from projections.rebuilding import Rebuild
from projections.runner import ProjectionRunner

FACTS = 200_000
ROUNDS = 5
_FORGET = (
    "DELETE FROM work.checkpoints WHERE projection = 'audit_trail'",
    "DELETE FROM work.processed WHERE projection = 'audit_trail'",
    "TRUNCATE read_models.audit_trail, read_models.audit_names",
    "CREATE SCHEMA IF NOT EXISTS bench",
    "DROP TABLE IF EXISTS bench.audit_trail",
    "CREATE TABLE bench.audit_trail (LIKE read_models.audit_trail INCLUDING ALL)",
    "CHECKPOINT",
)
_SET_BASED = """
    WITH names AS MATERIALIZED (
        SELECT DISTINCT ON (id) id, name FROM (
            SELECT stream_id AS id, position, data #>> '{profile,name}' AS name
            FROM ledger.events WHERE topic = 'ad_account.connected'
            UNION ALL
            SELECT (data ->> 'ad_group_id')::uuid, position, data #>> '{content,name}'
            FROM ledger.events WHERE topic = 'campaign.ad_group_added'
        ) AS given ORDER BY id, position
    )
    INSERT INTO bench.audit_trail (org_id, position, stream_type, stream_id, stream_version, topic, sentence,
        actor_kind, actor_id, occurred_at, recorded_at, correlation_id, causation_id)
    SELECT org_id, position, stream_type, stream_id, stream_version, topic,
        CASE topic
            WHEN 'campaign.drafted' THEN format('Campaign %s drafted for %s: %s %s a day, from %s until stopped.',
                data ->> 'name', data ->> 'objective',
                ((data #>> '{budget,amount,micros}')::numeric / 1000000)::numeric(20, 2),
                data #>> '{budget,amount,currency}', data #>> '{flight,starts_on}')
            WHEN 'campaign.channel_added' THEN format('Channel added on %s (%s), weight %s.',
                data #>> '{account,name}', data #>> '{account,platform}', data ->> 'weight')
            WHEN 'campaign.renamed' THEN format('Campaign renamed to %s.', data ->> 'name')
            WHEN 'campaign.ad_group_added' THEN format('Ad group %s added on %s.',
                data #>> '{content,name}', names.name)
            WHEN 'campaign.creative_added' THEN format('Creative %s added to ad group %s.',
                data ->> 'creative_id', names.name)
            WHEN 'campaign.launch_requested' THEN 'Launch requested on all channels.'
            WHEN 'campaign.launched' THEN 'Campaign launched: every platform has answered.'
            WHEN 'campaign.channel_confirmed' THEN format('%s confirmed version %s as campaign %s: %s, %s %s a day.',
                names.name, data #>> '{confirmed,version}', data #>> '{confirmed,external_campaign_id}',
                data #>> '{confirmed,delivery}',
                ((data #>> '{confirmed,budget,amount,micros}')::numeric / 1000000)::numeric(20, 2),
                data #>> '{confirmed,budget,amount,currency}')
            WHEN 'campaign.budget_changed' THEN format('Budget %s from %s %s a day to %s %s a day.',
                CASE WHEN (data #>> '{after,amount,micros}')::bigint > (data #>> '{before,amount,micros}')::bigint
                    THEN 'raised' ELSE 'lowered' END,
                ((data #>> '{before,amount,micros}')::numeric / 1000000)::numeric(20, 2),
                data #>> '{before,amount,currency}',
                ((data #>> '{after,amount,micros}')::numeric / 1000000)::numeric(20, 2),
                data #>> '{after,amount,currency}')
            WHEN 'campaign.paused' THEN format('Campaign paused. Reason: %s.', data ->> 'reason')
            WHEN 'campaign.resumed' THEN 'Campaign resumed.'
            ELSE topic
        END,
        actor_kind, actor_id, occurred_at, recorded_at, correlation_id, causation_id
    FROM ledger.events
    LEFT JOIN names ON names.id = CASE
        WHEN topic = 'campaign.creative_added' THEN (data ->> 'ad_group_id')::uuid
        WHEN topic IN ('campaign.ad_group_added', 'campaign.channel_confirmed') THEN (data ->> 'account_id')::uuid
    END
    ORDER BY position
"""


def measure(url: str) -> list[Figure]:
    """Facts a second from far behind to the end, and the library's events a second, in rounds of one each."""
    collect_rarely(OBJECTS_OF_A_BATCH)
    asyncio.run(fill(url, FACTS))
    rounds = [
        (_timed(url, catch_up), _timed(url, rebuild), _timed(url, set_based), events_a_second(url))
        for _ in range(ROUNDS)
    ]
    caught_up, rebuilt, statement, library = zip(*rounds, strict=True)
    return [
        figure
        for name, rates in (("catch-up", caught_up), ("rebuild", rebuilt))
        for figure in (
            _beside(name, rates, library, "the library's ProjectionRunner", goal=60),
            _beside(name, rates, statement, "one set-based statement", goal=0.5),
        )
    ]


def _beside(
    name: str, rates: Sequence[float], references: Sequence[float], reference_name: str, *, goal: float
) -> Figure:
    return side_by_side(
        name=f"projection {name}",
        ours=rates,
        references=references,
        unit="facts/s",
        reference_name=f"/s, {reference_name}",
        goal=goal,
    )


def catch_up(url: str) -> float:
    """Seconds until the runner, which finds an empty read table, has come to the end."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT max(position) FROM ledger.events").fetchone()
    assert row is not None  # noqa: S101 - an aggregate always answers

    async def work() -> float:
        finish = Finish(row[0])
        runner = ProjectionRunner(make_conninfo(url, options=ROLE), [AuditTrailProjector()], decode, bell=finish)
        started = time.perf_counter()
        await runner.run(finish.reached)
        return finish.at - started

    return asyncio.run(work())


def rebuild(url: str) -> float:
    """Seconds until a new version of the read table is built beside the live one, indexes and all."""
    started = time.perf_counter()
    asyncio.run(Rebuild(make_conninfo(url, options=ROLE), AuditTrailProjector(), decode).build())
    return time.perf_counter() - started


def set_based(url: str) -> float:
    """Seconds that Postgres alone needs for the same rows."""
    started = time.perf_counter()
    as_owner(url, _SET_BASED)
    return time.perf_counter() - started


class Finish:
    """A bell that notes when a position is rung, and ends the run."""

    def __init__(self, position: int) -> None:
        self.reached = asyncio.Event()
        self.at = 0.0
        self._position = position

    def ring(self, position: int, name: str = "") -> None:  # noqa: ARG002 - there is one projection
        """Hear that the projection has come to a position."""
        if position >= self._position and not self.reached.is_set():
            self.at = time.perf_counter()
            self.reached.set()

    async def __aenter__(self) -> Self:
        """Nothing."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing."""


def _timed(url: str, work: Callable[[str], float]) -> float:
    as_owner(url, *_FORGET)
    return FACTS / work(url)
