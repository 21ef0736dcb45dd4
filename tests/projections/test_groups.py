from contextlib import AsyncExitStack
from typing import LiteralString

import pytest
from psycopg import AsyncConnection

from adapters.postgres.codec import decode
from projections.campaigns.projector import CampaignsProjector
from projections.campaigns.table import CAMPAIGNS
from projections.gaps import gaps
from projections.groups import WHOLE, RegroupedError, ShardGroup, shard_groups
from projections.leasing import LeaseLostError, refused_if_lost, try_lease
from projections.reading import Wanted, quiet_head, read
from projections.registry import READ_MODELS
from projections.seating import Seats
from projections.stepping import made_to_write, step
from tests.projections.running import all_projectors, catch_up, leased, rows_of, to_the_head
from tests.projections.stories import Story, opened


async def regrouped(owner_url: str, count: int) -> None:
    async with await AsyncConnection.connect(owner_url) as owner:
        await owner.execute("SELECT ledger.change_shard_groups(%s::smallint)", (count,))


async def drafted(stack: AsyncExitStack, conninfo: str, many: int) -> list[Story]:
    stories = [await stack.enter_async_context(opened(conninfo)) for _ in range(many)]
    for story in stories:
        await story.drafts(await story.connects())
    return stories


async def campaigns(conninfo: str, stories: list[Story]) -> list[int]:
    return [len(await rows_of(conninfo, CAMPAIGNS, story.organization)) for story in stories]


def test_the_shards_of_all_groups_are_all_shards() -> None:
    groups = [ShardGroup(index=index, count=5) for index in range(5)]
    assert sorted(shard for group in groups for shard in group.shards) == list(range(64))


@pytest.mark.parametrize("counts", [(1, 4, 3), (64, 1, 2)])
async def test_nothing_is_lost_when_the_number_of_groups_changes(
    conninfo: str, owner_url: str, counts: tuple[int, ...]
) -> None:
    async with AsyncExitStack() as stack:
        stories: list[Story] = []
        for count in counts:
            await regrouped(owner_url, count)
            stories += await drafted(stack, conninfo, 3)
            await catch_up(conninfo)
        assert await campaigns(conninfo, stories) == [1] * len(stories)
        async with await AsyncConnection.connect(conninfo) as connection:
            assert [await gaps(connection, projector) for projector in READ_MODELS] == [[]] * len(READ_MODELS)


async def test_a_group_that_lagged_behind_the_others_is_taken_up_where_it_was(conninfo: str, owner_url: str) -> None:
    projector = CampaignsProjector()
    await regrouped(owner_url, 2)
    async with AsyncExitStack() as stack:
        stories = await drafted(stack, conninfo, 6)
        async with await AsyncConnection.connect(conninfo) as connection:
            await made_to_write(connection)
            group = ShardGroup(index=1, count=2)
            await to_the_head(connection, projector, await leased(connection, projector, group), limit=100)
        await regrouped(owner_url, 1)
        await catch_up(conninfo, [projector])
        assert await campaigns(conninfo, stories) == [1] * 6


async def test_who_works_a_group_that_is_gone_loses_its_lease(conninfo: str, owner_url: str, story: Story) -> None:
    projector = CampaignsProjector()
    await story.connects()
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        lease = await leased(connection, projector)
        await regrouped(owner_url, 2)
        with pytest.raises(RegroupedError):
            await to_the_head(connection, projector, lease, limit=10)
        await catch_up(conninfo, [projector])
        with pytest.raises(LeaseLostError, match="campaigns of version 1 is no longer at epoch"), refused_if_lost():
            await lease.moving(10).write(connection)


async def test_who_still_works_a_group_that_is_gone_does_not_move_its_successor(conninfo: str, owner_url: str) -> None:
    projector = CampaignsProjector()
    await regrouped(owner_url, 4)
    async with (
        AsyncExitStack() as stack,
        await AsyncConnection.connect(conninfo) as stale,
        await AsyncConnection.connect(conninfo) as successor,
    ):
        stories = await drafted(stack, conninfo, 12)
        await made_to_write(stale)
        await made_to_write(successor)
        _, old, *_ = [await leased(stale, projector, group) for group in await shard_groups(stale)]
        wanted = Wanted(group=old.group, topics=projector.topics)
        chunk = await read(stale, decode, wanted, after=0, limit=1000)
        await regrouped(owner_url, 2)
        # The other group's, which makes checkpoints for both.
        await leased(successor, projector, ShardGroup(index=0, count=2))
        with pytest.raises(LeaseLostError):
            await step(stale, projector, old, chunk)
        await stale.close()
        await successor.close()
        await catch_up(conninfo, [projector])
        assert await campaigns(conninfo, stories) == [1] * 12


async def test_who_came_too_early_for_a_group_keeps_no_lease_of_it(conninfo: str, owner_url: str) -> None:
    group = ShardGroup(index=0, count=2)
    async with (
        await AsyncConnection.connect(conninfo, autocommit=True) as early,
        await AsyncConnection.connect(conninfo, autocommit=True) as other,
    ):
        with pytest.raises(RegroupedError):
            await try_lease(early, "campaigns", 1, group)
        await regrouped(owner_url, 2)
        assert await try_lease(other, "campaigns", 1, group) is not None


async def test_facts_of_another_number_of_groups_are_not_read(conninfo: str, owner_url: str, story: Story) -> None:
    await story.connects()
    await regrouped(owner_url, 2)
    async with await AsyncConnection.connect(conninfo) as connection:
        with pytest.raises(RegroupedError):
            await read(connection, decode, Wanted(group=WHOLE), after=0, limit=10)


@pytest.mark.parametrize("lock", ["ad5ca1f", "ad5ca1e"], ids=["in their turn", "in their commit"])
async def test_the_head_waits_for_those_who_are_appending_to_the_group(
    conninfo: str, story: Story, lock: LiteralString
) -> None:
    await story.connects()
    async with (
        await AsyncConnection.connect(conninfo) as writer,
        await AsyncConnection.connect(conninfo, autocommit=True) as reader,
    ):
        await writer.execute(f"SELECT pg_advisory_xact_lock(x'{lock}'::int, 0)")
        await reader.execute("SET lock_timeout = '30ms'")
        with pytest.raises(Exception, match="lock timeout"):
            await quiet_head(reader, WHOLE)
        await writer.rollback()
        assert await quiet_head(reader, WHOLE) == story.position


async def test_processes_share_the_groups_fairly_and_take_over_what_is_left(conninfo: str, owner_url: str) -> None:
    await regrouped(owner_url, 4)
    async with await AsyncConnection.connect(conninfo, autocommit=True) as first:
        alone = Seats(first, "test")
        await alone.join()
        assert len(await alone.settled()) == 4
        async with await AsyncConnection.connect(conninfo, autocommit=True) as second:
            joined = Seats(second, "test")
            await joined.join()
            mine = await alone.settled()
            theirs = await joined.settled()
            assert len(mine) == len(theirs) == 2
            assert not mine & theirs


def test_every_projector_names_the_topics_that_it_wants() -> None:
    assert all(projector.topics for projector in all_projectors())
