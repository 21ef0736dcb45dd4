import asyncio

import pytest
from pydantic import SecretStr

from application.identity.commands import organization_id
from application.snapshots.commands import EVERY
from domain.campaigns.campaign import Campaign
from domain.shared.facts import Fact
from interfaces import bootstrap
from interfaces.settings import Settings
from tests.builders import CAMPAIGN, a_draft
from tests.contracts.frames import frame
from tests.interfaces.cli.console import Console

LONG: tuple[Fact, ...] = (*a_draft(), *(Campaign.Renamed(name=f"Spring {number}") for number in range(EVERY - 2)))


@pytest.fixture
def a_long_campaign(console: Console, console_database: str) -> None:
    """A campaign of 50 facts."""

    async def told() -> None:
        settings = Settings().model_copy(update={"database_url": SecretStr(console_database)})
        async with bootstrap.open_services(settings) as services:
            await services.ledger.append(
                frame(organization_id(console.slug)),
                stream_type="campaign",
                stream_id=CAMPAIGN,
                expected_version=0,
                facts=LONG,
            )

    asyncio.run(told())


@pytest.mark.usefixtures("a_long_campaign")
def test_snapshots_are_made_and_forgotten_by_hand(console: Console) -> None:
    assert console.run("snapshots", "make").output == "Snapshots made: 1. Streams that failed: 0.\n"
    assert console.run("snapshots", "forget", "--organization", console.slug).output == "Snapshots forgotten: 1.\n"
    assert console.run("snapshots", "forget").output == "Snapshots forgotten: 0.\n"


def test_an_unknown_organization_is_refused_in_a_sentence(console: Console) -> None:
    refused = console.run("snapshots", "forget", "--organization", "nobody")
    assert refused.exit_code == 1
    assert "There is no organization 'nobody'." in refused.output
