"""The TikTok adapter on the sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import httpx
import pytest

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from adapters.tiktok_ads.config import TikTokAdsConfig
from adapters.tiktok_ads.consent import TikTokAdsConsent
from adapters.tiktok_ads.gateway import TikTokGateway
from adapters.tiktok_ads.platform import TikTokAdsPlatform
from application.platforms.port import AccountSession, AdPlatform, CreateCampaign, SetDelivery
from domain.shared.platform import Delivery, Platform
from tests.contracts.ad_platform import AdPlatformContract
from tests.contracts.bench import IMPATIENT_SECONDS, Bench, SandboxBench, Step
from tests.contracts.channels import a_channel, connections
from tests.contracts.platform_consent import PlatformConsentContract


class TikTokBench(SandboxBench):
    platform: ClassVar[Platform] = Platform.TIKTOK_ADS
    sandbox_name: ClassVar[str] = "tiktok"
    counted_kinds: ClassVar[frozenset[str]] = frozenset(
        {"campaign", "adgroup", "ad", "smart_plus_campaign", "smart_plus_adgroup", "smart_plus_ad"}
    )
    routes: ClassVar[dict[Step, str]] = {
        Step.READ_CAMPAIGN: "*/campaign/get/",
        Step.CREATE_CAMPAIGN: "*/campaign/create/",
        Step.CREATE_AD_GROUP: "*/adgroup/create/",
        Step.CREATE_AD: "*/ad/create/",
        Step.REPORT: "/report/integrated/get/",
        Step.TOKEN: "token",
    }

    def __init__(self, sandbox: SandboxAddress) -> None:
        super().__init__(sandbox.control_url)
        self._address = sandbox.tiktok
        self._gateways: list[TikTokGateway] = []
        gateway = self._gateway(timeout_seconds=10.0)
        self.consent = TikTokAdsConsent(gateway)
        self.campaigns = TikTokAdsPlatform(gateway)

    def _gateway(self, timeout_seconds: float) -> TikTokGateway:
        config = TikTokAdsConfig(
            app_id=self._address["app_id"],
            secret=self._address["secret"],
            base_url=self._address["base_url"],
            auth_url=self._address["auth_url"],
            timeout_seconds=timeout_seconds,
        )
        self._gateways.append(TikTokGateway(config))
        return self._gateways[-1]

    def impatient(self) -> AdPlatform:
        return TikTokAdsPlatform(self._gateway(timeout_seconds=IMPATIENT_SECONDS))

    async def remove_campaign(self, session: AccountSession, external_id: str) -> None:
        body = {
            "advertiser_id": session.external_id,
            "campaign_ids": [external_id],
            "operation_status": "DELETE",
        }
        async with httpx.AsyncClient(headers={"Access-Token": session.access_token}) as client:
            codes = [
                (await client.post(f"{self._address['base_url']}{flow}/campaign/status/update/", json=body)).json()
                for flow in ("", "/smart_plus")
            ]
        assert [answer["code"] for answer in codes].count(0) == 1, codes

    async def close(self) -> None:
        for gateway in self._gateways:
            await gateway.close()
        await super().close()


@pytest.fixture
async def tiktok_bench(sandbox: SandboxAddress) -> AsyncIterator[Bench]:
    bench = TikTokBench(sandbox)
    yield bench
    await bench.calm()
    await bench.close()


class TestTikTokAdsPlatform(AdPlatformContract):
    @pytest.fixture
    async def bench(self, tiktok_bench: Bench) -> Bench:
        return tiktok_bench


class TestTikTokAdsConsent(PlatformConsentContract):
    @pytest.fixture
    async def bench(self, tiktok_bench: Bench) -> Bench:
        return tiktok_bench


async def test_tiktoks_own_time_decides_when_a_flight_starts() -> None:
    a_month_ago = datetime.now(UTC).replace(hour=12) - timedelta(days=30)
    with running_sandbox(SandboxOptions(start=a_month_ago)) as sandbox:
        bench = TikTokBench(sandbox)
        connected = (await connections(bench))[0]
        desired = a_channel(connected, await bench.today(connected.session.time_zone))
        await bench.campaigns.apply(connected.session, desired, None, CreateCampaign())
        found = await bench.campaigns.find_channel(connected.session, desired, None)
        await bench.campaigns.apply(connected.session, desired, found, SetDelivery(delivery=Delivery.ENABLED))
        await bench.pass_days(3)

        first = desired.flight.starts_on
        rows = await bench.campaigns.daily_performance(connected.session, first, first + timedelta(days=2))
        await bench.close()

    assert {row.key.day for row in rows} == {first + timedelta(days=n) for n in range(3)}
