"""What the wiring gets costs nothing until it is used, and is released afterwards."""

import gc
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

from adapters.meta_ads.access import meta_ads_access
from adapters.meta_ads.config import MetaAdsConfig
from application.platforms.port import Credential
from domain.shared.platform import Platform
from tests.fakes.http_server import answering

NOBODY = Credential(platform=Platform.META_ADS, access_token="t", refresh_token=None, expires_at=None)


def test_the_heavy_client_is_not_imported_with_the_adapter() -> None:
    program = "import sys, adapters.meta_ads.access; sys.exit('facebook_business' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - our own program


async def test_no_connection_is_left_open() -> None:
    with warnings.catch_warnings(record=True) as seen, answering(200, b'{"data": []}') as url:
        warnings.simplefilter("always")
        config = MetaAdsConfig(app_id="1", app_secret="s", graph_url=url)
        with ThreadPoolExecutor(max_workers=2) as threads, meta_ads_access(config, threads) as access:
            assert await access.consent.accounts(NOBODY) == []
        gc.collect()

    assert [str(warning.message) for warning in seen if warning.category is ResourceWarning] == []
