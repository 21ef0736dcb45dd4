import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.codec import decode
from domain.campaigns.campaign import Campaign
from projections.audit_trail.projector import AuditTrailProjector
from projections.campaigns.projector import CampaignsProjector
from projections.campaigns.table import CAMPAIGNS
from projections.desk import ProjectionDesk, UnknownProjectionError
from projections.projector import SeenFact
from projections.rebuilding import Progress
from projections.registry import READ_MODELS
from projections.rows import Write
from projections.versions import ShapeError, VersionError
from tests.projections import test_tables
from tests.projections.running import all_projectors, catch_up, everything, rows_of
from tests.projections.stories import TODAY, VERBS, Story, happens, introduced, opened


def desk(conninfo: str, *projectors: Any) -> ProjectionDesk:  # noqa: ANN401 - projectors of the test's own
    return ProjectionDesk(conninfo=conninfo, decode=decode, projectors=projectors or all_projectors())


async def names(conninfo: str, story: Story) -> list[str]:
    return sorted(str(row[2]) for row in await rows_of(conninfo, CAMPAIGNS, story.organization))


async def spoilt(conninfo: str, story: Story) -> None:
    async with await AsyncConnection.connect(conninfo) as connection:
        await connection.execute("UPDATE read_models.campaigns SET name = 'spoilt'")
    assert set(await names(conninfo, story)) == {"spoilt"}


def unseen(_: Progress) -> None:
    """Progress that nobody watches."""


async def test_every_read_model_is_built_anew_as_it_was(conninfo: str, story: Story) -> None:
    cast = await introduced(story)
    for number, verb in enumerate(VERBS):
        await happens(story, cast, verb, number)
    await catch_up(conninfo)
    before = await everything(conninfo, story.organization)
    for projector in READ_MODELS:
        await desk(conninfo).rebuild(projector.name, unseen, then_swap=True)
    assert await everything(conninfo, story.organization) == before


async def test_what_is_served_stays_as_it_is_until_the_swap(conninfo: str, story: Story) -> None:
    account = await story.connects()
    await story.drafts(account, name="Spring")
    await catch_up(conninfo)
    await spoilt(conninfo, story)
    await desk(conninfo).rebuild("campaigns", unseen)
    assert await names(conninfo, story) == ["spoilt"]
    await story.drafts(account, name="Summer")
    await desk(conninfo).swap("campaigns", unseen)
    assert await names(conninfo, story) == ["Spring", "Summer"]


async def test_a_swap_is_undone_and_the_old_version_has_taken_what_it_missed(conninfo: str, story: Story) -> None:
    account = await story.connects()
    await story.drafts(account, name="Spring")
    await catch_up(conninfo)
    await spoilt(conninfo, story)
    live = await desk(conninfo).rebuild("campaigns", unseen, then_swap=True)
    await story.drafts(account, name="Summer")
    back = await desk(conninfo).roll_back("campaigns", unseen)
    assert await names(conninfo, story) == ["Summer", "spoilt"]
    assert back.version < live.version
    assert (await desk(conninfo).roll_back("campaigns", unseen)).version == live.version


async def test_the_runner_goes_on_with_the_new_version(conninfo: str, story: Story) -> None:
    account = await story.connects()
    await story.drafts(account, name="Spring")
    await catch_up(conninfo)
    await desk(conninfo).rebuild("campaigns", unseen, then_swap=True)
    await story.drafts(account, name="Summer")
    await catch_up(conninfo)
    assert await names(conninfo, story) == ["Spring", "Summer"]


async def test_one_organization_is_built_anew_and_the_others_keep_their_rows(conninfo: str, story: Story) -> None:
    await story.drafts(await story.connects(), name="Spring")
    async with opened(conninfo) as other:
        await other.drafts(await other.connects(), name="Elsewhere")
        await catch_up(conninfo)
        await spoilt(conninfo, story)
        await desk(conninfo).rebuild("campaigns", unseen, organization=story.organization, then_swap=True)
        assert await names(conninfo, story) == ["Spring"]
        assert await names(conninfo, other) == ["spoilt"]


async def test_an_organization_s_new_rows_are_level_with_the_live_checkpoint(conninfo: str, story: Story) -> None:
    account = await story.connects()
    campaign_id = await story.drafts(account, name="Spring")
    await catch_up(conninfo)
    await desk(conninfo).rebuild("campaigns", unseen, organization=story.organization)
    await story.goes_on(Campaign, campaign_id, lambda c: c.revise(today=TODAY, name="Autumn"))
    await catch_up(conninfo)
    await desk(conninfo).swap("campaigns", unseen)
    assert await names(conninfo, story) == ["Autumn"]


@pytest.mark.parametrize("read", [("campaigns", "campaign_channels"), ("campaign_channels", "campaigns")])
async def test_a_swap_and_who_reads_two_tables_do_not_wait_for_each_other(
    conninfo: str, read: tuple[LiteralString, LiteralString]
) -> None:
    await desk(conninfo).rebuild("campaigns", unseen)
    async with await AsyncConnection.connect(conninfo) as reader:
        await reader.execute(f"SELECT FROM read_models.{read[0]}")
        swapping = asyncio.create_task(desk(conninfo).swap("campaigns", unseen))
        await asyncio.sleep(0.3)
        await reader.execute(f"SELECT FROM read_models.{read[1]}")
        await reader.commit()
        assert (await swapping).place == "live"


async def test_what_is_being_swapped_is_not_undone_by_another_process(conninfo: str, story: Story) -> None:
    await story.drafts(await story.connects())
    await desk(conninfo).rebuild("campaigns", unseen, then_swap=True)
    await desk(conninfo).rebuild("campaigns", unseen)
    async with asyncio.TaskGroup() as operators, await AsyncConnection.connect(conninfo) as reader:
        await reader.execute("SELECT FROM read_models.campaigns")
        swapping = operators.create_task(desk(conninfo).swap("campaigns", unseen))
        await asyncio.sleep(0.3)
        with pytest.raises(VersionError, match="another process"):
            await desk(conninfo).roll_back("campaigns", unseen)
        await reader.commit()
    assert swapping.result().version == 3


async def test_who_swaps_has_no_checkpoint_while_a_step_has_a_table(conninfo: str, story: Story) -> None:
    await story.drafts(await story.connects())
    await catch_up(conninfo, [CampaignsProjector()])
    await desk(conninfo).rebuild("campaigns", unseen)
    checkpoint = "SELECT FROM work.checkpoints WHERE projection = 'campaigns' AND version = 1 FOR UPDATE NOWAIT"
    async with (
        asyncio.TaskGroup() as operators,
        await AsyncConnection.connect(conninfo) as runner,
        await AsyncConnection.connect(conninfo, autocommit=True) as another,
    ):
        await runner.execute("LOCK TABLE read_models.campaigns IN ROW EXCLUSIVE MODE")
        swapping = operators.create_task(desk(conninfo).swap("campaigns", unseen))
        for _ in range(30):
            await another.execute(checkpoint)
            await asyncio.sleep(0.02)
        await runner.commit()
    assert swapping.result().place == "live"


async def test_a_swap_is_undone_while_the_runner_is_at_a_step(conninfo: str, story: Story) -> None:
    await story.drafts(await story.connects())
    await desk(conninfo).rebuild("campaigns", unseen, then_swap=True)
    async with await AsyncConnection.connect(conninfo) as runner:
        await runner.execute("UPDATE work.checkpoints SET updated_at = now()")
        undoing = asyncio.create_task(desk(conninfo).roll_back("campaigns", unseen))
        await asyncio.sleep(0.2)
        await runner.commit()
        assert (await undoing).place == "live"


async def test_a_table_that_was_swapped_in_is_the_one_that_the_code_describes(conninfo: str, owner_url: str) -> None:
    for projector in READ_MODELS:
        await desk(conninfo).rebuild(projector.name, unseen, then_swap=True)
    test_tables.test_the_migrations_make_the_tables_that_the_code_describes(owner_url)


async def test_progress_is_shown_up_to_the_end(conninfo: str, story: Story) -> None:
    await story.drafts(await story.connects())
    seen: list[Progress] = []
    await desk(conninfo).rebuild("audit_trail", seen.append)
    assert (seen[-1].position, seen[-1].head) == (story.position, story.position)


async def test_a_rebuild_does_nothing_in_the_world(conninfo: str, story: Story) -> None:
    class Loud(AuditTrailProjector):
        done = 0

        async def after_commit(self) -> None:
            self.done += 1

    await story.connects()
    loud = Loud()
    await desk(conninfo, loud).rebuild("audit_trail", unseen, then_swap=True)
    assert loud.done == 0


async def test_one_process_builds_a_projection_at_a_time(conninfo: str, story: Story) -> None:
    await story.drafts(await story.connects(), name="Spring")

    class Slow(CampaignsProjector):
        at_work = asyncio.Event()
        go_on = asyncio.Event()

        async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
            self.at_work.set()
            await self.go_on.wait()
            return await super().apply(connection, batch)

    slow = Slow()
    building = asyncio.create_task(desk(conninfo, slow).rebuild("campaigns", unseen, then_swap=True))
    await slow.at_work.wait()
    for attempt in (desk(conninfo).rebuild("campaigns", unseen), desk(conninfo).swap("campaigns", unseen)):
        with pytest.raises(VersionError, match="another process"):
            await attempt
    slow.go_on.set()
    await building
    assert await names(conninfo, story) == ["Spring"]


async def test_parking_and_driving_again_do_not_disturb_a_build(conninfo: str, story: Story) -> None:
    campaign_id = await story.drafts(await story.connects(), name="Spring")
    await catch_up(conninfo)

    class Disturbed(CampaignsProjector):
        async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
            await desk(conninfo).park("campaigns", story.organization, campaign_id, "to be looked at")
            await desk(conninfo).redrive("campaigns")
            return await super().apply(connection, batch)

    await desk(conninfo, Disturbed()).rebuild("campaigns", unseen, then_swap=True)
    assert await names(conninfo, story) == ["Spring"]


async def test_a_build_goes_on_when_the_shards_are_grouped_anew(conninfo: str, owner_url: str, story: Story) -> None:
    def group(count: int) -> None:
        with psycopg.connect(owner_url) as owner:
            owner.execute("SELECT ledger.change_shard_groups(%s::smallint)", (count,))

    group(2)
    account = await story.connects()
    for name in ("Spring", "Summer"):
        await story.drafts(account, name=name)
    # The first of two groups is told of, and there are four.
    await desk(conninfo).rebuild("campaigns", lambda _: group(4), then_swap=True)
    assert await names(conninfo, story) == ["Spring", "Summer"]


async def test_an_organization_s_rows_do_not_come_among_those_of_older_code(conninfo: str, story: Story) -> None:
    class Newer(CampaignsProjector):
        version = 2

    await story.drafts(await story.connects())
    await catch_up(conninfo, [CampaignsProjector()])
    with pytest.raises(ShapeError):
        await desk(conninfo, Newer()).rebuild("campaigns", unseen, organization=story.organization)


async def test_what_other_code_built_is_not_brought_up_to_date_by_this_one(conninfo: str, story: Story) -> None:
    class Newer(CampaignsProjector):
        version = 2

    await story.drafts(await story.connects())
    await desk(conninfo, Newer()).rebuild("campaigns", unseen)
    with pytest.raises(VersionError, match="version 2"):
        await desk(conninfo).swap("campaigns", unseen)


async def test_what_other_code_wrote_is_served_again_as_it_was_left(conninfo: str, story: Story) -> None:
    class Newer(CampaignsProjector):
        version = 2

    account = await story.connects()
    await story.drafts(account, name="Spring")
    await catch_up(conninfo)
    await desk(conninfo, Newer()).rebuild("campaigns", unseen, then_swap=True)
    await story.drafts(account, name="Summer")
    assert (await desk(conninfo, Newer()).roll_back("campaigns", unseen)).shape == 1
    assert await names(conninfo, story) == ["Spring"]
    await catch_up(conninfo)
    assert await names(conninfo, story) == ["Spring", "Summer"]


async def test_reactions_are_not_to_be_built_anew(conninfo: str) -> None:
    with pytest.raises(VersionError, match="do things again"):
        await desk(conninfo).rebuild("reactions", unseen)


async def test_what_was_not_built_is_not_swapped(conninfo: str) -> None:
    with pytest.raises(VersionError, match="adscale projections rebuild"):
        await desk(conninfo).swap("campaigns", unseen)
    with pytest.raises(VersionError, match="never swapped"):
        await desk(conninfo).roll_back("campaigns", unseen)


async def test_a_name_that_is_none_is_refused_with_those_that_are(conninfo: str) -> None:
    with pytest.raises(UnknownProjectionError, match="audit_trail, campaigns"):
        await desk(conninfo).rebuild("campaign", unseen)


async def test_code_of_another_version_does_not_write_to_the_live_tables(conninfo: str, story: Story) -> None:
    class Newer(CampaignsProjector):
        version = 2

    await story.drafts(await story.connects(), name="Spring")
    await catch_up(conninfo, [CampaignsProjector()])
    with pytest.raises(ShapeError, match="adscale projections rebuild campaigns"):
        await catch_up(conninfo, [Newer()])
    await desk(conninfo, Newer()).rebuild("campaigns", unseen, then_swap=True)
    await catch_up(conninfo, [Newer()])


async def test_a_fact_that_cannot_be_applied_is_parked_in_the_new_version_too(conninfo: str, story: Story) -> None:
    class Stumbling(CampaignsProjector):
        async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
            if any(getattr(recorded.fact, "name", "") == "bad" for recorded in batch):
                raise ValueError("This name cannot be taken.")
            return await super().apply(connection, batch)

    account = await story.connects()
    await story.drafts(account, name="bad")
    await story.drafts(account, name="good")
    await desk(conninfo, Stumbling()).rebuild("campaigns", unseen, then_swap=True)
    assert await names(conninfo, story) == ["good"]
    assert len(await desk(conninfo).parked("campaigns")) == 1
    assert [one.error for one in await desk(conninfo).redrive("campaigns")] == [None]
    assert await names(conninfo, story) == ["bad", "good"]
