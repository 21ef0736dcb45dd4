from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection

from tests.projections.running import catch_up, everything, forget_everything
from tests.projections.stories import VERBS, Story, happens, introduced, opened

histories = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 40)), max_size=20)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=histories, batch=st.integers(1, 7))
async def test_a_replay_makes_the_same_rows_as_following_the_ledger(
    conninfo: str, verbs: list[tuple[str, int]], batch: int
) -> None:
    async with opened(conninfo) as story:
        cast = await introduced(story)
        for index, (verb, number) in enumerate(verbs):
            await happens(story, cast, verb, number)
            if index % batch == 0:
                await catch_up(conninfo, limit=batch)
        await catch_up(conninfo, limit=batch)
        followed = await everything(conninfo, story.organization)
        await forget_everything(conninfo)
        await catch_up(conninfo)
        assert await everything(conninfo, story.organization) == followed


async def test_facts_that_were_applied_before_change_nothing(conninfo: str, story: Story) -> None:
    cast = await introduced(story)
    for number, verb in enumerate(VERBS):
        if verb != "remove_channel":
            await happens(story, cast, verb, number)
    await catch_up(conninfo, limit=10)
    before = await everything(conninfo, story.organization)
    async with await AsyncConnection.connect(conninfo) as connection:
        await connection.execute("UPDATE work.checkpoints SET position = 0")
    await catch_up(conninfo, limit=10)
    assert await everything(conninfo, story.organization) == before
    async with await AsyncConnection.connect(conninfo) as connection:
        assert await (await connection.execute("SELECT FROM work.parked")).fetchall() == []
