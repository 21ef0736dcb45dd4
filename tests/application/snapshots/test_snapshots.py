from dataclasses import replace
from uuid import uuid4

from structlog.testing import capture_logs

from application.handling import change, load
from application.known_states import Known
from application.ports import GrownStream
from application.snapshots.commands import EVERY, Made, make_snapshots
from domain.campaigns.campaign import Campaign
from domain.shared.facts import Fact
from tests.application.world import World
from tests.builders import CAMPAIGN, ORGANIZATION, TODAY, a_draft
from tests.given import folded

LONG: tuple[Fact, ...] = (*a_draft(), *(Campaign.Renamed(name=f"Spring {number}") for number in range(EVERY - 2)))
STREAM = GrownStream(organization=ORGANIZATION, stream_type="campaign", stream_id=CAMPAIGN)


async def long_told(world: World) -> None:
    """A campaign of 50 facts, and a process that has not seen it."""
    await world.told(Campaign, CAMPAIGN, LONG)
    world.ledger = world.ledger.in_another_process()


async def keeps(world: World, state: Campaign) -> None:
    await world.ledger.snapshots.keep(STREAM, version=EVERY, state=state)


async def test_a_stream_of_two_hundred_facts_gets_a_snapshot(world: World) -> None:
    await long_told(world)
    assert await make_snapshots(world.ledger) == Made(snapshots=1)
    kept = (await world.ledger.snapshots.newest(ORGANIZATION, "campaign", CAMPAIGN)).snapshot
    assert kept is not None
    assert (kept.state, kept.version) == (folded(Campaign, LONG), EVERY)


async def test_a_shorter_one_gets_none(world: World) -> None:
    await world.told(Campaign, CAMPAIGN, LONG[:-1])
    assert await make_snapshots(world.ledger) == Made()


async def test_the_next_round_does_not_make_it_again(world: World) -> None:
    await long_told(world)
    await make_snapshots(world.ledger)
    assert await make_snapshots(world.ledger) == Made()


async def test_a_stream_that_cannot_be_folded_does_not_stop_the_others(world: World) -> None:
    await long_told(world)
    broken = [Campaign.Renamed(name=str(number)) for number in range(EVERY)]
    await world.told(Campaign, uuid4(), broken)
    with capture_logs() as logs:
        assert await make_snapshots(world.ledger) == Made(snapshots=1, failed=1)
    assert [entry["event"] for entry in logs] == ["snapshot.failed"]


async def test_a_load_begins_at_the_snapshot(world: World) -> None:
    await long_told(world)
    await keeps(world, replace(folded(Campaign, LONG), name="As it was kept"))
    assert (await load(world.ledger, ORGANIZATION, Campaign, CAMPAIGN)).name == "As it was kept"


async def test_a_command_on_a_snapshot_goes_on_at_the_next_version(world: World) -> None:
    await long_told(world)
    await make_snapshots(world.ledger)
    receipt = await change(
        world.ledger, world.context(), Campaign, CAMPAIGN, lambda c: c.revise(today=TODAY, name="Summer")
    )
    assert receipt.version == EVERY + 1


async def test_a_snapshot_in_doubt_that_holds_is_used(world: World) -> None:
    await long_told(world)
    await make_snapshots(world.ledger)
    world.ledger.snapshots.doubts = True
    assert await load(world.ledger, ORGANIZATION, Campaign, CAMPAIGN) == folded(Campaign, LONG)
    assert world.ledger.snapshots.kept


async def test_a_snapshot_that_differs_from_the_facts_is_dropped_and_told(world: World) -> None:
    await long_told(world)
    await keeps(world, replace(folded(Campaign, LONG), name="Wrong"))
    world.ledger.snapshots.doubts = True
    with capture_logs() as logs:
        assert await load(world.ledger, ORGANIZATION, Campaign, CAMPAIGN) == folded(Campaign, LONG)
    assert not world.ledger.snapshots.kept
    assert [(entry["event"], entry["log_level"], entry["dropped"]) for entry in logs] == [
        ("snapshot.differs", "error", 1)
    ]


async def test_what_was_seen_by_a_checked_load_is_what_the_facts_say(world: World) -> None:
    await long_told(world)
    await keeps(world, replace(folded(Campaign, LONG), name="Wrong"))
    world.ledger.snapshots.doubts = True
    await load(world.ledger, ORGANIZATION, Campaign, CAMPAIGN)
    position = world.ledger.facts[-1].position
    expected = Known(state=folded(Campaign, LONG), version=EVERY, position=position)
    assert world.ledger.states.get(ORGANIZATION, "campaign", CAMPAIGN) == expected
