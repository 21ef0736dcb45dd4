"""Finding, creating and changing campaigns."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from application.platforms.errors import RemoteNotFoundError
from application.platforms.port import AddAd, AddAdGroup, ChangeBudget, RetireAd, SetDelivery
from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import BudgetKind
from domain.campaigns.channel import DesiredChannel
from domain.shared.platform import Delivery
from tests.contracts.bench import Bench
from tests.contracts.channels import Connected, a_budget, a_channel, a_creative, an_ad_group
from tests.contracts.connected import ConnectedContract, shape_of, wanted_shape


class CampaignsContract(ConnectedContract):
    """What is asked for is there afterwards, and nothing else."""

    # --- looking ---

    async def test_nothing_is_found_of_a_campaign_that_was_never_created(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        assert await bench.campaigns.find_channel(connected.session, desired, None) is None

    async def test_a_campaign_is_found_by_its_id_as_by_its_marker(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self.created(bench, connected, desired)

        assert await self.found(bench, connected, desired, found.external_id) == found

    async def test_one_campaign_is_not_mistaken_for_another(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        await self.created(bench, connected, desired)
        other = a_channel(connected, desired.flight.starts_on)

        assert await bench.campaigns.find_channel(connected.session, other, None) is None

    async def test_a_renamed_campaign_is_still_found(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self.created(bench, connected, desired)

        assert await self.found(bench, connected, replace(desired, name="Spring shoes")) == found

    async def test_a_removed_campaign_that_was_known_is_missed(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self.created(bench, connected, desired)
        await bench.remove_campaign(connected.session, found.external_id)

        with pytest.raises(RemoteNotFoundError):
            await bench.campaigns.find_channel(connected.session, desired, found.external_id)

    async def test_a_removed_campaign_is_not_found_by_its_marker(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self.created(bench, connected, desired)
        await bench.remove_campaign(connected.session, found.external_id)

        assert await bench.campaigns.find_channel(connected.session, desired, None) is None

    # --- creating ---

    @pytest.mark.parametrize("objective", list(Objective))
    async def test_a_campaign_is_created_paused_with_its_whole_tree(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, objective: Objective
    ) -> None:
        groups = (an_ad_group(connected, creatives=2), an_ad_group(connected))
        desired = replace(desired, objective=objective, ad_groups=groups)

        found = await self.created(bench, connected, desired)

        assert found.delivery is Delivery.PAUSED
        assert found.budget == desired.budget
        assert shape_of(found) == wanted_shape(desired)
        assert all(ad.delivery is Delivery.ENABLED for group in found.ad_groups for ad in group.ads)

    async def test_the_budget_is_exact_in_every_currency(
        self, bench: Bench, all_connected: Sequence[Connected]
    ) -> None:
        for connected in all_connected:
            desired = a_channel(connected, await bench.today(connected.session.time_zone))
            found = await self.created(bench, connected, desired)

            assert found.budget == desired.budget

    async def test_a_lifetime_budget_stays_one(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        desired = replace(desired, budget=a_budget(desired.account.currency, "6500.50", BudgetKind.LIFETIME))

        found = await self.created(bench, connected, desired)

        assert found.budget == desired.budget

    async def test_an_account_sees_only_its_own_campaigns(
        self, bench: Bench, all_connected: Sequence[Connected], desired: DesiredChannel
    ) -> None:
        await self.created(bench, all_connected[0], desired)

        assert await bench.campaigns.find_channel(all_connected[1].session, desired, None) is None

    # --- changing ---

    async def test_enabling_and_pausing_are_changes_of_their_own(
        self, bench: Bench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self.created(bench, connected, desired)
        for delivery in (Delivery.ENABLED, Delivery.PAUSED, Delivery.ENABLED):
            await bench.campaigns.apply(connected.session, desired, found, SetDelivery(delivery=delivery))
            found = await self.found(bench, connected, desired, found.external_id)

            assert found.delivery is delivery

    @pytest.mark.parametrize("objective", [Objective.SALES, Objective.TRAFFIC])
    async def test_a_budget_is_changed_exactly(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, objective: Objective
    ) -> None:
        desired = replace(desired, objective=objective)
        found = await self.created(bench, connected, desired)
        budget = a_budget(desired.account.currency, "123.45")

        await bench.campaigns.apply(connected.session, desired, found, ChangeBudget(budget=budget))

        assert (await self.found(bench, connected, desired)).budget == budget

    @pytest.mark.parametrize("objective", [Objective.SALES, Objective.TRAFFIC])
    async def test_an_ad_group_and_an_ad_are_added_to_what_is_there(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, objective: Objective
    ) -> None:
        desired = replace(desired, objective=objective)
        found = await self.created(bench, connected, desired)
        second, creative = an_ad_group(connected), a_creative(connected)
        first = replace(desired.ad_groups[0], creatives=(*desired.ad_groups[0].creatives, creative))
        wider = replace(desired, ad_groups=(first, second))

        await bench.campaigns.apply(connected.session, wider, found, AddAdGroup(ad_group=second))
        added = AddAd(remote=found.ad_groups[0], ad_group=first, creative=creative)
        await bench.campaigns.apply(connected.session, wider, found, added)

        assert shape_of(await self.found(bench, connected, wider)) == wanted_shape(wider)

    @pytest.mark.parametrize("objective", [Objective.SALES, Objective.TRAFFIC])
    async def test_a_newer_version_of_a_creative_replaces_its_ad(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, objective: Objective
    ) -> None:
        desired = replace(desired, objective=objective)
        found = await self.created(bench, connected, desired)
        group, old = desired.ad_groups[0], found.ad_groups[0].ads[0]
        newer = replace(group.creatives[0], version=2)

        added = AddAd(remote=found.ad_groups[0], ad_group=group, creative=newer)
        await bench.campaigns.apply(connected.session, desired, found, added)
        await bench.campaigns.apply(connected.session, desired, found, RetireAd(ad=old))

        ads = (await self.found(bench, connected, desired)).ad_groups[0].ads
        assert {(ad.version, ad.delivery) for ad in ads} == {(1, Delivery.PAUSED), (2, Delivery.ENABLED)}
