from contextlib import nullcontext
from dataclasses import replace

import httpx
import pytest
from psycopg import AsyncConnection
from sqlalchemy.ext.asyncio import create_async_engine

from interfaces.rest import health
from interfaces.rest.app import create_app
from interfaces.services import Services
from tests.interfaces.rest.conftest import client_of


async def test_health_needs_no_key_and_shows_the_lag_of_each_projection(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/v1/health")

    names = {projection["projection"] for projection in answer.json()["projections"]}
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok"
    assert {"campaigns", "performance", "audit_trail"} <= names


async def test_without_a_database_health_is_down(services: Services) -> None:
    nowhere = create_async_engine(
        "postgresql+psycopg://nobody@127.0.0.1:1/nothing", connect_args={"connect_timeout": 2}
    )
    app = create_app(lambda: nullcontext(replace(services, read_engine=nowhere)))
    async with app.router.lifespan_context(app), client_of(app, "ask_nobody") as client:
        answer = await client.get("/v1/health")
    await nowhere.dispose()

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "down", "projections": []}


async def test_with_a_database_that_does_not_answer_in_time_health_is_down(
    anonymous: httpx.AsyncClient, rest_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.1)
    async with await AsyncConnection.connect(rest_url) as other:
        await other.execute("LOCK work.checkpoints")
        answer = await anonymous.get("/v1/health")

    assert answer.status_code == 503
    assert answer.json()["status"] == "down"
