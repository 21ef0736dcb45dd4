import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import AsyncConnection

from domain.campaigns.campaign import Campaign
from domain.shared.ids import CampaignId
from projections import stepping
from projections.campaigns.projector import CampaignsProjector
from projections.campaigns.table import CAMPAIGNS
from projections.groups import WHOLE
from projections.leasing import LeaseLostError, try_lease
from projections.projector import SeenFact
from projections.rows import WORTH_A_COPY, Write
from projections.statements import Statement
from projections.stepping import made_to_write
from tests.builders import a_draft
from tests.projections.running import catch_up, leased, rows_of, to_the_head
from tests.projections.stories import TODAY, Story

REFUSED = Statement(b"INSERT INTO campaign_channels DEFAULT VALUES", ())
"""What the database says no to, once the rows before it are written."""


class StumblingProjector(CampaignsProjector):
    """Cannot take a campaign's new name if it is a bad one."""

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        writes = await super().apply(connection, batch)
        bad = any(getattr(recorded.fact, "name", "") == "bad" for recorded in batch)
        return (*writes, REFUSED) if bad else writes


async def names(conninfo: str, story: Story) -> list[str]:
    return sorted(str(row[2]) for row in await rows_of(conninfo, CAMPAIGNS, story.organization))


async def renamed(story: Story, campaign_id: CampaignId, name: str) -> None:
    await story.goes_on(Campaign, campaign_id, lambda c: c.revise(today=TODAY, name=name))


async def parked(conninfo: str) -> list[tuple[UUID, str]]:
    async with await AsyncConnection.connect(conninfo) as connection:
        cursor = await connection.execute("SELECT stream_id, error FROM work.parked ORDER BY position")
        return await cursor.fetchall()


async def test_a_lease_is_one_process_s_at_a_time(conninfo: str) -> None:
    projector = CampaignsProjector()
    async with await AsyncConnection.connect(conninfo, autocommit=True) as first:
        lease = await leased(first, projector)
        async with await AsyncConnection.connect(conninfo, autocommit=True) as second:
            assert await try_lease(second, projector.name, lease.version, WHOLE) is None
            await first.close()
            assert (await leased(second, projector)).epoch == lease.epoch + 1


@pytest.mark.parametrize("large", [WORTH_A_COPY, 1], ids=["in a small step", "in a large step"])
async def test_who_lost_the_lease_writes_nothing(
    conninfo: str, story: Story, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stepping, "WORTH_A_COPY", large)
    projector = CampaignsProjector()
    await story.drafts(await story.connects())
    async with await AsyncConnection.connect(conninfo) as loser:
        await made_to_write(loser)
        lease = await leased(loser, projector)
        async with await AsyncConnection.connect(conninfo) as winner:
            await winner.execute("UPDATE work.checkpoints SET epoch = epoch + 1 WHERE projection = 'campaigns'")
        with pytest.raises(LeaseLostError):
            await to_the_head(loser, projector, lease, limit=100)
    assert await names(conninfo, story) == []


async def test_a_winner_in_the_middle_of_the_step_is_not_overwritten(conninfo: str, story: Story) -> None:
    class Overtaken(CampaignsProjector):
        async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
            writes = await super().apply(connection, batch)
            async with await AsyncConnection.connect(conninfo) as winner:
                await winner.execute("UPDATE work.checkpoints SET epoch = epoch + 1 WHERE projection = 'campaigns'")
            return writes

    await story.drafts(await story.connects())
    async with await AsyncConnection.connect(conninfo) as loser:
        await made_to_write(loser)
        lease = await leased(loser, Overtaken())
        with pytest.raises(LeaseLostError):
            await to_the_head(loser, Overtaken(), lease, limit=100)
    assert await names(conninfo, story) == []


async def test_a_fact_that_cannot_be_applied_parks_its_stream_and_the_others_go_on(conninfo: str, story: Story) -> None:
    account = await story.connects()
    ill, well = await story.drafts(account, name="ill"), await story.drafts(account, name="well")
    await renamed(story, ill, "bad")
    await renamed(story, ill, "good again")
    await renamed(story, well, "still well")
    await catch_up(conninfo, [StumblingProjector()])
    await renamed(story, ill, "later")
    await catch_up(conninfo, [StumblingProjector()])
    assert await names(conninfo, story) == ["ill", "still well"]
    assert [stream for stream, _ in await parked(conninfo)] == [ill, ill, ill]


async def test_a_fact_of_a_newer_schema_is_parked_with_its_reason(conninfo: str, story: Story) -> None:
    campaign_id = await story.drafts(await story.connects(), name="ill")
    unreadable = {
        "org_id": str(story.organization),
        "stream_type": "campaign",
        "stream_id": str(campaign_id),
        "expected_version": 2,
        "command_id": str(uuid4()),
        "fingerprint": "",
        "actor_kind": "system",
        "actor_id": "test",
        "correlation_id": str(uuid4()),
        "occurred_at": "2026-11-02T10:00:00+00:00",
        "facts": [{"event_id": str(uuid4()), "topic": "campaign.renamed", "schema_version": 99, "data": {}}],
    }
    async with await AsyncConnection.connect(conninfo) as connection:
        await connection.execute("SELECT ledger.append(%s::jsonb)", [json.dumps(unreadable)])
    await catch_up(conninfo, [CampaignsProjector()])
    assert [(stream, "schema version 99" in error) for stream, error in await parked(conninfo)] == [(campaign_id, True)]


@asynccontextmanager
async def missing_channels(owner_url: str) -> AsyncIterator[None]:
    """A table that a migration has yet to make."""
    async with await AsyncConnection.connect(owner_url, autocommit=True) as owner:
        await owner.execute("ALTER TABLE read_models.campaign_channels RENAME TO elsewhere")
        try:
            yield
        finally:
            await owner.execute("ALTER TABLE read_models.elsewhere RENAME TO campaign_channels")


async def test_a_database_that_is_at_fault_parks_nothing(conninfo: str, owner_url: str, story: Story) -> None:
    await story.drafts(await story.connects())
    async with missing_channels(owner_url):
        with pytest.raises(Exception, match="does not exist"):
            await catch_up(conninfo, [CampaignsProjector()])
        assert await parked(conninfo) == []
    await catch_up(conninfo, [CampaignsProjector()])
    assert await names(conninfo, story) == ["Spring"]


async def test_facts_that_nobody_wants_move_the_checkpoint_all_the_same(conninfo: str, story: Story) -> None:
    await story.connects()
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        projector = CampaignsProjector()
        await to_the_head(connection, projector, await leased(connection, projector), limit=10)
        cursor = await connection.execute("SELECT position FROM work.checkpoints WHERE projection = 'campaigns'")
        assert await cursor.fetchone() == (story.position,)


async def test_a_fact_with_a_value_that_is_too_long_for_postgres_is_parked(conninfo: str, story: Story) -> None:
    class TooLong(CampaignsProjector):
        async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
            if any(getattr(recorded.fact, "name", "") == "bad" for recorded in batch):
                await connection.execute("SELECT repeat('x', 2000000000)")
            return await super().apply(connection, batch)

    account = await story.connects()
    for name in ("Spring", "bad", "Summer"):
        await story.drafts(account, name=name)
    await catch_up(conninfo, [TooLong()])
    assert await names(conninfo, story) == ["Spring", "Summer"]
    assert "ProgramLimitExceeded" in (await parked(conninfo))[0][1]


async def test_two_streams_that_claim_one_row_do_not_keep_the_others(conninfo: str, story: Story) -> None:
    account = await story.connects()
    for _ in range(2):
        await story.begins(Campaign, uuid4(), a_draft())
    await story.drafts(account, name="Summer")
    await catch_up(conninfo, [CampaignsProjector()])
    assert await names(conninfo, story) == ["Spring", "Summer"]


async def test_a_bad_fact_does_not_make_every_other_one_go_alone(conninfo: str, story: Story) -> None:
    class Counting(StumblingProjector):
        tries = 0

        async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
            self.tries += 1
            return await super().apply(connection, batch)

    account = await story.connects()
    for name in ("Spring", *("bad" if number == 20 else str(number) for number in range(40))):
        await story.drafts(account, name=name)
    counting = Counting()
    await catch_up(conninfo, [counting])
    assert counting.tries < 20
    assert len(await names(conninfo, story)) == 40
    assert len({stream for stream, _ in await parked(conninfo)}) == 1
