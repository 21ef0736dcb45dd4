from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.performance.observation import Grain
from domain.shared.metrics import Metrics
from domain.shared.platform import Platform
from projections.performance.queries import By, PerformanceRow, daily_metrics, performance
from tests.projections.running import catch_up
from tests.projections.stories import EUR, TODAY, USD, Story, observation

YESTERDAY = TODAY - timedelta(days=1)


async def asked(engine: AsyncEngine, story: Story, by: By, **narrowed: object) -> list[PerformanceRow]:
    async with engine.connect() as connection:
        return [*await performance(connection, story.organization, by=by, **narrowed)]  # type: ignore[arg-type]  # passed on


async def test_a_restatement_takes_the_place_of_what_it_restates(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects()
    await story.hears(account, observation(TODAY, "c-1", impressions=100), observation(TODAY, "c-2", impressions=7))
    await catch_up(conninfo)
    await story.hears(account, observation(TODAY, "c-1", impressions=130))
    await catch_up(conninfo)
    (row,) = await asked(engine, story, "total")
    assert (row.metrics.impressions, row.source_rows) == (137, 2)


async def test_figures_of_two_grains_are_never_added(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account = await story.connects()
    await story.hears(account, observation(TODAY, "c-1", impressions=100), observation(TODAY, "c-2", impressions=50))
    ads = [observation(TODAY, "c-1", ad_ref=ad, impressions=55) for ad in ("a", "b")]
    await story.hears(account, *ads, grain=Grain.AD_DAY)
    await catch_up(conninfo)
    rows = await asked(engine, story, "campaign")
    assert [(row.external_campaign_id, row.metrics.impressions) for row in rows] == [("c-1", 110), ("c-2", 50)]


async def test_the_grain_heard_of_last_counts_even_if_another_was_finer(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects()
    hours = [observation(TODAY, "c-1", hour=hour, impressions=10) for hour in range(3)]
    await story.hears(account, *hours, grain=Grain.CAMPAIGN_HOUR)
    await story.hears(account, observation(TODAY, "c-1", impressions=31))
    await catch_up(conninfo)
    assert [row.metrics.impressions for row in await asked(engine, story, "day")] == [31]
    by_hour = await asked(engine, story, "hour")
    assert [(row.day, row.hour, row.metrics.impressions) for row in by_hour] == [(TODAY, h, 10) for h in range(3)]


async def test_currencies_stand_apart(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    dollars, euros = await story.connects("g-1"), await story.connects("g-2", currency=EUR)
    await story.hears(dollars, observation(TODAY, "c-1", spend="1"))
    await story.hears(euros, observation(TODAY, "c-1", spend="2"), currency=EUR)
    await catch_up(conninfo)
    rows = await asked(engine, story, "total")
    assert [(row.currency, row.metrics.spend_micros) for row in rows] == [("EUR", 2_000_000), ("USD", 1_000_000)]


async def test_conversions_are_unknown_only_where_no_row_has_them(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects()
    unknown = observation(TODAY, "c-1", conversions=None, value=None)
    await story.hears(account, unknown, observation(TODAY, "c-2", conversions="0.5", value="3"))
    await catch_up(conninfo)
    first, second = await asked(engine, story, "campaign")
    assert (first.metrics.conversions, first.metrics.conversion_value_micros) == (None, None)
    (total,) = await asked(engine, story, "total")
    assert (total.metrics.conversions, total.metrics.conversion_value_micros) == (Decimal("0.5"), 3_000_000)
    assert second.metrics == total.metrics + Metrics(impressions=-100, clicks=-10, spend_micros=-1_000_000)


async def test_a_campaign_is_called_by_its_own_name_and_id(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account = await story.connects()
    ours = await story.launches(account, name="Ours")
    await story.confirms(ours, account, "ext-1")
    met = await story.meets(account, "ext-2")
    await story.hears(account, *(observation(TODAY, f"ext-{number}") for number in (1, 2, 3)))
    await catch_up(conninfo)
    rows = await asked(engine, story, "campaign")
    found = [(row.external_campaign_id, row.campaign_id, row.campaign_name, row.account_name) for row in rows]
    assert found == [
        ("ext-1", ours, "Ours", "Shop g-1"),
        ("ext-2", met, "Met ext-2", "Shop g-1"),
        ("ext-3", None, None, "Shop g-1"),
    ]


async def test_two_campaigns_under_one_external_id_double_no_figures(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account = await story.connects()
    ours = await story.launches(account)
    await story.meets(account, "ext-1")
    await story.confirms(ours, account, "ext-1")
    await story.hears(account, observation(TODAY, "ext-1", impressions=5))
    await catch_up(conninfo)
    (row,) = await asked(engine, story, "campaign")
    assert (row.campaign_id, row.metrics.impressions) == (ours, 5)


async def test_a_range_includes_its_first_and_last_day(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account = await story.connects()
    first = TODAY - timedelta(days=1)
    for day in (first - timedelta(days=1), first, TODAY, TODAY + timedelta(days=1)):
        await story.hears(account, observation(day, "c-1"))
    await catch_up(conninfo)
    rows = await asked(engine, story, "day", since=first, until=TODAY)
    assert [row.day for row in rows] == [first, TODAY]


async def test_figures_can_be_asked_of_one_platform_account_or_campaign(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    google, meta = await story.connects("g-1"), await story.connects("m-1", platform=Platform.META_ADS)
    campaign = await story.meets(google, "c-1")
    await story.hears(google, observation(TODAY, "c-1", impressions=1), observation(TODAY, "c-2", impressions=2))
    await story.hears(meta, observation(TODAY, "c-1", impressions=4), platform=Platform.META_ADS)
    await catch_up(conninfo)

    async def impressions(**narrowed: object) -> list[int]:
        return [row.metrics.impressions for row in await asked(engine, story, "total", **narrowed)]

    assert await impressions() == [7]
    assert await impressions(platform=Platform.META_ADS) == [4]
    assert await impressions(account_id=google) == [3]
    assert await impressions(campaign_id=campaign) == [1]
    by_platform = await asked(engine, story, "platform")
    assert [(row.platform, row.metrics.impressions) for row in by_platform] == [("google-ads", 3), ("meta-ads", 4)]
    by_account = await asked(engine, story, "account")
    assert [(row.account_external_id, row.metrics.impressions) for row in by_account] == [("g-1", 3), ("m-1", 4)]


async def test_another_organization_s_figures_are_not_seen(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    await story.hears(await story.connects(), observation(TODAY, "c-1"))
    await catch_up(conninfo)
    assert await asked(engine, Story(ledger=story.ledger), "total") == []


async def test_a_rule_reads_a_campaign_s_days_on_one_account_or_on_all(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    accounts = await story.connects("g-1"), await story.connects("g-2")
    campaign = await story.launches(*accounts)
    for number, account in enumerate(accounts):
        await story.confirms(campaign, account, f"ext-{number}")
        await story.hears(account, observation(YESTERDAY, f"ext-{number}", impressions=10**number))
    await catch_up(conninfo)
    async with engine.connect() as connection:
        for account_id, impressions in ((accounts[1], 10), (None, 11)):
            days = await daily_metrics(
                connection,
                story.organization,
                campaign_id=campaign,
                account_id=account_id,
                since=YESTERDAY,
                until=TODAY,
            )
            assert {day: metrics.impressions for day, metrics in days.items()} == {YESTERDAY: impressions}


async def test_a_day_in_two_currencies_is_unknown_to_a_rule(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    accounts = await story.connects("g-1"), await story.connects("g-2")
    campaign = await story.launches(*accounts)
    for account, currency in zip(accounts, (USD, EUR), strict=True):
        await story.confirms(campaign, account, "ext-1")
        await story.hears(account, observation(YESTERDAY, "ext-1"), currency=currency)
    await catch_up(conninfo)
    async with engine.connect() as connection:
        days = await daily_metrics(
            connection, story.organization, campaign_id=campaign, account_id=None, since=YESTERDAY, until=TODAY
        )
        assert days == {}
