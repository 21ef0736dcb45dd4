"""Both sides of Google Ads over one connection: what the wiring asks for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from adapters.google_ads.config import GoogleAdsConfig
from adapters.google_ads.consent import GoogleAdsConsent
from adapters.google_ads.gateway import GoogleAdsGateway
from adapters.google_ads.platform import GoogleAdsPlatform
from application.platforms.port import PlatformAccess


@contextmanager
def google_ads_access(config: GoogleAdsConfig, threads: ThreadPoolExecutor) -> Iterator[PlatformAccess]:
    """Google Ads for as long as the context lasts; nothing is opened before the first call."""
    gateway = GoogleAdsGateway(config, threads)
    try:
        yield PlatformAccess(consent=GoogleAdsConsent(config, gateway), campaigns=GoogleAdsPlatform(gateway))
    finally:
        gateway.close()
