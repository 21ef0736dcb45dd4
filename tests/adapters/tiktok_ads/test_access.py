"""What the wiring gets is released when the wiring is done with it."""

import asyncio
import gc
import warnings

from adapters.tiktok_ads.access import tiktok_ads_access
from adapters.tiktok_ads.config import TikTokAdsConfig
from application.platforms.port import Credential
from domain.shared.platform import Platform
from tests.fakes.http_server import answering

NOBODY = Credential(platform=Platform.TIKTOK_ADS, access_token="t", refresh_token=None, expires_at=None)


def test_no_connection_is_left_open() -> None:
    async def use(url: str) -> None:
        with tiktok_ads_access(TikTokAdsConfig(app_id="1", secret="s", base_url=url)) as access:
            assert await access.consent.accounts(NOBODY) == []
        await asyncio.sleep(0.05)

    with warnings.catch_warnings(record=True) as seen, answering(200, b'{"code": 0, "data": {}}') as url:
        warnings.simplefilter("always")
        asyncio.run(use(url))
        gc.collect()

    assert [str(warning.message) for warning in seen if warning.category is ResourceWarning] == []
