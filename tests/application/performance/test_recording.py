from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from application.errors import VersionConflictError
from application.performance.commands import FiguresOfAccount, check_window, pull_performance, record_figures
from application.platforms.commands import push_channel
from application.platforms.errors import RateLimitedError
from domain.ad_accounts.ad_account import AdAccount
from domain.ad_accounts.errors import AccountDisconnectedError
from domain.errors import InvalidInputError
from domain.performance.observation import Grain, Observation
from domain.performance.performance_feed import PerformanceFeed, Source
from domain.shared.facts import ActorKind
from domain.shared.ids import performance_feed_id
from domain.shared.metrics import Metrics
from domain.shared.platform import Platform
from tests.application.world import World
from tests.builders import CAMPAIGN, GOOGLE, NOW, TODAY, an_account, an_observation, figures
from tests.fakes.ad_platform import FakeCall, PlannedFailure
from tests.given import folded

ACCOUNT = folded(AdAccount, an_account())
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 1)


async def record(
    world: World,
    *rows: Observation,
    grain: Grain = Grain.CAMPAIGN_DAY,
    complete: bool = False,
    since: date = OCTOBER,
    until: date = TODAY,
) -> int:
    told = FiguresOfAccount(
        account=ACCOUNT, source=Source.PULL, grain=grain, since=since, until=until, rows=rows, complete=complete
    )
    return await record_figures(world.recording, world.context(), told)


async def batches(world: World, month: str = "2026-11") -> Sequence[PerformanceFeed.BatchRecorded]:
    facts = await world.facts(performance_feed_id(ACCOUNT.account_id, month))
    return [fact for fact in facts if isinstance(fact, PerformanceFeed.BatchRecorded)]


async def known(world: World, grain: Grain = Grain.CAMPAIGN_DAY) -> dict[date, Metrics]:
    found = await world.recording.observations.latest(
        world.organization, ACCOUNT.account_id, grain, date(2026, 1, 1), date(2026, 12, 31)
    )
    return {key.day: row.metrics for key, row in found.items()}


async def test_new_figures_are_recorded_with_the_fact_that_vouches_for_them(world: World) -> None:
    assert await record(world, an_observation(NOVEMBER), an_observation(TODAY)) == 2
    (batch,) = await batches(world)
    assert (batch.rows, batch.since, batch.until, batch.observed_at) == (2, NOVEMBER, TODAY, NOW)
    assert world.ledger.batches[0][1].batch_id == batch.batch_id


async def test_figures_that_are_known_leave_no_fact(world: World) -> None:
    await record(world, an_observation())
    assert await record(world, an_observation()) == 0
    assert len(await batches(world)) == 1


async def test_the_same_number_written_otherwise_is_known(world: World) -> None:
    await record(world, an_observation(metrics=Metrics(conversions=Decimal("1.50"))))
    assert await record(world, an_observation(metrics=Metrics(conversions=Decimal("1.5")))) == 0


async def test_only_what_was_restated_is_recorded(world: World) -> None:
    await record(world, an_observation(NOVEMBER), an_observation(TODAY))
    restated = an_observation(NOVEMBER, metrics=figures(conversions="2"))
    assert await record(world, restated, an_observation(TODAY)) == 1
    assert (await batches(world))[1].totals == restated.metrics
    assert await known(world) == {NOVEMBER: restated.metrics, TODAY: figures()}


async def test_every_month_has_a_feed_of_its_own(world: World) -> None:
    assert await record(world, an_observation(OCTOBER), an_observation(NOVEMBER)) == 2
    assert [len(await batches(world, month)) for month in ("2026-10", "2026-11")] == [1, 1]


async def test_what_a_complete_window_no_longer_names_has_become_0(world: World) -> None:
    await record(world, an_observation(NOVEMBER), an_observation(TODAY))
    assert await record(world, an_observation(NOVEMBER), complete=True) == 1
    gone = (await known(world))[TODAY]
    assert gone == Metrics(conversions=Decimal(0), conversion_value_micros=0)


async def test_what_was_unknown_and_is_gone_stays_unknown(world: World) -> None:
    await record(world, an_observation(metrics=figures(conversions=None)))
    await record(world, complete=True)
    assert (await known(world))[TODAY] == Metrics()


async def test_what_is_0_already_becomes_0_once(world: World) -> None:
    await record(world, an_observation())
    await record(world, complete=True)
    assert await record(world, complete=True) == 0


async def test_an_incomplete_window_takes_nothing_back(world: World) -> None:
    await record(world, an_observation(NOVEMBER), an_observation(TODAY))
    assert await record(world, an_observation(NOVEMBER)) == 0
    assert (await known(world))[TODAY] == figures()


async def test_a_complete_window_says_nothing_of_other_days_and_grains(world: World) -> None:
    await record(world, an_observation(OCTOBER))
    await record(world, an_observation(TODAY), grain=Grain.AD_DAY)
    assert await record(world, complete=True, since=NOVEMBER) == 0


async def test_two_who_record_the_same_at_once_record_it_once(world: World) -> None:
    world.ledger.meanwhile(lambda: record(world, an_observation()))
    assert await record(world, an_observation()) == 0
    assert len(await batches(world)) == 1


async def test_recording_against_a_crowd_gives_up_in_the_end(world: World) -> None:
    for number in range(5):
        world.ledger.meanwhile(partial(record, world, an_observation(campaign_ref=f"c-{number}")))
    with pytest.raises(VersionConflictError):
        await record(world, an_observation())


@pytest.mark.parametrize(("days", "field"), [(-1, "until"), (400, "since")])
def test_a_window_runs_forward_and_not_for_ever(days: int, field: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{field}: "):
        check_window(TODAY, TODAY + timedelta(days=days))
    check_window(TODAY, TODAY + timedelta(days=399))


async def delivering(world: World) -> None:
    """A campaign that runs on Google for three days, the last of them yesterday."""
    google = world.campaigns[Platform.GOOGLE_ADS]
    google.today = TODAY - timedelta(days=3)
    await world.launched()
    await push_channel(world.connections, world.context(), CAMPAIGN, GOOGLE.account_id)
    google.pass_days(3)


async def pull(world: World, since: date | None = None, until: date | None = None) -> int:
    return await pull_performance(
        world.connections, world.recording, world.context(), GOOGLE.account_id, since=since, until=until
    )


async def pulled(world: World, grain: Grain) -> Sequence[Observation]:
    found = await world.recording.observations.latest(
        world.organization, GOOGLE.account_id, grain, date(2026, 1, 1), date(2026, 12, 31)
    )
    return [*found.values()]


async def test_a_pull_takes_a_month_by_day_and_the_last_two_days_by_hour(world: World) -> None:
    await delivering(world)
    assert await pull(world) == 3 + 24
    assert len(await pulled(world, Grain.CAMPAIGN_DAY)) == 3
    assert {row.key.day for row in await pulled(world, Grain.CAMPAIGN_HOUR)} == {TODAY - timedelta(days=1)}


async def test_a_pull_that_learns_nothing_leaves_no_fact(world: World) -> None:
    await delivering(world)
    await pull(world)
    before = len(world.ledger.facts)
    assert await pull(world) == 0
    assert len(world.ledger.facts) == before


async def test_a_pull_of_a_window_keeps_to_it(world: World) -> None:
    await delivering(world)
    day = TODAY - timedelta(days=3)
    assert await pull(world, since=day, until=day) == 1


async def test_pulled_figures_are_the_platforms_word(world: World) -> None:
    await delivering(world)
    await pull(world)
    actor = world.ledger.facts[-1].actor
    assert (actor.kind, actor.id) == (ActorKind.PLATFORM, "google-ads")


async def test_a_day_is_the_accounts_day(world: World) -> None:
    world.now = NOW.replace(hour=23, minute=30)
    await delivering(world)
    assert await pull(world) == 3
    assert await pulled(world, Grain.CAMPAIGN_HOUR) == []


async def test_a_pull_that_fails_halfway_keeps_what_it_has_and_is_repeated(world: World) -> None:
    await delivering(world)
    slower = RateLimitedError("Slower.", platform=Platform.GOOGLE_ADS)
    world.campaigns[Platform.GOOGLE_ADS].fail_next(PlannedFailure(call=FakeCall.REPORT, error=slower))
    with pytest.raises(RateLimitedError):
        await pull(world)
    assert await pull(world) == 27


async def test_a_disconnected_account_is_not_pulled(world: World) -> None:
    await world.account()
    await world.decided(AdAccount, GOOGLE.account_id, lambda a: a.disconnect("Asked to."))
    with pytest.raises(AccountDisconnectedError):
        await pull(world)


async def test_rows_of_two_sources_are_told_apart_by_their_count(world: World) -> None:
    await record(world, an_observation())
    assert await record(world, replace(an_observation(), source_rows=2)) == 1
