"""What goes wrong, and that it goes wrong in our words and does no harm."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from application.platforms.errors import AmbiguousOutcomeError, NeedsConsentError
from application.platforms.port import CreateCampaign
from domain.campaigns.ad_group import Objective
from domain.campaigns.channel import DesiredChannel
from tests.contracts.bench import ERRORS_ON_CREATE, ERRORS_ON_READ, Bench, Fault, Step
from tests.contracts.channels import Connected, settle
from tests.contracts.connected import ConnectedContract, shape_of, wanted_shape

WRITES = (Step.CREATE_CAMPAIGN, Step.CREATE_AD_GROUP, Step.CREATE_AD)


class FaultsContract(ConnectedContract):
    """Every fault has its error, and exactly one campaign comes of it all."""

    @pytest.mark.parametrize("fault", [fault for fault in ERRORS_ON_READ if fault is not Fault.SLOW])
    @pytest.mark.parametrize("step", [Step.READ_CAMPAIGN, Step.REPORT])
    async def test_a_read_that_fails_says_how(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, fault: Fault, step: Step
    ) -> None:
        await bench.strike(fault, step)
        day = desired.flight.starts_on
        reads: dict[Step, Callable[[], Awaitable[object]]] = {
            Step.READ_CAMPAIGN: lambda: bench.campaigns.find_channel(connected.session, desired, None),
            Step.REPORT: lambda: bench.campaigns.daily_performance(connected.session, day, day),
        }

        with pytest.raises(bench.without_own_error.get(fault, ERRORS_ON_READ[fault])) as caught:
            await reads[step]()

        assert caught.value.platform is bench.platform
        assert caught.value.advice
        assert connected.session.access_token not in f"{caught.value!r} {caught.value.message} {caught.value.code}"

    @pytest.mark.parametrize("fault", [fault for fault in ERRORS_ON_CREATE if fault is not Fault.SLOW])
    async def test_a_create_that_fails_says_how(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, fault: Fault
    ) -> None:
        await bench.strike(fault, Step.CREATE_CAMPAIGN)

        with pytest.raises(bench.without_own_error.get(fault, ERRORS_ON_CREATE[fault])) as caught:
            await bench.campaigns.apply(connected.session, desired, None, CreateCampaign())

        assert connected.session.access_token not in f"{caught.value!r} {caught.value.message} {caught.value.code}"

    async def test_a_rate_limit_says_how_long_to_wait(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        await bench.strike(Fault.RATE_LIMIT, Step.READ_CAMPAIGN)

        with pytest.raises(ERRORS_ON_READ[Fault.RATE_LIMIT]) as caught:
            await bench.campaigns.find_channel(connected.session, desired, None)

        assert caught.value.retry_after is not None
        assert caught.value.retry_after > timedelta(0)

    async def test_an_answer_that_is_too_slow_leaves_the_outcome_open(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        await bench.strike(Fault.SLOW, Step.CREATE_CAMPAIGN)

        with pytest.raises(AmbiguousOutcomeError):
            await bench.impatient().apply(connected.session, desired, None, CreateCampaign())

    @pytest.mark.parametrize("step", WRITES)
    @pytest.mark.parametrize("objective", [Objective.SALES, Objective.TRAFFIC])
    async def test_what_was_done_without_an_answer_is_found_and_not_done_again(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, step: Step, objective: Objective
    ) -> None:
        desired = replace(desired, objective=objective)
        await bench.strike(Fault.APPLIED_UNANSWERED, step)
        with pytest.raises(AmbiguousOutcomeError):
            await bench.campaigns.apply(connected.session, desired, None, CreateCampaign())

        settled = await settle(bench.campaigns, connected.session, desired)

        assert shape_of(settled) == wanted_shape(desired)
        assert await bench.creations_of(desired.campaign_id) == 1
        assert await bench.creations_of(desired.ad_groups[0].ad_group_id) == 1

    @pytest.mark.parametrize("step", WRITES)
    async def test_a_tree_that_broke_off_can_be_completed(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, step: Step
    ) -> None:
        await bench.strike(Fault.DROPPED, step)

        settled = await settle(bench.campaigns, connected.session, desired)

        assert shape_of(settled) == wanted_shape(desired)
        assert await bench.creations_of(desired.campaign_id) == 1

    async def test_a_revoked_consent_stops_every_call(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        await bench.consent.revoke(connected.credential)

        with pytest.raises(NeedsConsentError):
            await bench.campaigns.find_channel(connected.session, desired, None)
