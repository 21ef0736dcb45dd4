"""The one writer of a process: what gathers goes down together, and nothing that was answered is lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import uvloop
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from adapters.postgres import coalescer
from adapters.postgres.coalescer import FEWEST_AT_ONCE
from adapters.postgres.schema import APPLICATION_ROLE
from application.errors import TryLaterError, VersionConflictError
from application.ports import Receipt
from domain.campaigns.campaign import Campaign
from domain.shared.ids import OrganizationId
from tests.adapters.postgres.writing import Pool, Writing, opened
from tests.contracts.frames import MOMENT, frame


async def commits(pool: Pool, organization: OrganizationId) -> int:
    """In how many transactions an organization's facts came in."""
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(DISTINCT xmin::text) FROM ledger.events WHERE org_id = %s", (organization,)
        )
        ((count,),) = await cursor.fetchall()
    return int(count)


async def test_appends_that_gather_share_a_commit(writing: Writing, pool: Pool, organization: OrganizationId) -> None:
    receipts = await asyncio.gather(*(writing.append(frame(organization), uuid4()) for _ in range(50)))
    assert len({receipt.position for receipt in receipts}) == 50
    assert await commits(pool, organization) <= 3


async def test_the_newest_position_is_told_after_the_commit(writing: Writing, organization: OrganizationId) -> None:
    receipt = await writing.append(frame(organization), uuid4())
    assert writing.told == [receipt.position]


async def test_a_conflict_does_not_touch_its_neighbours(writing: Writing, organization: OrganizationId) -> None:
    good, bad = uuid4(), uuid4()
    outcomes = await asyncio.gather(
        writing.append(frame(organization), good),
        writing.append(frame(organization), bad, at=7),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], Receipt)
    assert isinstance(outcomes[1], VersionConflictError)


async def test_repeats_of_one_command_at_once_get_one_answer(writing: Writing, organization: OrganizationId) -> None:
    context, stream = frame(organization), uuid4()
    receipts = await asyncio.gather(*(writing.append(context, stream) for _ in range(5)))
    assert {receipt.position for receipt in receipts} == {receipts[0].position}
    assert sorted(receipt.replayed for receipt in receipts) == [False, True, True, True, True]


async def test_appends_to_one_stream_keep_their_turn(writing: Writing, organization: OrganizationId) -> None:
    stream = uuid4()
    renamings = [(Campaign.Renamed(name=f"Name {number}"),) for number in range(5)]
    begun = writing.append(frame(organization), stream)
    later = (
        writing.append(frame(organization), stream, facts, at=2 + number) for number, facts in enumerate(renamings)
    )
    receipts = await asyncio.gather(begun, *later)
    assert [receipt.version for receipt in receipts] == [2, 3, 4, 5, 6, 7]


async def test_a_lost_connection_loses_and_doubles_nothing(
    postgres_url: str, writing: Writing, organization: OrganizationId
) -> None:
    await writing.append(frame(organization), uuid4())
    streams = [uuid4() for _ in range(200)]

    async def disturb() -> None:
        async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as owner:
            for _ in range(5):
                await owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'test-writer-%'"
                )
                await asyncio.sleep(0.02)

    async def write(stream: UUID, turn: int) -> Receipt:
        await asyncio.sleep(turn * 0.0005)
        return await writing.append(frame(organization), stream)

    receipts, _ = await asyncio.gather(asyncio.gather(*map(write, streams, range(200))), disturb())
    assert [receipt.version for receipt in receipts] == [2] * 200
    histories = [await writing.ledger.load(organization, stream) for stream in streams]
    assert {len(history) for history in histories} == {2}


@pytest.fixture
async def connected(writing: Writing, organization: OrganizationId) -> Writing:
    """A writer with a connection, so that what is worth a commit is sent at once."""
    await writing.append(frame(organization), uuid4())
    return writing


async def test_what_is_worth_a_commit_goes_down_while_the_loop_is_busy(
    connected: Writing, postgres_url: str, organization: OrganizationId
) -> None:
    appends = [asyncio.create_task(connected.append(frame(organization), uuid4())) for _ in range(FEWEST_AT_ONCE)]
    await asyncio.sleep(0)
    with psycopg.connect(postgres_url, autocommit=True) as others_turn:
        count = "SELECT count(*) FROM ledger.events WHERE org_id = %s"
        until = time.monotonic() + 10
        while others_turn.execute(count, (organization,)).fetchone() != (2 + 2 * FEWEST_AT_ONCE,):
            assert time.monotonic() < until
    await asyncio.gather(*appends)


@pytest.mark.parametrize("odd", [{"trace": "\x00"}, {"trace": "\ud800"}, {"now": MOMENT.replace(tzinfo=None)}])
async def test_of_many_that_go_down_at_once_the_bad_one_fails_alone(
    connected: Writing, organization: OrganizationId, odd: dict[str, Any]
) -> None:
    frames = [frame(organization) for _ in range(FEWEST_AT_ONCE - 1)] + [frame(organization, **odd)]
    outcomes = await asyncio.gather(*(connected.append(each, uuid4()) for each in frames), return_exceptions=True)
    assert [type(outcome) is Receipt for outcome in outcomes] == [True] * (FEWEST_AT_ONCE - 1) + [False]


async def test_many_that_go_down_a_lost_connection_are_written_once(
    connected: Writing, postgres_url: str, organization: OrganizationId
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'test-writer-%'"
        )
    streams = [uuid4() for _ in range(FEWEST_AT_ONCE)]
    receipts = await asyncio.gather(*(connected.append(frame(organization), stream) for stream in streams))
    assert [receipt.version for receipt in receipts] == [2] * FEWEST_AT_ONCE
    assert {len(await connected.ledger.load(organization, stream)) for stream in streams} == {2}


async def test_a_writer_whose_many_waited_too_long_writes_on(
    connected: Writing, pool: Pool, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescer, "PATIENCE_SECONDS", 0.2)
    async with kept_waiting(pool):
        late = [connected.append(frame(organization), uuid4()) for _ in range(FEWEST_AT_ONCE)]
        outcomes = await asyncio.gather(*late, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {TryLaterError}
    monkeypatch.undo()
    assert (await connected.append(frame(organization), uuid4())).version == 2


async def test_what_waits_is_written_before_the_end(
    postgres_url: str, pool: Pool, organization: OrganizationId
) -> None:
    async with opened(postgres_url, pool) as writing:
        waiting = [asyncio.create_task(writing.append(frame(organization), uuid4())) for _ in range(20)]
        await asyncio.sleep(0)
    assert [(await task).version for task in waiting] == [2] * 20


async def test_nothing_is_taken_after_the_end(postgres_url: str, pool: Pool, organization: OrganizationId) -> None:
    async with opened(postgres_url, pool) as writing:
        pass
    with pytest.raises(TryLaterError):
        await writing.append(frame(organization), uuid4())


async def test_who_gave_up_waiting_holds_nobody_else_up(writing: Writing, organization: OrganizationId) -> None:
    impatient = asyncio.create_task(writing.append(frame(organization), uuid4()))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await writing.append(frame(organization), uuid4())).version == 2
    with pytest.raises(asyncio.CancelledError):
        await impatient


@asynccontextmanager
async def kept_waiting(pool: Pool) -> AsyncIterator[None]:
    """While somebody else holds the ledger's lock."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(x'ad5ca1e'::int, 0)")
        yield


async def test_what_comes_during_a_commit_waits_for_more_to_go_down_with_it(
    writing: Writing, pool: Pool, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescer, "GATHERING_SECONDS", 0.4)
    async with kept_waiting(pool):
        first = asyncio.create_task(writing.append(frame(organization), uuid4()))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(writing.append(frame(organization), uuid4()))
        await asyncio.sleep(0.05)
    await first
    await writing.append(frame(organization), uuid4())
    assert second.done()
    assert len(writing.told) == 2


def test_what_gathers_goes_down_though_nothing_more_comes(postgres_url: str, organization: OrganizationId) -> None:
    async def pairs() -> None:
        async with asyncio.timeout(9), opened(postgres_url, AsyncConnectionPool(postgres_url, open=False)) as writing:
            for _ in range(100):
                await asyncio.gather(*(writing.append(frame(organization), uuid4()) for _ in range(2)))

    # Its timers come a little early.
    uvloop.run(pairs())


async def test_who_writes_alone_is_never_kept_waiting(
    writing: Writing, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescer, "GATHERING_SECONDS", 60)
    async with asyncio.timeout(5):
        for _ in range(3):
            await writing.append(frame(organization), uuid4())
    assert len(writing.told) == 3


async def test_who_waits_too_long_is_told_to_try_later_and_a_repeat_says_what_became_of_it(
    connected: Writing, pool: Pool, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescer, "PATIENCE_SECONDS", 1)
    context, stream = frame(organization), uuid4()
    async with kept_waiting(pool):
        with pytest.raises(TryLaterError, match="did not answer in time"):
            await connected.append(context, stream)
    monkeypatch.undo()
    assert (await connected.append(context, stream)).replayed


async def test_who_still_waits_at_the_end_is_told_so(
    postgres_url: str, pool: Pool, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescer, "PATIENCE_SECONDS", 0.05)
    async with kept_waiting(pool):
        async with opened(postgres_url, pool) as writing:
            waiting = asyncio.create_task(writing.append(frame(organization), uuid4()))
            await asyncio.sleep(0)
        async with asyncio.timeout(1):
            with pytest.raises(TryLaterError):
                await waiting


@asynccontextmanager
async def one_group_hangs(empty_url: str) -> AsyncIterator[tuple[Writing, OrganizationId, OrganizationId]]:
    """A writer, an organization whose group's lock somebody else holds until the end, and one of the other group."""
    conninfo = make_conninfo(empty_url, options=f"-c role={APPLICATION_ROLE}")
    async with (
        AsyncConnectionPool(conninfo, open=False) as pool,
        opened(empty_url, pool) as writing,
        await psycopg.AsyncConnection.connect(empty_url) as owner,
    ):
        await owner.execute("SELECT ledger.change_shard_groups(2::smallint)")
        of_group = {await _group(owner, each): each for each in (OrganizationId(uuid4()) for _ in range(20))}
        await owner.commit()
        await owner.execute("SELECT pg_advisory_xact_lock(x'ad5ca1e'::int, 0)")
        yield writing, of_group[0], of_group[1]


async def test_a_commit_that_hangs_in_one_group_keeps_no_other_group_waiting(empty_url: str) -> None:
    async with one_group_hangs(empty_url) as (writing, stuck, free):
        hangs = asyncio.create_task(writing.append(frame(stuck), uuid4()))
        await asyncio.sleep(0.05)
        async with asyncio.timeout(2):
            await writing.append(frame(free), uuid4())
        assert not hangs.done()
    await hangs


async def test_a_batch_that_hangs_has_nobody_gather_as_many_as_it_holds(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescer, "LONGEST_GATHERING_SECONDS", 0.5)
    monkeypatch.setattr(coalescer, "FEWEST_AT_ONCE", 100)
    async with one_group_hangs(empty_url) as (writing, stuck, free):
        many = [asyncio.create_task(writing.append(frame(stuck), uuid4())) for _ in range(100)]
        await asyncio.sleep(0.6)
        async with asyncio.timeout(3):
            for _ in range(10):
                await asyncio.gather(*(writing.append(frame(free), uuid4()) for _ in range(5)))
        assert not any(each.done() for each in many)
    await asyncio.gather(*many)


async def _group(owner: psycopg.AsyncConnection[Any], organization: OrganizationId) -> int:
    """An organization's group of two."""
    cursor = await owner.execute("SELECT ledger.shard_of(%s) %% 2", (organization,))
    ((group,),) = await cursor.fetchall()
    return int(group)


async def test_more_than_can_wait_are_told_to_try_later_at_once(
    writing: Writing, pool: Pool, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescer, "MOST_WAITING", 3)
    taken = list[asyncio.Task[Receipt]]()
    async with kept_waiting(pool):
        for _ in range(1 + 3):  # One is under way, and three wait behind it.
            taken.append(asyncio.create_task(writing.append(frame(organization), uuid4())))
            await asyncio.sleep(0.05)
        with pytest.raises(TryLaterError):
            await writing.append(frame(organization), uuid4())
    assert len(await asyncio.gather(*taken)) == 1 + 3
