"""What the parts of the contract suite stand on: a bench, a connected account, a channel that is desired."""

from collections.abc import Sequence

import pytest

from application.platforms.port import CreateCampaign, RemoteChannel
from domain.campaigns.channel import DesiredChannel
from tests.contracts.bench import Bench
from tests.contracts.channels import Connected, a_channel, connections


class ConnectedContract:
    """A person has consented; there is an account to work on."""

    @pytest.fixture
    async def bench(self) -> Bench:
        raise NotImplementedError

    @pytest.fixture
    async def all_connected(self, bench: Bench) -> Sequence[Connected]:
        await bench.calm()
        return await connections(bench)

    @pytest.fixture
    async def connected(self, all_connected: Sequence[Connected]) -> Connected:
        return all_connected[0]

    @pytest.fixture
    async def desired(self, bench: Bench, connected: Connected) -> DesiredChannel:
        return a_channel(connected, await bench.today(connected.session.time_zone))

    async def created(self, bench: Bench, connected: Connected, desired: DesiredChannel) -> RemoteChannel:
        await bench.campaigns.apply(connected.session, desired, None, CreateCampaign())
        return await self.found(bench, connected, desired)

    async def found(
        self, bench: Bench, connected: Connected, desired: DesiredChannel, known_id: str | None = None
    ) -> RemoteChannel:
        found = await bench.campaigns.find_channel(connected.session, desired, known_id)
        assert found is not None
        return found


def shape_of(found: RemoteChannel) -> dict[object, set[object]]:
    """Which creatives in which version each ad group on the platform shows."""
    return {group.ad_group_id: {(ad.creative_id, ad.version) for ad in group.ads} for group in found.ad_groups}


def wanted_shape(desired: DesiredChannel) -> dict[object, set[object]]:
    """Which creatives in which version each ad group should show."""
    return {group.ad_group_id: {(c.creative_id, c.version) for c in group.creatives} for group in desired.ad_groups}
