from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import AsyncConnection

from adapters.postgres.codec import decode
from domain.campaigns.campaign import Campaign
from domain.shared.ids import CampaignId
from projections.campaigns.projector import CampaignsProjector
from projections.campaigns.table import CAMPAIGNS
from projections.desk import ProjectionDesk
from projections.projector import Projector, SeenFact
from projections.rows import Write
from tests.projections.running import all_projectors, catch_up, rows_of
from tests.projections.stories import TODAY, Story


class Stumbling(CampaignsProjector):
    """Cannot take a campaign's new name if it is a bad one."""

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        if any(getattr(recorded.fact, "name", "") == "bad" for recorded in batch):
            raise ValueError("This name cannot be taken.")
        return await super().apply(connection, batch)


class Refusing(CampaignsProjector):
    """Can take nothing."""

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        await super().apply(connection, batch)
        raise KeyError("another reason")


def desk(conninfo: str, *projectors: Projector) -> ProjectionDesk:
    return ProjectionDesk(conninfo=conninfo, decode=decode, projectors=projectors or all_projectors())


async def names(conninfo: str, story: Story) -> list[str]:
    return sorted(str(row[2]) for row in await rows_of(conninfo, CAMPAIGNS, story.organization))


async def renamed(story: Story, campaign_id: CampaignId, name: str) -> None:
    await story.goes_on(Campaign, campaign_id, lambda c: c.revise(today=TODAY, name=name))


async def test_a_parked_stream_is_driven_again_and_followed(conninfo: str, story: Story) -> None:
    campaign_id = await story.drafts(await story.connects(), name="Spring")
    for name in ("bad", "good again"):
        await renamed(story, campaign_id, name)
    await catch_up(conninfo, [Stumbling()])
    assert await names(conninfo, story) == ["Spring"]
    (driven,) = await desk(conninfo).redrive("campaigns", campaign_id)
    assert (driven.facts, driven.error) == (2, None)
    assert await names(conninfo, story) == ["good again"]
    await renamed(story, campaign_id, "later")
    await catch_up(conninfo)
    assert await names(conninfo, story) == ["later"]


async def test_what_still_cannot_be_applied_stays_parked_with_the_new_reason(conninfo: str, story: Story) -> None:
    campaign_id = await story.drafts(await story.connects(), name="Spring")
    await renamed(story, campaign_id, "bad")
    await catch_up(conninfo, [Stumbling()])
    (driven,) = await desk(conninfo, Stumbling()).redrive("campaigns")
    assert driven.error is not None
    (parked,) = await desk(conninfo).parked("campaigns")
    assert (parked.stream_id, parked.facts, parked.error) == (campaign_id, 1, driven.error)


async def test_a_stream_that_is_parked_by_hand_waits_until_it_is_driven_again(conninfo: str, story: Story) -> None:
    account = await story.connects()
    campaign_id, other = await story.drafts(account, name="Spring"), await story.drafts(account, name="Other")
    await catch_up(conninfo)
    await desk(conninfo).park("campaigns", story.organization, campaign_id, "to be looked at")
    for one in (campaign_id, other):
        await renamed(story, one, "new")
    await catch_up(conninfo)
    assert await names(conninfo, story) == ["Spring", "new"]
    (parked,) = await desk(conninfo).parked("campaigns")
    assert "to be looked at" in parked.error
    await desk(conninfo).redrive("campaigns", campaign_id)
    assert await names(conninfo, story) == ["new", "new"]


async def test_the_new_reason_is_said_of_the_version_that_is_served(conninfo: str, story: Story) -> None:
    campaign_id = await story.drafts(await story.connects(), name="Spring")
    await renamed(story, campaign_id, "bad")
    await catch_up(conninfo, [CampaignsProjector()])
    await desk(conninfo).park("campaigns", story.organization, campaign_id, "of the version before")
    await desk(conninfo, Stumbling()).rebuild("campaigns", lambda _: None, then_swap=True)
    (driven,) = await desk(conninfo, Refusing()).redrive("campaigns")
    (parked,) = await desk(conninfo).parked("campaigns")
    assert parked.error == driven.error == "KeyError('another reason')"
