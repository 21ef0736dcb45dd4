"""The table finds what trying one route after the other finds, and nothing else."""

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match, NoMatchFound

from interfaces.rest.app import ROUTERS
from interfaces.rest.route_table import RouteTable

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
TABLE = RouteTable(ROUTES)


def asked(method: str, path: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "root_path": "", "path_params": {}}


def by_the_table(method: str, path: str) -> tuple[Match, dict[str, Any]]:
    scope = asked(method, path)
    found = TABLE.find(scope)
    match, child_scope = TABLE.matches(scope)
    assert (found is None) == (match is Match.NONE)
    return match, {**child_scope, "path_params": scope["path_params"]} if found else {}


def one_by_one(method: str, path: str) -> tuple[Match, dict[str, Any]]:
    for route in ROUTES:
        match, child_scope = route.matches(asked(method, path))
        if match is Match.FULL:
            return match, dict(child_scope)
    return Match.NONE, {}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.operation_id))
def test_every_route_is_found(route: APIRoute) -> None:
    path = re.sub(r"\{\w+\}", "7", route.path)
    for method in route.methods or ():
        match, child_scope = by_the_table(method, path)
        assert (match, child_scope["route"]) == (Match.FULL, route)
        assert (match, child_scope) == one_by_one(method, path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", ""),
        ("GET", "/v1/campaigns/"),
        ("GET", "/v1//7"),
        ("GET", "/v1/campaigns/7/8/9/10"),
        ("DELETE", "/v1/campaigns"),
        ("HEAD", "/v1/campaigns"),
        ("PUT", "/v1/campaigns//budget"),
        ("PUT", "/v1/campaigns/7/BUDGET"),
    ],
)
def test_what_is_no_route_is_left_to_the_others(method: str, path: str) -> None:
    assert by_the_table(method, path) == (Match.NONE, {}) == one_by_one(method, path)


def test_it_is_no_place_of_its_own() -> None:
    assert TABLE.matches({"type": "websocket", "path": "/v1/campaigns"}) == (Match.NONE, {})
    with pytest.raises(NoMatchFound):
        TABLE.url_path_for("change_budget")
