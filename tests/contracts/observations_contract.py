"""What every store of observations promises; its rows come in through its ledger."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from application.errors import VersionConflictError
from application.performance.port import ObservationStore
from application.ports import Ledger, ObservationBatch
from domain.performance.observation import Grain, Observation, ObservationKey, Summary, summary
from domain.shared.ids import AdAccountId, OrganizationId
from domain.shared.metrics import Metrics
from tests.builders import NOW, TODAY, a_batch, an_observation, figures
from tests.contracts.frames import frame

TOMORROW = TODAY + timedelta(days=1)
ROW = an_observation()
RESTATED = replace(ROW, metrics=figures(conversions="2.5"))


class ObservationsContract:
    """The fixtures are the store under test and the ledger that fills it."""

    async def record(
        self,
        ledger: Ledger,
        organization: OrganizationId,
        account: AdAccountId,
        rows: tuple[Observation, ...],
        grain: Grain = Grain.CAMPAIGN_DAY,
        *,
        at: int = 0,
    ) -> None:
        batch = ObservationBatch(batch_id=uuid4(), account_id=account, grain=grain, observed_at=NOW, rows=rows)
        await ledger.append(
            frame(organization),
            stream_type="performance_feed",
            stream_id=account,
            expected_version=at,
            facts=a_batch(*rows),
            observations=batch,
        )

    @pytest.fixture
    def account(self) -> AdAccountId:
        return AdAccountId(uuid4())

    async def test_what_was_recorded_is_known(
        self, ledger: Ledger, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        rows = (ROW, an_observation(TOMORROW, metrics=Metrics(impressions=3)))
        await self.record(ledger, organization, account, rows)
        known = await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TOMORROW)
        assert known == {row.key: row for row in rows}

    async def test_only_the_latest_of_each_key_counts(
        self, ledger: Ledger, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        await self.record(ledger, organization, account, (ROW,))
        await self.record(ledger, organization, account, (RESTATED,), at=1)
        known = await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY)
        assert known == {ROW.key: RESTATED}

    @pytest.mark.parametrize(("since", "until"), [(TOMORROW, TOMORROW), (date(2025, 1, 1), date(2025, 12, 31))])
    async def test_a_window_shows_its_own_days(  # noqa: PLR0917 - fixtures and parameters
        self,
        ledger: Ledger,
        observations: ObservationStore,
        organization: OrganizationId,
        account: AdAccountId,
        since: date,
        until: date,
    ) -> None:
        await self.record(ledger, organization, account, (ROW,))
        assert await observations.latest(organization, account, Grain.CAMPAIGN_DAY, since, until) == {}

    async def test_grains_accounts_and_organizations_stay_apart(
        self, ledger: Ledger, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        await self.record(ledger, organization, account, (ROW,))
        day = (TODAY, TODAY)
        assert await observations.latest(organization, account, Grain.AD_DAY, *day) == {}
        assert await observations.latest(organization, AdAccountId(uuid4()), Grain.CAMPAIGN_DAY, *day) == {}
        assert await observations.latest(OrganizationId(uuid4()), account, Grain.CAMPAIGN_DAY, *day) == {}

    async def test_a_fact_that_is_refused_leaves_no_rows(
        self, ledger: Ledger, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        with pytest.raises(VersionConflictError):
            await self.record(ledger, organization, account, (ROW,), at=4)
        assert await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY) == {}

    async def test_a_repeated_command_records_its_rows_once(
        self, ledger: Ledger, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        batch = ObservationBatch(
            batch_id=uuid4(), account_id=account, grain=Grain.CAMPAIGN_DAY, observed_at=NOW, rows=(ROW,)
        )
        context = frame(organization)
        for _ in range(2):
            await ledger.append(
                context,
                stream_type="performance_feed",
                stream_id=account,
                expected_version=0,
                facts=a_batch(ROW),
                observations=batch,
            )
        known = await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY)
        assert known == {ROW.key: ROW}

    async def stage(
        self, store: ObservationStore, organization: OrganizationId, account: AdAccountId, *rows: Observation, at: int
    ) -> Summary | None:
        """Stage rows and record what is changed of them, under a fact at version `at`."""
        for row in rows:
            await store.prepare(row.key.day)
        async with store.staged(organization, account, Grain.CAMPAIGN_DAY, rows) as staged:
            if staged.changed is not None:
                await staged.append(
                    frame(organization),
                    stream_type="performance_feed",
                    stream_id=account,
                    expected_version=at,
                    facts=a_batch(summed=staged.changed),
                    batch_id=uuid4(),
                    observed_at=NOW,
                )
            return staged.changed

    async def test_staged_rows_are_recorded_with_their_fact(
        self, ledger: Ledger, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        other = an_observation(TOMORROW, metrics=Metrics(impressions=3))
        assert await self.stage(observations, organization, account, ROW, other, at=0) == summary([ROW, other])
        known = await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TOMORROW)
        assert known == {ROW.key: ROW, other.key: other}
        assert len(await ledger.load(organization, account)) == 1

    async def test_only_what_differs_is_kept_of_staged_rows(
        self, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        known = an_observation(TOMORROW)
        await self.stage(observations, organization, account, ROW, known, at=0)
        assert await self.stage(observations, organization, account, RESTATED, known, at=1) == summary([RESTATED])
        found = await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY)
        assert found == {ROW.key: RESTATED}

    async def test_nothing_is_changed_where_all_is_known(
        self, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        await self.stage(observations, organization, account, ROW, at=0)
        written_otherwise = replace(ROW, metrics=replace(ROW.metrics, conversions=Decimal("1.00")))
        assert await self.stage(observations, organization, account, written_otherwise, at=1) is None
        assert await self.stage(observations, organization, account, at=1) is None

    async def test_what_was_staged_and_not_appended_is_forgotten(
        self, ledger: Ledger, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        async with observations.staged(organization, account, Grain.CAMPAIGN_DAY, [ROW]) as staged:
            assert staged.changed == summary([ROW])
        assert await ledger.load(organization, account) == []
        assert await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY) == {}

    async def test_a_staged_fact_that_is_refused_leaves_no_rows(
        self, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        with pytest.raises(VersionConflictError):
            await self.stage(observations, organization, account, ROW, at=3)
        assert await observations.latest(organization, account, Grain.CAMPAIGN_DAY, TODAY, TODAY) == {}

    async def test_any_rows_are_summed_up_as_the_domain_does(
        self, observations: ObservationStore, organization: OrganizationId, account: AdAccountId
    ) -> None:
        refs = (*"aBZä ", "", "\U0001f600", "\uffee", "a\tb", "a\nb", "a\\nb", "a\rb", "\\N", "aa", "a-a")
        hours = ((0, -1, None), (1, 10, Decimal("0.10")), (1, 9, Decimal("1E+2")), (0, 3, Decimal(0)))
        rows = [
            Observation(
                key=ObservationKey(day=TODAY + timedelta(days=day), hour=hour, campaign_ref=ref, ad_ref=ref[:1]),
                metrics=Metrics(impressions=number, conversions=sums),
                source_rows=number + 1,
            )
            for day, hour, sums in hours
            for number, ref in enumerate(refs)
        ]
        async with observations.staged(organization, account, Grain.CAMPAIGN_HOUR, rows) as staged:
            assert staged.changed == summary(rows)
