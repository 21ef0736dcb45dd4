from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from adapters.sandbox.clock import Clock
from adapters.sandbox.delivery import (
    Audience,
    DeliveryEngine,
    DeliveryLine,
    Dimension,
    Level,
    LineKey,
    MetricsRow,
)
from adapters.sandbox.delivery_budget import outage_hours
from adapters.sandbox.delivery_rates import season

START = datetime(2026, 3, 2, 5, tzinfo=UTC)  # midnight in New York
FIRST, LAST = date(2026, 3, 2), date(2026, 4, 30)


def a_line(ad: str = "a1", ad_group: str = "g1", daily: str = "100", currency: str = "USD") -> DeliveryLine:
    return DeliveryLine(
        key=LineKey("meta", "1", "c1", ad_group, ad),
        budget_id="c1",
        currency=currency,
        time_zone="America/New_York",
        delivering=True,
        daily_budget=Decimal(daily),
        objective="SALES",
    )


class World:
    """A frozen clock, an engine, and the lines that run on it now."""

    def __init__(self, lines: Sequence[DeliveryLine], seed: int = 1) -> None:
        self.clock = Clock(START)
        self.clock.freeze()
        self.lines = list(lines)
        self.engine = DeliveryEngine(self.clock, seed)
        self.engine.register("meta", lambda: self.lines)

    def after(self, *, days: float = 0, hours: float = 0) -> "World":
        self.clock.advance(timedelta(days=days, hours=hours))
        return self

    def rows(self, level: Level = "campaign", *, hourly: bool = False) -> list[MetricsRow]:
        return self.engine.metrics("meta", "1", FIRST, LAST, level, hourly=hourly)


def three_ads() -> list[DeliveryLine]:
    return [a_line("a1", "g1"), a_line("a2", "g1"), a_line("a3", "g2")]


def test_the_same_seed_tells_the_same_story_in_any_steps() -> None:
    at_once, in_steps = World(three_ads()), World(three_ads())
    for _ in range(30):
        in_steps.after(hours=8).rows()
    assert at_once.after(days=10).rows("ad") == in_steps.rows("ad")


def test_another_seed_tells_another_story() -> None:
    assert World(three_ads(), seed=1).after(days=3).rows() != World(three_ads(), seed=2).after(days=3).rows()


@pytest.mark.parametrize("level", ["account", "campaign", "ad_group"])
def test_every_level_is_the_exact_sum_of_its_ads(level: Level) -> None:
    world = World(three_ads()).after(days=12)

    def totals(rows: list[MetricsRow]) -> dict[str, Decimal]:
        names = ("impressions", "clicks", "spend", "conversions", "conversion_value")
        return {name: sum((Decimal(getattr(row, name)) for row in rows), Decimal(0)) for name in names}

    assert totals(world.rows(level)) == totals(world.rows("ad"))
    assert totals(world.rows(level, hourly=True)) == totals(world.rows("ad"))


@pytest.mark.parametrize(("daily", "currency"), [("100", "USD"), ("0.07", "USD"), ("5000", "JPY"), ("333", "TWD")])
def test_a_day_never_spends_more_than_its_budget_and_usually_most_of_it(daily: str, currency: str) -> None:
    rows = World([a_line(daily=daily, currency=currency)]).after(days=9).rows()
    full_days = [row.spend for row in rows[:-1]]
    assert all(spend <= Decimal(daily) for spend in full_days)
    assert all(spend >= Decimal(daily) * Decimal("0.6") for spend in full_days)


def test_ads_share_the_budget_they_name() -> None:
    rows = World(three_ads()).after(days=5).rows("ad")
    by_day = {day: sum(row.spend for row in rows if row.day == day) for day in {row.day for row in rows}}
    assert len(by_day) == 5
    assert max(by_day.values()) <= Decimal(100)


def test_a_lifetime_budget_is_never_exceeded() -> None:
    line = DeliveryLine(
        key=LineKey("meta", "1", "c1", "g1", "a1"),
        budget_id="c1",
        currency="USD",
        time_zone="America/New_York",
        delivering=True,
        lifetime_budget=Decimal(70),
        starts_on=FIRST,
        ends_on=FIRST + timedelta(days=6),
    )
    rows = World([line]).after(days=20).rows()
    assert Decimal(50) < sum(row.spend for row in rows) <= Decimal(70)
    assert rows[-1].day <= FIRST + timedelta(days=6)


def test_a_pause_takes_effect_from_its_hour_on() -> None:
    world = World([a_line()]).after(days=1, hours=10.5)
    world.engine.accrue()
    world.lines = []
    assert max(row.hour or 0 for row in world.after(days=2).rows(hourly=True) if row.day == date(2026, 3, 3)) == 9


def test_conversions_come_late_and_restate_past_days() -> None:
    world = World([a_line(daily="2000")]).after(days=1)
    at_first = world.rows()[0]
    later = world.after(days=4).rows()[0]
    assert later.conversions > at_first.conversions
    assert (later.clicks, later.spend) == (at_first.clicks, at_first.spend)


def test_all_days_at_once_are_the_sum_of_the_days() -> None:
    world = World(three_ads()).after(days=12)
    whole = world.engine.metrics("meta", "1", FIRST, LAST, "ad_group", daily=False)
    days = world.rows("ad_group")
    for row in whole:
        of_group = [each for each in days if each.ad_group_id == row.ad_group_id]
        assert row.clicks == sum(each.clicks for each in of_group) > 0
        assert row.spend == sum(each.spend for each in of_group)
        assert row.conversion_value == sum(each.conversion_value for each in of_group)


@pytest.mark.parametrize("hourly", [False, True])
def test_conversions_by_their_own_day_are_all_those_that_clicks_brought(hourly: bool) -> None:
    world = World(three_ads()).after(days=20)
    own = world.engine.conversions_by_day("meta", "1", FIRST, LAST, "ad", zone="America/New_York", hourly=hourly)
    by_click = world.rows("ad", hourly=hourly)
    for ad in ("a1", "a2", "a3"):
        told = [sum(row.conversions for row in rows if row.ad_id == ad) for rows in (own, by_click)]
        assert told[0] == told[1] > 0


def test_no_conversion_happens_before_its_click() -> None:
    world, week = World(three_ads()).after(days=20), FIRST + timedelta(days=6)
    clicked = sum(row.conversions for row in world.rows() if row.day <= week)
    by_day = world.engine.conversions_by_day("meta", "1", FIRST, week, "campaign", zone="America/New_York")
    assert 0 < sum(row.conversions for row in by_day) < clicked


def test_a_day_is_final_after_seven_more() -> None:
    world = World([a_line(daily="2000")]).after(days=8)
    settled = world.rows()[0]
    assert world.after(days=20).rows()[0] == settled


def test_days_and_hours_are_those_of_the_account() -> None:
    rows = World([a_line()]).after(days=2).rows(hourly=True)
    assert {row.day for row in rows} == {date(2026, 3, 2), date(2026, 3, 3)}
    assert {row.hour for row in rows} == set(range(24))


DIMENSIONS: list[tuple[Dimension, ...]] = [
    ("age",),
    ("gender",),
    ("country",),
    ("device",),
    ("placement",),
    ("age", "gender"),
    ("country", "device", "placement"),
]
FIGURES = ("impressions", "clicks", "spend", "conversions", "conversion_value")


@pytest.mark.parametrize("by", DIMENSIONS, ids="-".join)
@pytest.mark.parametrize("hourly", [False, True], ids=["days", "hours"])
def test_segments_add_up_to_every_row_exactly(by: tuple[Dimension, ...], hourly: bool) -> None:
    world = World(three_ads()).after(days=5, hours=7)
    whole = {place(row): row for row in world.rows("ad", hourly=hourly)}
    parts = world.engine.metrics("meta", "1", FIRST, LAST, "ad", hourly=hourly, by=by)
    assert {place(row) for row in parts} == whole.keys()
    for name in FIGURES:
        sums: dict[tuple[object, ...], Decimal] = {}
        for row in parts:
            sums[place(row)] = sums.get(place(row), Decimal(0)) + getattr(row, name)
        assert sums == {where: getattr(row, name) for where, row in whole.items()}


def place(row: MetricsRow) -> tuple[object, ...]:
    return row.day, row.hour, row.ad_id


def test_age_alone_is_the_sum_of_age_and_gender() -> None:
    world = World(three_ads()).after(days=5)

    def by_age(*by: Dimension) -> Counter[str]:
        found: Counter[str] = Counter()
        for row in world.engine.metrics("meta", "1", FIRST, LAST, "account", by=by):
            found[row.segment[0]] += row.clicks
        return found

    assert by_age("age") == by_age("age", "gender")


def test_a_conversion_belongs_to_a_segment_that_clicked() -> None:
    world = World(three_ads()).after(days=20)
    rows = world.engine.metrics("meta", "1", FIRST, LAST, "ad", by=("age", "gender"))
    assert all(row.clicks > 0 for row in rows if row.conversions)


def test_a_targeted_ad_is_shown_to_nobody_else() -> None:
    women = replace(a_line(), audience=Audience(ages=("18-24",), genders=("female",), countries=("US", "CA")))
    world = World([women]).after(days=4)
    rows = world.engine.metrics("meta", "1", FIRST, LAST, "ad", by=("age", "gender", "country"))
    assert {row.segment for row in rows} == {("18-24", "female", "US"), ("18-24", "female", "CA")}


def total(world: World, name: str = "spend", since: date = FIRST, until: date = LAST) -> Decimal:
    rows = world.engine.metrics("meta", "1", since, until, "account")
    return sum((Decimal(getattr(row, name)) for row in rows), Decimal(0))


def test_a_low_bid_loses_auctions_and_a_high_one_does_not() -> None:
    spent = [total(World([replace(a_line(), bid=Decimal(bid))]).after(days=7)) for bid in ("0.10", "0.60", "5")]
    assert spent[0] < spent[1] / 3 < spent[2]
    assert spent[2] > Decimal(500)


def test_a_click_costs_no_more_than_its_bid_on_average() -> None:
    world = World([replace(a_line(daily="500"), bid=Decimal("0.40"))]).after(days=14)
    assert total(world) / total(world, "clicks") <= Decimal("0.42")


def test_a_cost_cap_holds_spend_back() -> None:
    capped = World([replace(a_line(), cost_cap=Decimal(5))]).after(days=7)
    assert total(capped) < total(World([a_line()]).after(days=7)) / 2


def test_a_larger_share_of_the_audience_costs_more_a_sighting() -> None:
    small, large = (World([a_line(daily=daily)]).after(days=3) for daily in ("100", "30000"))
    assert total(large) / total(large, "impressions") > total(small) / total(small, "impressions") * Decimal("1.2")


def test_a_small_audience_cannot_be_paid_into_growing() -> None:
    niche = replace(a_line(daily="90000"), audience=Audience(ages=("65+",), genders=("unknown",)))
    assert total(World([niche]).after(days=2)) < Decimal(10_000)


def test_an_ad_tires_and_a_new_one_is_fresh() -> None:
    narrow = Audience(ages=("55-64",), genders=("female",))
    old = replace(a_line("old", daily="400"), audience=narrow)
    world = World([old]).after(days=30)
    first, last = (click_rate(world, FIRST + timedelta(days=n), "old") for n in (0, 24))
    world.engine.accrue()
    world.lines = [old, replace(old, key=old.key._replace(ad_id="new"))]
    world.after(days=5)
    assert last < first * 0.7
    assert clicks_of(world, "new") > clicks_of(world, "old")


def click_rate(world: World, since: date, ad: str) -> float:
    rows = [row for row in world.rows("ad") if row.ad_id == ad and since <= row.day < since + timedelta(days=5)]
    return sum(row.clicks for row in rows) / sum(row.impressions for row in rows)


def clicks_of(world: World, ad: str) -> int:
    since = FIRST + timedelta(days=30)
    return sum(row.clicks for row in world.rows("ad") if row.ad_id == ad and row.day >= since)


def test_a_narrow_audience_is_used_up() -> None:
    narrow = Audience(ages=("55-64",), genders=("female",))
    old = replace(a_line("old", daily="600"), audience=narrow)
    world = World([old]).after(days=30)
    early, late = (conversion_rate(world, FIRST + timedelta(days=n)) for n in (0, 20))
    assert late < early * 0.85


def conversion_rate(world: World, since: date) -> float:
    until = since + timedelta(days=6)
    return float(total(world, "conversions", since, until) / total(world, "clicks", since, until))


def test_twice_the_budget_brings_less_than_twice_the_clicks() -> None:
    niche = Audience(ages=("65+",))
    once, twice = (World([replace(a_line(daily=daily), audience=niche)]).after(days=3) for daily in ("2000", "4000"))
    assert total(once, "clicks") < total(twice, "clicks") < total(once, "clicks") * Decimal("1.8")


def test_learning_ends_with_enough_conversions_and_starts_anew_with_a_new_budget() -> None:
    line = a_line(daily="300")
    world = World([line]).after(days=14)
    learned = world.engine.learning(line.key)
    world.lines = [replace(line, daily_budget=Decimal(330))]
    world.after(hours=1).engine.accrue()
    slightly = world.engine.learning(line.key)
    world.lines = [replace(line, daily_budget=Decimal(600))]
    world.after(hours=1).engine.accrue()
    assert (learned, slightly) == (0, 0)
    assert world.engine.learning(line.key) > 0.9


def test_a_platform_that_is_stopped_delivers_nothing_and_catches_up_later() -> None:
    world = World([a_line()])
    world.engine.stop("meta", START + timedelta(hours=8), START + timedelta(hours=12))
    rows = world.after(days=1).rows(hourly=True)
    assert not {8, 9, 10, 11} & {row.hour for row in rows}
    assert sum(row.spend for row in rows) > Decimal(75)


def test_outages_are_rare_and_the_same_under_a_seed() -> None:
    days = [FIRST + timedelta(days=n) for n in range(2000)]
    struck = [day for day in days if outage_hours(1, "meta", day)]
    assert 5 < len(struck) < 40
    assert struck == [day for day in days if outage_hours(1, "meta", day)]
    assert struck != [day for day in days if outage_hours(2, "meta", day)]


def test_late_november_costs_more_and_sells_more() -> None:
    assert season(date(2026, 11, 27)) > season(date(2026, 10, 27))
    assert season(date(2027, 1, 10)) < season(date(2026, 10, 27))


def test_some_conversions_are_withdrawn_and_none_after_a_week() -> None:
    world = World([a_line(daily="20000")]).after(days=1)
    seen = []
    for _ in range(9 * 24):
        seen.append(total(world, "conversions", FIRST, FIRST))
        world.after(hours=1)
    assert any(later < earlier for earlier, later in pairwise(seen))
    assert len(set(seen[7 * 24 + 1 :])) == 1
