from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from application.errors import NotFoundError
from application.history import state_as_of
from domain.campaigns.campaign import Campaign
from tests.application.world import OTHER_TENANT, World
from tests.builders import CAMPAIGN, NOW, TODAY, a_draft
from tests.fakes.ledger import FakeLedger

HOUR = timedelta(hours=1)


@pytest.fixture
async def renamed() -> World:
    """A campaign that was drafted at `NOW` and renamed two hours later."""
    moments = iter([NOW, NOW + 2 * HOUR])
    world = World(ledger=FakeLedger(clock=lambda: next(moments)))
    await world.told(Campaign, CAMPAIGN, a_draft())
    await world.decided(Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name="Summer"))
    return world


@pytest.mark.parametrize(
    ("moment", "name", "version"),
    [(NOW, "Spring", 2), (NOW + HOUR, "Spring", 2), (NOW + 2 * HOUR, "Summer", 3), (None, "Summer", 3)],
)
async def test_a_campaign_is_shown_as_it_was(renamed: World, moment: datetime | None, name: str, version: int) -> None:
    found = await state_as_of(renamed.ledger, renamed.organization, "campaign", CAMPAIGN, moment)
    assert isinstance(found.state, Campaign)
    assert (found.state.name, found.version) == (name, version)


async def test_before_it_began_there_was_nothing(renamed: World) -> None:
    with pytest.raises(NotFoundError, match=r"There is no campaign .* as of 2026-11-02T08:30"):
        await state_as_of(renamed.ledger, renamed.organization, "campaign", CAMPAIGN, NOW - HOUR)


@pytest.mark.parametrize("stream_type", ["rule", "ad_account"])
async def test_a_stream_of_another_type_is_not_found(renamed: World, stream_type: str) -> None:
    with pytest.raises(NotFoundError):
        await state_as_of(renamed.ledger, renamed.organization, stream_type, CAMPAIGN, None)


async def test_another_organizations_past_is_not_found(renamed: World) -> None:
    with pytest.raises(NotFoundError):
        await state_as_of(renamed.ledger, OTHER_TENANT, "campaign", CAMPAIGN, None)
    with pytest.raises(NotFoundError):
        await state_as_of(renamed.ledger, renamed.organization, "campaign", uuid4(), None)
