"""Both sides of Meta over one set of connections: what the wiring asks for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from adapters.meta_ads.config import MetaAdsConfig
from adapters.meta_ads.consent import MetaAdsConsent
from adapters.meta_ads.gateway import MetaGateway
from adapters.meta_ads.platform import MetaAdsPlatform
from application.platforms.port import PlatformAccess


@contextmanager
def meta_ads_access(config: MetaAdsConfig, threads: ThreadPoolExecutor) -> Iterator[PlatformAccess]:
    """Meta for as long as the context lasts; nothing is opened before the first call."""
    gateway = MetaGateway(config, threads)
    try:
        yield PlatformAccess(consent=MetaAdsConsent(gateway), campaigns=MetaAdsPlatform(gateway))
    finally:
        gateway.close()
