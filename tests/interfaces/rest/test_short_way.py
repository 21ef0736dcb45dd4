"""Whoever goes the short way is answered as FastAPI would have answered."""

import json
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.routing import APIRoute
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel, ConfigDict

from interfaces.rest.app import ROUTERS, Api
from interfaces.rest.short_way import can_be_short
from interfaces.rest.strictness import StrictRoute

ID = "01936b5e-7c1a-7000-8000-3f1f4b3a52a5"
NAMED = {"X-Request-Id": "seven"}
JSON = NAMED | {"Content-Type": "application/json"}


class Order(BaseModel):
    """A body."""

    model_config = ConfigDict(extra="forbid")

    name: str
    amount: int = 1


class Taken(BaseModel):
    """An answer."""

    id: UUID
    name: str
    method: str


def the_app(route_class: type[APIRoute]) -> Api:
    router = APIRouter(route_class=route_class)

    @router.put("/orders/{order_id}", status_code=202)
    async def needed(request: Request, response: Response, order_id: UUID, body: Annotated[Order, Body()]) -> Taken:
        response.headers["ETag"] = f'"{body.amount}"'
        return Taken(id=order_id, name=body.name, method=request.method)

    @router.post("/orders/{order_id}/{line}")
    async def optional(order_id: UUID, line: int, body: Annotated[Order | None, Body()] = None) -> Taken:
        return Taken(id=order_id, name=str(line), method="none" if body is None else body.name)

    @router.delete("/orders/{order_id}")
    async def no_body(order_id: UUID) -> Response:
        return Response(str(order_id), status_code=418)

    return Api([route for route in router.routes if isinstance(route, APIRoute)])


async def answers(method: str, path: str, body: bytes, headers: dict[str, str] = JSON) -> list[tuple[Any, ...]]:
    told = []
    for route_class in (StrictRoute, APIRoute):
        transport = ASGITransport(the_app(route_class))
        async with AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.request(method, path, content=body, headers=headers)
            told.append((answer.status_code, sorted(answer.headers.items()), answer.content))
    return told


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "Boots", "amount": 3}',
        b'{"name": "B\\u00f6ots"}',
        b'{"name": 7}',
        b'{"name": "Boots", "colour": "red"}',
        b'{"amount": 1e400, "name": null}',
        b'{"amount": NaN, "name": "Boots"}',
        b'{"name": "Boots"',
        b"[]",
        b"null",
        b'"text"',
        b"",
        b"  ",
        b"\xff\xfe",
        b'{"name": "\xc3"}',
        b"[" * 5_000,
        json.dumps({"name": "x" * 50_000}).encode(),
    ],
)
@pytest.mark.parametrize("path", [f"/orders/{ID}", "/orders/seven", f"/orders/{ID}/7", "/orders/x/y"])
async def test_both_ways_answer_alike(path: str, body: bytes) -> None:
    method = "PUT" if path.count("/") == 2 else "POST"
    short, long = await answers(method, path, body)
    assert short == long


@pytest.mark.parametrize("path", [f"/orders/{ID}", "/orders/seven"])
async def test_an_answer_that_is_a_response_is_taken_as_it_is(path: str) -> None:
    short, long = await answers("DELETE", path, b"", NAMED)
    assert short == long


def test_whoever_asks_for_more_goes_the_long_way() -> None:
    router = APIRouter()

    @router.get("/listed")
    async def listed(limit: Annotated[int, Query()]) -> Taken:
        raise NotImplementedError(limit)

    @router.post("/several")
    async def several(first: Annotated[Order, Body()], second: Annotated[Order, Body()]) -> Taken:
        raise NotImplementedError(first, second)

    assert [can_be_short(route) for route in router.routes if isinstance(route, APIRoute)] == [False, False]


def test_every_command_goes_the_short_way() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    long = {route.operation_id for route in routes if route.methods != {"GET"} and not can_be_short(route)}
    assert long == set()
