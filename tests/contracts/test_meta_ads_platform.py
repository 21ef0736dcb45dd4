"""The Meta adapter, by its official client, on the sandbox."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import httpx
import pytest

from adapters.meta_ads.config import MetaAdsConfig
from adapters.meta_ads.consent import MetaAdsConsent
from adapters.meta_ads.gateway import MetaGateway
from adapters.meta_ads.platform import MetaAdsPlatform
from adapters.sandbox.server import SandboxAddress
from application.platforms.errors import PlatformError, RateLimitedError
from application.platforms.port import AccountSession, AdPlatform
from domain.shared.platform import Platform
from tests.contracts.ad_platform import AdPlatformContract
from tests.contracts.bench import IMPATIENT_SECONDS, Bench, Fault, SandboxBench, Step
from tests.contracts.platform_consent import PlatformConsentContract


class MetaBench(SandboxBench):
    platform: ClassVar[Platform] = Platform.META_ADS
    without_own_error: ClassVar[dict[Fault, type[PlatformError]]] = {Fault.DAILY_QUOTA: RateLimitedError}
    sandbox_name: ClassVar[str] = "meta"
    counted_kinds: ClassVar[frozenset[str]] = frozenset({"campaign", "adset", "ad"})
    routes: ClassVar[dict[Step, str]] = {
        Step.READ_CAMPAIGN: "GET /act_*/campaigns",
        Step.CREATE_CAMPAIGN: "POST /act_*/campaigns",
        Step.CREATE_AD_GROUP: "POST /act_*/adsets",
        Step.CREATE_AD: "POST /act_*/ads",
        Step.REPORT: "GET /act_*/insights",
        Step.TOKEN: "token",
    }

    def __init__(self, sandbox: SandboxAddress) -> None:
        super().__init__(sandbox.control_url)
        self._address = sandbox.meta
        self._executor = ThreadPoolExecutor(max_workers=4)
        self._gateways: list[MetaGateway] = []
        gateway = self._gateway(timeout_seconds=10.0)
        self.consent = MetaAdsConsent(gateway)
        self.campaigns = MetaAdsPlatform(gateway)

    def _gateway(self, timeout_seconds: float) -> MetaGateway:
        config = MetaAdsConfig(
            app_id=self._address["app_id"],
            app_secret=self._address["app_secret"],
            graph_url=self._address["graph_url"],
            dialog_url=self._address["dialog_url"],
            timeout_seconds=timeout_seconds,
        )
        self._gateways.append(MetaGateway(config, self._executor))
        return self._gateways[-1]

    def impatient(self) -> AdPlatform:
        return MetaAdsPlatform(self._gateway(timeout_seconds=IMPATIENT_SECONDS))

    async def remove_campaign(self, session: AccountSession, external_id: str) -> None:
        url = f"{self._address['graph_url']}/v26.0/{external_id}/"
        async with httpx.AsyncClient() as client:
            (await client.delete(url, params={"access_token": session.access_token})).raise_for_status()

    async def close(self) -> None:
        for gateway in self._gateways:
            gateway.close()
        self._executor.shutdown()
        await super().close()


@pytest.fixture
async def meta_bench(sandbox: SandboxAddress) -> AsyncIterator[Bench]:
    bench = MetaBench(sandbox)
    yield bench
    await bench.calm()
    await bench.close()


class TestMetaAdsPlatform(AdPlatformContract):
    @pytest.fixture
    async def bench(self, meta_bench: Bench) -> Bench:
        return meta_bench


class TestMetaAdsConsent(PlatformConsentContract):
    @pytest.fixture
    async def bench(self, meta_bench: Bench) -> Bench:
        return meta_bench
