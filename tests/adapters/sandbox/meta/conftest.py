from collections.abc import Iterator

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.api import FacebookAdsApi

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.official_sdk import official_sdk


@pytest.fixture
def graph(address: SandboxAddress) -> Iterator[FacebookAdsApi]:
    with official_sdk(address) as api:
        yield api


@pytest.fixture
def account(graph: FacebookAdsApi, address: SandboxAddress) -> AdAccount:
    return AdAccount(address.meta["ad_account_id"], api=graph)
