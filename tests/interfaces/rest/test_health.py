from contextlib import nullcontext
from dataclasses import replace

import httpx
from sqlalchemy.ext.asyncio import create_async_engine

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
        health = await client.get("/v1/health")
    await nowhere.dispose()

    assert health.status_code == 503
    assert health.json() == {"status": "down", "database": "down", "projections": []}
