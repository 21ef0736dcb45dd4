"""Reading figures."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from application.platforms.port import SetDelivery
from domain.campaigns.ad_group import Objective
from domain.campaigns.channel import DesiredChannel
from domain.performance.observation import WHOLE_DAY
from domain.shared.platform import Delivery
from tests.contracts.bench import Bench
from tests.contracts.channels import Connected, renewed
from tests.contracts.connected import ConnectedContract


class FiguresContract(ConnectedContract):
    """Each campaign has its days and hours, once, whatever became of it."""

    @pytest.mark.parametrize("objective", [Objective.SALES, Objective.TRAFFIC])
    async def test_a_running_campaign_has_figures_for_each_day(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, objective: Objective
    ) -> None:
        desired = replace(desired, objective=objective)
        found = await self.created(bench, connected, desired)
        await bench.campaigns.apply(connected.session, desired, found, SetDelivery(delivery=Delivery.ENABLED))
        first = desired.flight.starts_on
        await bench.pass_days(3)

        until = first + timedelta(days=2)
        rows = await bench.campaigns.daily_performance(await renewed(bench, connected), first, until)

        own = [row for row in rows if row.key.campaign_ref == found.external_id]
        days = {row.key.day for row in own}
        assert {first + timedelta(days=1), until} <= days <= {first, first + timedelta(days=1), until}
        assert len(own) == len(days)
        assert all(row.key.hour == WHOLE_DAY and row.key.ad_group_ref == row.key.ad_ref == "" for row in own)
        assert all(0 < row.metrics.spend_micros <= 2 * desired.budget.amount.micros for row in own)
        assert all(0 < row.metrics.clicks <= row.metrics.impressions for row in own)
        assert all((row.metrics.conversions or Decimal(0)) >= 0 for row in own)

    async def test_a_days_hours_add_up_to_the_day(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self.created(bench, connected, desired)
        await bench.campaigns.apply(connected.session, desired, found, SetDelivery(delivery=Delivery.ENABLED))
        day = desired.flight.starts_on + timedelta(days=1)
        await bench.pass_days(3)

        session = await renewed(bench, connected)
        whole = await bench.campaigns.daily_performance(session, day, day)
        hours = await bench.campaigns.hourly_performance(session, day)

        own = [row for row in hours if row.key.campaign_ref == found.external_id]
        (of_day,) = [row for row in whole if row.key.campaign_ref == found.external_id]
        assert len({row.key.hour for row in own}) == len(own) > 1
        assert all(0 <= row.key.hour <= 23 and row.key.day == day for row in own)
        assert sum(row.metrics.spend_micros for row in own) == of_day.metrics.spend_micros
        assert sum(row.metrics.clicks for row in own) == of_day.metrics.clicks

    async def test_a_removed_campaigns_past_stays_in_the_figures(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self.created(bench, connected, desired)
        await bench.campaigns.apply(connected.session, desired, found, SetDelivery(delivery=Delivery.ENABLED))
        day = desired.flight.starts_on + timedelta(days=1)
        await bench.pass_days(2)
        session = await renewed(bench, connected)
        await bench.remove_campaign(session, found.external_id)

        rows = await bench.campaigns.daily_performance(session, day, day)

        assert found.external_id in {row.key.campaign_ref for row in rows}

    async def test_figures_of_many_days_come_in_one_go(self, bench: Bench, connected: Connected) -> None:
        today = await bench.today(connected.session.time_zone)

        rows = await bench.campaigns.daily_performance(connected.session, today - timedelta(days=75), today)

        assert len({row.key for row in rows}) == len(rows)
