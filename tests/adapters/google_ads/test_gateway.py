"""The gateway without a platform behind it; with one, the contract suite holds it to account."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.google_ads import query
from adapters.google_ads.config import GoogleAdsConfig
from adapters.google_ads.gateway import Caller, GoogleAdsGateway
from adapters.google_ads.mapping import set_delivery
from application.platforms.errors import TransientPlatformError
from domain.shared.platform import Delivery
from tests.adapters.google_ads.drafts import CUSTOMER

SECRET = "ya29.secret"


@pytest.fixture
def nobody_listens() -> Iterator[GoogleAdsGateway]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # never listened on: a connection is refused
        endpoint = f"127.0.0.1:{bound.getsockname()[1]}"
        config = GoogleAdsConfig(client_id="us", client_secret=SECRET, endpoint=endpoint, timeout_seconds=10)
        with ThreadPoolExecutor(max_workers=2) as threads:
            gateway = GoogleAdsGateway(config, threads)
            yield gateway
            gateway.close()


async def test_a_write_that_nobody_received_can_be_tried_again(nobody_listens: GoogleAdsGateway) -> None:
    operation = set_delivery(CUSTOMER, "77", Delivery.ENABLED)

    with pytest.raises(TransientPlatformError) as caught:
        await nobody_listens.mutate(Caller(access_token=SECRET), CUSTOMER, [operation])

    assert SECRET not in f"{caught.value!r} {caught.value.message}"


async def test_a_read_that_nobody_received_can_be_tried_again(nobody_listens: GoogleAdsGateway) -> None:
    with pytest.raises(TransientPlatformError):
        await nobody_listens.rows(Caller(access_token=SECRET), CUSTOMER, query.CUSTOMER)


def test_one_gateway_serves_the_event_loops_of_many_threads(nobody_listens: GoogleAdsGateway) -> None:
    def ask() -> None:
        asyncio.run(nobody_listens.accessible_customers(Caller(access_token=SECRET)))

    with ThreadPoolExecutor(max_workers=3) as workers:
        failures = [type(workers.submit(ask).exception()) for _ in range(3)]

    assert failures == [TransientPlatformError] * 3


def test_a_caller_shows_no_token() -> None:
    assert SECRET not in repr(Caller(access_token=SECRET, login_customer_id="1000000001"))


def test_a_configuration_shows_no_secret() -> None:
    assert SECRET not in repr(GoogleAdsConfig(client_id="us", client_secret=SECRET))
