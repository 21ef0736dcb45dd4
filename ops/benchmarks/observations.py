"""Observations at size: a million imported beside a bare COPY of them, and a report by day out of ten million stored.

What is measured runs as the application's role.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.csv_exports.staging import MOST_IN_A_PIECE
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.schema import APPLICATION_ROLE, sqlalchemy_url
from application.context import CommandContext
from application.ids import uuid7
from application.performance.imports import ImportedAccount, import_performance
from application.performance.recording import Recording
from benchmarks.figures import Figure, percentile
from domain.performance.observation import Grain, Observation, ObservationKey
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, OrganizationId
from domain.shared.metrics import Metric, Metrics
from domain.shared.money import currency
from domain.shared.platform import PlatformName
from projections.performance.queries import performance

IMPORTED, STORED, GROWN = 1_000_000, 10_000_000, 100
ROUNDS, ASKS = 3, 300

_MONTH = date(2024, 2, 1)
_DAYS, _HOURS, _ADS_OF_A_CAMPAIGN, _FIGURES = 28, 24, 10, 9_973
_REPORTED_FROM, _REPORTED_DAYS, _CAMPAIGNS = date(2025, 1, 1), 90, 100
_RATIOS = (Metric.ROAS, Metric.CPA, Metric.CTR)
_MILLISECONDS = 1000
_BLOCK = 1 << 17

# Rows as they come into being: by day, all organizations together, so that those of one are scattered.
_STORE: LiteralString = """
    INSERT INTO performance.observations
    SELECT md5('org' || org)::uuid, md5('account' || org)::uuid, day::date, -1, 'c-' || lpad(campaign::text, 4, '0'),
        '', '', 'campaign-day', 1, md5('batch' || %(before)s::int)::uuid, now(), 1000 + (campaign * 37) %% 977,
        campaign %% 31 + 1, (campaign * 7919) %% 10000000, (campaign %% 7) + 0.5, (campaign * 104729) %% 10000000, 1
    FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS day,
        generate_series(%(before)s::int + 1, %(organizations)s) AS org, generate_series(1, %(campaigns)s) AS campaign
"""
_ROLL_UP: LiteralString = """
    INSERT INTO read_models.performance_daily
    SELECT org_id, account_id, day, campaign_ref, 'google-ads', 'USD', impressions, clicks, spend_micros, conversions,
        conversion_value_micros, source_rows, observed_at, 1
    FROM performance.observations WHERE day BETWEEN %(first)s AND %(last)s AND grain = 'campaign-day'
        AND batch_id = md5('batch' || %(before)s::int)::uuid
"""

_ADD_UP: LiteralString = """
    INSERT INTO read_models.performance_account_daily
    SELECT org_id, day, account_id, min(platform), min(currency), sum(impressions), sum(clicks), sum(spend_micros),
        sum(conversions), sum(conversion_value_micros), sum(source_rows), max(observed_at), max(position)
    FROM read_models.performance_daily GROUP BY org_id, day, account_id
    ON CONFLICT DO NOTHING
"""


def measure(url: str, imported: int = IMPORTED, stored: int = STORED) -> list[Figure]:
    """An import beside a bare COPY, its memory, and a report with few and with many observations stored."""
    rounds = [(_bare_copy(url, imported), *asyncio.run(_timed_import(url, imported))) for _ in range(ROUNDS)]
    bare, taken = median(round_[0] for round_ in rounds), median(round_[1] for round_ in rounds)
    memory = rounds[0][2]
    few = _report(url, 0, stored // GROWN)
    many = _report(url, stored // GROWN, stored)
    asked = f"ROAS, CPA, CTR by day, {stored:,} stored"
    return [
        Figure(
            name=f"{imported:,} observations imported",
            measured=imported / taken,
            unit="/s",
            reference=imported / bare,
            reference_name="/s, bare COPY into the same table",
            goal=0.5,
        ),
        Figure(
            name="memory at the end of the import",
            measured=memory[-1],
            unit="MB",
            reference=memory[0],
            reference_name="MB, after a tenth of it",
            goal=1.1,
            at_most=True,
        ),
        Figure(name=f"{asked}: p95", measured=percentile(many, 0.95), unit="ms", goal=10, at_most=True),
        Figure(
            name=f"{asked}: median",
            measured=median(many),
            unit="ms",
            reference=median(few),
            reference_name=f"ms, {stored // GROWN:,} stored",
            goal=1.3,
            at_most=True,
        ),
    ]


def _report(url: str, before: int, rows: int) -> list[float]:
    """Milliseconds of reports, each on another organization of 100 campaigns over 90 days, once `rows` are stored."""
    organizations = _organizations(rows)
    _store(url, _organizations(before), organizations)
    return [taken * _MILLISECONDS for taken in asyncio.run(_asked(url, organizations))]


def _bare_copy(url: str, rows: int) -> float:
    organization, account, batch = uuid4(), uuid4(), uuid4()
    lines = (_copied(organization, account, batch, row) for row in _observations(rows))
    with TemporaryFile() as file, psycopg.connect(url, autocommit=True) as connection:
        file.writelines(line.encode() for line in lines)
        file.seek(0)
        connection.execute("SELECT performance.ensure_month(%s)", (_MONTH,))
        _settle(connection)
        started = time.perf_counter()
        with connection.cursor() as cursor, cursor.copy("COPY performance.observations FROM STDIN") as copy:
            while block := file.read(_BLOCK):
                copy.write(block)
        return time.perf_counter() - started


def _settle(connection: psycopg.Connection[Any]) -> None:
    """Let neither pay for what the other left to be written to disk."""
    connection.execute("CHECKPOINT")


def _copied(organization: UUID, account: UUID, batch: UUID, row: Observation) -> str:
    key, sums = row.key, row.metrics
    return (
        f"{organization}\t{account}\t{key.day}\t{key.hour}\t{key.campaign_ref}\t{key.ad_group_ref}\t{key.ad_ref}"
        f"\tad-hour\t1\t{batch}\t2024-03-01T00:00:00Z\t{sums.impressions}\t{sums.clicks}\t{sums.spend_micros}"
        f"\t{sums.conversions}\t{sums.conversion_value_micros}\t{row.source_rows}\n"
    )


async def _timed_import(url: str, rows: int) -> tuple[float, list[float]]:
    memory: list[float] = []
    with psycopg.connect(url, autocommit=True) as connection:
        _settle(connection)
    async with _recording(url) as recording:
        started = time.perf_counter()
        await import_performance(recording, _context(), _account(_pieces(rows, memory)), frozenset())
        taken = time.perf_counter() - started
    memory.append(_resident_mb())
    return taken, memory


@asynccontextmanager
async def _recording(url: str) -> AsyncIterator[Recording]:
    conninfo = make_conninfo(url, options=f"-c role={APPLICATION_ROLE}")
    async with (
        AsyncConnectionPool(conninfo, min_size=1, max_size=2, kwargs={"autocommit": True}) as pool,
        Coalescer(conninfo) as writer,
    ):
        yield Recording(ledger=PostgresLedger(pool, writer), observations=PostgresObservations(pool))


def _account(pieces: Iterator[Sequence[Observation]]) -> ImportedAccount:
    return ImportedAccount(
        platform=PlatformName("google-ads"),
        external_id="1234567890",
        name="Bench",
        currency=currency("USD"),
        time_zone="UTC",
        campaigns={},
        grain=Grain.AD_HOUR,
        months=[_MONTH],
        pieces=pieces,
    )


def _context() -> CommandContext:
    return CommandContext(
        organization=OrganizationId(uuid4()),
        actor=Actor(kind=ActorKind.SYSTEM, id="bench"),
        now=datetime.now(UTC),
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )


def _pieces(rows: int, memory: list[float]) -> Iterator[Sequence[Observation]]:
    """The rows in pieces; the process's memory is noted once a tenth of them is gone by."""
    observations, told = _observations(rows), 0
    while piece := [*islice(observations, MOST_IN_A_PIECE)]:
        yield piece
        told += len(piece)
        if not memory and told * 10 >= rows:
            memory.append(_resident_mb())


def _observations(rows: int) -> Iterator[Observation]:
    """So many rows of one month, in the order of their keys, as an export by day, hour and ad has them."""
    campaigns = -(-rows // (_DAYS * _HOURS * _ADS_OF_A_CAMPAIGN))
    ads = [
        (str(10_000_000 + campaign), str(20_000_000 + campaign * 3 + ad // 4), str(30_000_000 + campaign * 10 + ad))
        for campaign in range(campaigns)
        for ad in range(_ADS_OF_A_CAMPAIGN)
    ]
    keys = (
        ObservationKey(day=day, hour=hour, campaign_ref=campaign, ad_group_ref=ad_group, ad_ref=ad)
        for day in (_MONTH + timedelta(days=number) for number in range(_DAYS))
        for hour in range(_HOURS)
        for campaign, ad_group, ad in ads
    )
    # Made once, so that what is timed is the import and not the making of its rows.
    figures = [_figures(number) for number in range(_FIGURES)]
    for number, key in enumerate(islice(keys, rows)):
        yield Observation(key=key, metrics=figures[number % _FIGURES])


def _figures(number: int) -> Metrics:
    return Metrics(
        impressions=number % 977,
        clicks=number % 31,
        spend_micros=number * 37_001 % 10_000_000,
        conversions=Decimal(number % 7),
        conversion_value_micros=number * 91_001 % 10_000_000,
    )


def _organizations(rows: int) -> int:
    return -(-rows // (_REPORTED_DAYS * _CAMPAIGNS))


def _store(url: str, before: int, organizations: int) -> None:
    last = _REPORTED_FROM + timedelta(days=_REPORTED_DAYS - 1)
    asked = {
        "first": _REPORTED_FROM,
        "last": last,
        "before": before,
        "organizations": organizations,
        "campaigns": _CAMPAIGNS,
    }
    with psycopg.connect(url, autocommit=True) as connection:
        for month in (1, 2, 3):
            connection.execute("SELECT performance.ensure_month(%s)", (date(2025, month, 1),))
        connection.execute(_STORE, asked)
        connection.execute(_ROLL_UP, asked)
        connection.execute(_ADD_UP)
        connection.execute("VACUUM ANALYZE read_models.performance_daily, read_models.performance_account_daily")
        connection.execute("VACUUM ANALYZE performance.observations")
        _settle(connection)


async def _asked(url: str, organizations: int, asks: int = ASKS) -> list[float]:
    engine = create_async_engine(
        sqlalchemy_url(url),
        connect_args={"options": f"-c role={APPLICATION_ROLE}"},
        isolation_level="AUTOCOMMIT",
    )
    taken: list[float] = []
    async with engine.connect() as connection:
        for ask in range(asks):
            number = ask * 7919 % organizations + 1
            cursor = await connection.exec_driver_sql(f"SELECT md5('org{number}')::uuid")
            organization = OrganizationId(cursor.scalar_one())
            started = time.perf_counter()
            rows = await performance(
                connection,
                organization,
                by="day",
                since=_REPORTED_FROM,
                until=_REPORTED_FROM + timedelta(days=_REPORTED_DAYS - 1),
            )
            ratios = [[row.metrics.exactly(ratio) for ratio in _RATIOS] for row in rows]
            taken.append(time.perf_counter() - started)
            if len(ratios) != _REPORTED_DAYS:
                raise RuntimeError(f"{len(ratios)} days were reported, not {_REPORTED_DAYS}.")
    await engine.dispose()
    return taken


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return round(pages * 4096 / 2**20, 1)
