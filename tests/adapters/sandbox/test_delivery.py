from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from adapters.sandbox.clock import Clock
from adapters.sandbox.delivery import DeliveryEngine, DeliveryLine, Level, LineKey, MetricsRow

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


def test_a_day_is_final_after_seven_more() -> None:
    world = World([a_line(daily="2000")]).after(days=8)
    settled = world.rows()[0]
    assert world.after(days=20).rows()[0] == settled


def test_days_and_hours_are_those_of_the_account() -> None:
    rows = World([a_line()]).after(days=2).rows(hourly=True)
    assert {row.day for row in rows} == {date(2026, 3, 2), date(2026, 3, 3)}
    assert {row.hour for row in rows} == set(range(24))


def test_a_thousand_campaigns_deliver_a_day_quickly() -> None:
    lines = [
        DeliveryLine(
            key=LineKey("meta", "1", f"c{n}", "g", "a"),
            budget_id=f"c{n}",
            currency="USD",
            time_zone="America/New_York",
            delivering=True,
            daily_budget=Decimal(50),
        )
        for n in range(1000)
    ]
    assert len(World(lines).after(days=1).rows()) == 1000
