"""Both sides of TikTok over one set of connections: what the wiring asks for."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.tiktok_ads.config import TikTokAdsConfig
from adapters.tiktok_ads.consent import TikTokAdsConsent
from adapters.tiktok_ads.gateway import TikTokGateway
from adapters.tiktok_ads.platform import TikTokAdsPlatform
from application.platforms.port import PlatformAccess


@contextmanager
def tiktok_ads_access(config: TikTokAdsConfig) -> Iterator[PlatformAccess]:
    """TikTok for as long as the context lasts; nothing is opened before the first call."""
    gateway = TikTokGateway(config)
    try:
        yield PlatformAccess(consent=TikTokAdsConsent(gateway), campaigns=TikTokAdsPlatform(gateway))
    finally:
        gateway.close_soon()
