"""The official client's asynchronous side: its own channels, its own interceptors."""

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from google.api_core.exceptions import InvalidArgument

from adapters.sandbox.google_ads.wire import VERSIONS, snake_case
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, MANAGER, Bench
from tests.adapters.sandbox.google_ads.builders import a_budget, a_tree

pytestmark = pytest.mark.parametrize("version", VERSIONS)
_METADATA = (("login-customer-id", MANAGER),)


@asynccontextmanager
async def _service(bench: Bench, version: str, name: str) -> AsyncIterator[Any]:
    module = importlib.import_module(f"google.ads.googleads.{version}.services.services.{snake_case(name)}")
    client = getattr(module, f"{name}AsyncClient")
    credentials = grpc.composite_channel_credentials(
        grpc.ssl_channel_credentials(bench.server.ca_file.read_bytes()),
        grpc.access_token_call_credentials(bench.token()),
    )
    async with grpc.aio.secure_channel(f"localhost:{bench.server.port}", credentials) as channel:
        yield client(transport=client.get_transport_class("grpc_asyncio")(channel=channel))


async def test_a_tree_is_made_and_streamed_back(bench: Bench, version: str) -> None:
    async with _service(bench, version, "GoogleAdsService") as service:
        request = {"customer_id": CUSTOMER, "mutate_operations": list(a_tree())}
        made = await service.mutate(request=request, metadata=_METADATA)
        query = "SELECT campaign.name FROM campaign"
        stream = await service.search_stream(customer_id=CUSTOMER, query=query, metadata=_METADATA)
        names = [row.campaign.name async for batch in stream for row in batch.results]

    assert len(made.mutate_operation_responses) == 4
    assert names == ["Autumn"]


async def test_pages_are_walked(bench: Bench, version: str) -> None:
    async with _service(bench, version, "GoogleAdsService") as service:
        query = "SELECT customer.id FROM customer"
        pager = await service.search(customer_id=CUSTOMER, query=query, metadata=_METADATA)

        assert [row.customer.id async for row in pager] == [int(CUSTOMER)]


async def test_a_refusal_carries_its_failure_in_the_trailers(bench: Bench, version: str) -> None:
    request = {"customer_id": CUSTOMER, "operations": [a_budget(name="x" * 256)["campaign_budget_operation"]]}
    async with _service(bench, version, "CampaignBudgetService") as service:
        with pytest.raises(InvalidArgument) as refusal:
            await service.mutate_campaign_budgets(request=request, metadata=_METADATA)

    error: Any = refusal.value.errors[0]
    keys = {key for key, _ in error.trailing_metadata()}
    assert {"request-id", f"google.ads.googleads.{version}.errors.googleadsfailure-bin"} <= keys
