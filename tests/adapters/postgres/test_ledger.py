"""What the ledger in Postgres promises beyond the port: order for readers, proof for auditors, all or nothing."""

import asyncio
from typing import Any, LiteralString
from uuid import UUID, uuid4

import pytest
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg.errors import CheckViolation
from psycopg_pool import AsyncConnectionPool

from adapters.postgres import connections
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.codec import encode
from adapters.postgres.ledger import PostgresLedger, append_request, stored_fact
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.schema import APPLICATION_ROLE
from application.errors import TryLaterError, VersionConflictError
from application.ports import ObservationBatch, Receipt
from domain.campaigns.campaign import Campaign
from domain.performance.observation import Grain
from domain.shared.ids import AdAccountId, OrganizationId
from domain.shared.metrics import Metrics
from tests.builders import NOW, TODAY, a_batch, a_draft, an_observation
from tests.contracts.frames import frame

WRITERS, APPENDS = 8, 25

CHAIN: LiteralString = """
    SELECT c.stream_version FROM (
        SELECT a.stream_version, a.hash, a.prev_hash,
            lag(a.hash, 1, ''::bytea) OVER (ORDER BY a.stream_version) AS before,
            ledger.chain_hash(jsonb_populate_record(NULL::ledger.events, to_jsonb(a))) AS worked_out
        FROM altered AS a
    ) AS c
    WHERE c.hash <> c.worked_out OR c.prev_hash <> c.before
    ORDER BY c.stream_version
"""


async def begun(ledger: PostgresLedger, organization: OrganizationId) -> UUID:
    """A stream of four facts."""
    stream = uuid4()
    facts = (*a_draft(), Campaign.Renamed(name="Summer"), Campaign.Renamed(name="Autumn"))
    await ledger.append(frame(organization), stream_type="campaign", stream_id=stream, expected_version=0, facts=facts)
    return stream


async def renamed(
    ledger: PostgresLedger,
    organization: OrganizationId,
    stream: UUID,
    *facts: Campaign.Renamed,
    at: int,
) -> Receipt:
    return await ledger.append(
        frame(organization),
        stream_type="campaign",
        stream_id=stream,
        expected_version=at,
        facts=facts or (Campaign.Renamed(name="Winter"),),
    )


async def _rows_read_in_sequence(pool: AsyncConnectionPool[Any]) -> int:
    """By all connections since the statistics began, as far as they have told."""
    await asyncio.sleep(1.1)
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = 'ledger' AND relname <> 'settings'"
        )
        ((rows,),) = await cursor.fetchall()
    return int(rows)


async def test_a_reader_by_position_misses_nothing(
    ledger: PostgresLedger, pool: AsyncConnectionPool[Any], organization: OrganizationId
) -> None:
    done, seen = asyncio.Event(), list[int]()

    async def read() -> None:
        async with pool.connection() as connection:
            while True:
                finished = done.is_set()
                cursor = await connection.execute(
                    "SELECT position FROM ledger.events WHERE org_id = %s AND position > %s ORDER BY position LIMIT 7",
                    (organization, seen[-1] if seen else 0),
                )
                rows = await cursor.fetchall()
                seen.extend(row[0] for row in rows)
                if finished and not rows:
                    return

    reader = asyncio.create_task(read())
    await asyncio.gather(*(_write_many(ledger, organization) for _ in range(WRITERS)))
    done.set()
    await reader
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT position FROM ledger.events WHERE org_id = %s ORDER BY position", (organization,)
        )
        assert seen == [row[0] for row in await cursor.fetchall()]
    assert len(seen) == WRITERS * APPENDS * 2


async def _write_many(ledger: PostgresLedger, organization: OrganizationId) -> None:
    for _ in range(APPENDS):
        await ledger.append(
            frame(organization), stream_type="campaign", stream_id=uuid4(), expected_version=0, facts=a_draft()
        )


async def test_a_refused_append_uses_no_position(ledger: PostgresLedger, organization: OrganizationId) -> None:
    stream = await begun(ledger, organization)
    first = (await ledger.load(organization, stream))[-1].position
    context = frame(organization)
    for _ in range(2):
        await ledger.append(context, stream_type="campaign", stream_id=stream, expected_version=4, facts=())
    receipt = await ledger.append(
        frame(organization),
        stream_type="campaign",
        stream_id=stream,
        expected_version=4,
        facts=(Campaign.Renamed(name="Winter"),),
    )
    assert receipt.position == first + 1


async def test_a_refused_append_of_facts_uses_no_position_either(
    ledger: PostgresLedger, organization: OrganizationId
) -> None:
    stream = await begun(ledger, organization)
    with pytest.raises(VersionConflictError):
        await renamed(ledger, organization, stream, at=3)
    first = (await ledger.load(organization, stream))[-1].position
    assert (await renamed(ledger, organization, stream, at=4)).position == first + 1


async def test_the_positions_of_an_append_rise_with_its_versions(
    ledger: PostgresLedger, organization: OrganizationId
) -> None:
    names = tuple(Campaign.Renamed(name=f"Name {number}") for number in range(60))
    streams = [await begun(ledger, organization) for _ in range(20)]
    await asyncio.gather(*(renamed(ledger, organization, stream, *names, at=4) for stream in streams))
    for stream in streams:
        positions = [recorded.position for recorded in await ledger.load(organization, stream)]
        assert positions == sorted(positions)


async def test_an_append_looks_rows_up_by_a_plan_made_when_there_were_none(
    ledger: PostgresLedger, pool: AsyncConnectionPool[Any], organization: OrganizationId
) -> None:
    for _ in range(200):
        await begun(ledger, organization)
    before = await _rows_read_in_sequence(pool)
    await asyncio.gather(*(begun(ledger, organization) for _ in range(50)))
    assert await _rows_read_in_sequence(pool) - before < 50 * 200


async def test_an_append_that_fails_midway_leaves_nothing(
    ledger: PostgresLedger, pool: AsyncConnectionPool[Any], organization: OrganizationId
) -> None:
    account, context = AdAccountId(uuid4()), frame(organization)
    wrong = an_observation(metrics=Metrics(impressions=-1))
    batch = ObservationBatch(
        batch_id=uuid4(),
        account_id=account,
        grain=Grain.CAMPAIGN_DAY,
        observed_at=NOW,
        rows=(an_observation(campaign_ref="fine"), wrong),
    )
    with pytest.raises(CheckViolation):
        await ledger.append(
            context,
            stream_type="performance_feed",
            stream_id=account,
            expected_version=0,
            facts=a_batch(wrong),
            observations=batch,
        )
    assert await ledger.load(organization, account) == []
    assert await ledger.answer(context) is None
    known = await PostgresObservations(pool).latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY)
    assert known == {}


TAMPERING: dict[str, LiteralString] = {
    "a payload": "UPDATE altered SET data = '{}' WHERE stream_version = 3",
    "an actor": "UPDATE altered SET actor_id = 'somebody-else' WHERE stream_version = 3",
    "a moment": "UPDATE altered SET recorded_at = recorded_at - interval '1 microsecond' WHERE stream_version = 3",
    "a topic": "UPDATE altered SET topic = 'campaign.eaten' WHERE stream_version = 3",
    "a fact left out": "DELETE FROM altered WHERE stream_version = 3",
}


async def broken_at(url: str, stream: UUID, tampering: LiteralString) -> list[int]:
    """The versions at which the chain of a copy of the stream does not verify, once the copy was tampered with."""
    async with await AsyncConnection.connect(url) as connection:
        await connection.execute("CREATE TEMP TABLE altered (LIKE ledger.events)")
        await connection.execute("INSERT INTO altered SELECT * FROM ledger.events WHERE stream_id = %s", (stream,))
        await connection.execute(tampering)
        cursor = await connection.execute(CHAIN)
        return [row[0] for row in await cursor.fetchall()]


async def test_a_chain_that_nobody_altered_verifies(
    ledger: PostgresLedger, postgres_url: str, organization: OrganizationId
) -> None:
    assert await broken_at(postgres_url, await begun(ledger, organization), "SELECT 1") == []


@pytest.mark.parametrize("tampering", TAMPERING.values(), ids=TAMPERING.keys())
async def test_a_chain_breaks_where_it_was_altered(
    ledger: PostgresLedger, postgres_url: str, organization: OrganizationId, tampering: LiteralString
) -> None:
    stream = await begun(ledger, organization)
    left_out = tampering.startswith("DELETE")
    assert await broken_at(postgres_url, stream, tampering) == [4 if left_out else 3]


async def test_what_comes_with_observations_continues_the_chain(
    ledger: PostgresLedger, postgres_url: str, organization: OrganizationId
) -> None:
    account = AdAccountId(uuid4())
    for version in range(3):
        await ledger.append(
            frame(organization),
            stream_type="performance_feed",
            stream_id=account,
            expected_version=version,
            facts=a_batch(an_observation(), number=version),
            observations=_batch(account) if version == 1 else None,
        )
    assert await broken_at(postgres_url, account, "SELECT 1") == []


def _batch(account: AdAccountId) -> ObservationBatch:
    return ObservationBatch(
        batch_id=uuid4(), account_id=account, grain=Grain.CAMPAIGN_DAY, observed_at=NOW, rows=(an_observation(),)
    )


async def test_the_head_of_a_stream_carries_its_last_hash(
    ledger: PostgresLedger, pool: AsyncConnectionPool[Any], organization: OrganizationId
) -> None:
    stream = await begun(ledger, organization)
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT s.version, s.last_hash = e.hash FROM ledger.streams s JOIN ledger.events e USING (stream_id)"
            " WHERE s.stream_id = %s AND e.stream_version = s.version",
            (stream,),
        )
        assert await cursor.fetchone() == (4, True)


async def test_a_ledger_that_is_too_busy_says_so(
    postgres_url: str, writer: Coalescer, organization: OrganizationId
) -> None:
    async with AsyncConnectionPool(postgres_url, min_size=1, max_size=1, timeout=0.05) as crowded, crowded.connection():
        ledger = PostgresLedger(crowded, writer)
        with pytest.raises(TryLaterError):
            await ledger.load(organization, uuid4())
        with pytest.raises(TryLaterError):
            await ledger.answer(frame(organization))


async def test_a_ledger_that_stands_still_says_so(
    postgres_url: str, ledger: PostgresLedger, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", 0.1)
    async with await AsyncConnection.connect(postgres_url) as other:
        await other.execute("LOCK ledger.events, ledger.commands, ledger.snapshots")
        for asked in (
            ledger.load(organization, uuid4()),
            ledger.facts_since(organization, uuid4(), 0),
            ledger.answer(frame(organization)),
            ledger.snapshots.newest(organization, "campaign", uuid4()),
            ledger.append(
                frame(organization),
                stream_type="performance_feed",
                stream_id=uuid4(),
                expected_version=0,
                facts=[],
                observations=_batch(AdAccountId(uuid4())),
            ),
        ):
            with pytest.raises(TryLaterError, match="did not answer in time"):
                await asked


async def test_of_two_organizations_that_begin_one_stream_in_different_groups_one_is_refused(empty_url: str) -> None:
    conninfo, stream = make_conninfo(empty_url, options=f"-c role={APPLICATION_ROLE}"), uuid4()
    async with (
        AsyncConnectionPool(conninfo, min_size=1, open=False) as pool,
        Coalescer(conninfo) as writer,
        await AsyncConnection.connect(empty_url) as rival,
    ):
        first, second = await _organizations_of_two_groups(rival)
        stored = [stored_fact(fact.topic, fact.schema_version, encode(fact)) for fact in a_draft()]
        await rival.execute("SELECT ledger.append(%s)", (append_request(frame(first), "campaign", stream, 0, stored),))
        late = asyncio.create_task(
            PostgresLedger(pool, writer).append(
                frame(second), stream_type="campaign", stream_id=stream, expected_version=0, facts=a_draft()
            )
        )
        await asyncio.sleep(0.2)
        await rival.commit()
        with pytest.raises(VersionConflictError):
            await late


async def _organizations_of_two_groups(owner: AsyncConnection[Any]) -> tuple[OrganizationId, OrganizationId]:
    """Two organizations that wait for different locks, now that every shard is a group of its own."""
    await owner.execute("SELECT ledger.change_shard_groups(64::smallint)")
    cursor = await owner.execute(
        "SELECT DISTINCT ON (ledger.shard_of(id)) id FROM unnest(%s::uuid[]) AS id LIMIT 2",
        ([uuid4() for _ in range(20)],),
    )
    (first,), (second,) = await cursor.fetchall()
    await owner.commit()
    return OrganizationId(first), OrganizationId(second)
