from dataclasses import replace
from datetime import date

import pytest

from application.performance.imports import ImportedAccount, ImportOutcome, import_performance, refuse_detached_months
from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.errors import InvalidInputError, StateForbidsError
from domain.performance.observation import Grain
from domain.shared.ids import ad_account_id, discovered_campaign_id, performance_feed_id
from domain.shared.platform import PlatformName
from tests.application.world import World
from tests.builders import EUR, ORGANIZATION, TODAY, USD, an_observation
from tests.fakes.ledger import FakeObservationStore

ACCOUNT_ID = ad_account_id(ORGANIZATION, "display", "d-1")
FILE = ImportedAccount(
    platform=PlatformName("display"),
    external_id="d-1",
    name="Banners",
    currency=USD,
    time_zone="UTC",
    campaigns={"c-1": "Shoes", "c-2": "Boots"},
    grain=Grain.CAMPAIGN_DAY,
    months=(date(2026, 10, 1), date(2026, 11, 1)),
    pieces=((an_observation(date(2026, 10, 31), "c-1"),), (an_observation(TODAY, "c-2"),)),
)


async def taken(
    world: World, file: ImportedAccount = FILE, known: frozenset[str] = frozenset(), at_once: int = 1000
) -> ImportOutcome:
    return await import_performance(replace(world.recording, most_at_once=at_once), world.context(), file, known)


async def test_an_account_that_is_not_known_comes_to_be(world: World) -> None:
    await taken(world)
    account = await world.state(AdAccount, ACCOUNT_ID)
    assert (account.status, account.profile.name) == (AccountStatus.OBSERVED, "Banners")
    assert (account.profile.currency, account.profile.time_zone) == ("USD", "UTC")


async def test_campaigns_that_are_not_known_come_to_be(world: World) -> None:
    assert (await taken(world)).campaigns_discovered == 2
    campaign = await world.state(Campaign, discovered_campaign_id(ACCOUNT_ID, "c-1"))
    assert (campaign.name, campaign.status) == ("Shoes", CampaignStatus.OBSERVED)


async def test_a_campaign_that_has_a_home_is_not_discovered(world: World) -> None:
    assert (await taken(world, known=frozenset({"c-1"}))).campaigns_discovered == 1
    assert await world.facts(discovered_campaign_id(ACCOUNT_ID, "c-1")) == []


async def test_the_same_file_again_changes_nothing(world: World) -> None:
    first = await taken(world)
    before = len(world.ledger.facts)
    again = await taken(world)
    assert (first.rows_changed, first.rows_known, first.account_is_new) == (2, 0, True)
    assert (again.rows_changed, again.rows_known, again.account_is_new) == (0, 2, False)
    assert len(world.ledger.facts) == before


async def test_a_later_file_takes_nothing_back_that_it_does_not_name(world: World) -> None:
    await taken(world)
    outcome = await taken(world, replace(FILE, pieces=((an_observation(date(2026, 10, 31), "c-1"),),)))
    assert (outcome.rows_changed, outcome.rows_known) == (0, 1)


async def test_a_file_without_figures_still_names_its_campaigns(world: World) -> None:
    outcome = await taken(world, replace(FILE, pieces=()))
    assert (outcome.rows_changed, outcome.campaigns_discovered) == (0, 2)


async def test_a_file_in_another_currency_than_its_account_is_refused(world: World) -> None:
    await taken(world)
    before = len(world.ledger.facts)
    with pytest.raises(InvalidInputError, match="currency: d-1 bills in USD, the file says EUR"):
        await taken(world, replace(FILE, currency=EUR))
    assert len(world.ledger.facts) == before


async def test_a_file_of_which_a_month_is_detached_is_refused_before_anything_is_written(world: World) -> None:
    store = FakeObservationStore(world.ledger)
    store.detach(date(2026, 11, 1))
    recording = replace(world.recording, observations=store)
    with pytest.raises(StateForbidsError, match="2026-11 is detached"):
        await import_performance(recording, world.context(), FILE, frozenset())
    assert world.ledger.facts == []


async def test_all_months_that_are_detached_are_told_at_once(world: World) -> None:
    store = FakeObservationStore(world.ledger)
    for month in FILE.months:
        store.detach(month)
    with pytest.raises(StateForbidsError, match=r"2026-10 is detached.*2026-11 is detached"):
        await refuse_detached_months(replace(world.recording, observations=store), [FILE])


async def test_what_is_imported_in_pieces_is_recorded_once_and_in_order(world: World) -> None:
    pieces = [(an_observation(TODAY, f"c-{number}"),) for number in range(7)]
    assert (await taken(world, replace(FILE, pieces=pieces))).rows_changed == 7
    assert (await taken(world, replace(FILE, pieces=pieces))).rows_known == 7


async def test_more_rows_than_are_recorded_at_once_come_in_several_batches(world: World) -> None:
    pieces = [(an_observation(TODAY, f"c-{number}"),) for number in range(5)]
    await taken(world, replace(FILE, pieces=pieces), at_once=2)
    assert [len(batch.rows) for _, batch in world.ledger.batches] == [2, 2, 1]
    assert await world.topics(performance_feed_id(ACCOUNT_ID, "2026-11")) == ["batch_recorded"] * 3


async def test_batches_compared_before_somebody_elses_are_compared_again(world: World) -> None:
    await taken(world, replace(FILE, pieces=()))
    last = an_observation(TODAY, "c-2")
    world.ledger.meanwhile(lambda: taken(world, replace(FILE, pieces=((last,),))))
    outcome = await taken(world, replace(FILE, pieces=((an_observation(TODAY, "c-1"),), (last,))), at_once=1)
    assert (outcome.rows_changed, outcome.rows_known) == (1, 1)


async def test_two_imports_at_once_take_the_file_once(world: World) -> None:
    world.ledger.meanwhile(lambda: taken(world))
    outcome = await taken(world)
    assert (outcome.rows_changed, outcome.campaigns_discovered) == (0, 0)
    assert await world.topics(ACCOUNT_ID) == ["discovered"]
