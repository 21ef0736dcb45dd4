from psycopg import AsyncConnection

from projections.campaigns.projector import CampaignsProjector
from projections.gaps import gaps
from projections.registry import READ_MODELS
from tests.projections.running import catch_up
from tests.projections.stories import Story


async def test_no_gap_is_found_where_every_fact_was_taken(conninfo: str, story: Story) -> None:
    await story.drafts(await story.connects())
    await catch_up(conninfo)
    async with await AsyncConnection.connect(conninfo) as connection:
        assert [await gaps(connection, projector) for projector in READ_MODELS] == [[]] * len(READ_MODELS)


async def test_a_fact_that_came_to_stand_before_the_checkpoint_unseen_is_found(conninfo: str, story: Story) -> None:
    account = await story.connects()
    await story.drafts(account)
    async with await AsyncConnection.connect(conninfo) as connection:
        await catch_up(conninfo, [CampaignsProjector()])
        await story.drafts(account)
        # What a reader of an unlocked sequence would do: past a fact that it could not see.
        await connection.execute("UPDATE work.checkpoints SET position = %s", (story.position,))
        (gap,) = await gaps(connection, CampaignsProjector())
    assert gap.first_position <= story.position <= gap.last_position
    assert gap.facts - gap.taken == 2


async def test_facts_that_are_parked_are_no_gap(conninfo: str, story: Story) -> None:
    campaign_id = await story.drafts(await story.connects())
    async with await AsyncConnection.connect(conninfo) as connection:
        await connection.execute(
            "INSERT INTO work.parked (projection, version, org_id, stream_id, position, error)"
            " VALUES ('campaigns', 1, %s, %s, 0, 'by hand')",
            (story.organization, campaign_id),
        )
        await connection.commit()
        await catch_up(conninfo, [CampaignsProjector()])
        assert await gaps(connection, CampaignsProjector()) == []
