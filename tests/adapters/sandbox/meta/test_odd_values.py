"""Whatever is sent, and whatever rules are relaxed, Graph answers in its own form."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from adapters.sandbox.meta import world
from adapters.sandbox.meta.api import GraphApi
from adapters.sandbox.meta.routes import ROUTES
from adapters.sandbox.meta.schema import calls_of
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.wire import Answer, Call

ODD = ("", "-1", "abc", "null", "[]", "[1]", "[{}]", "{}", '{"a":[]}', "9" * 40, "\0", "name,{", '{"creative_id":{}}')
WHOLE: Mapping[str, dict[str, str]] = {
    "POST campaigns": {"name": "x", "objective": "OUTCOME_SALES", "special_ad_categories": "[]"},
    "POST adsets": {"name": "x", "daily_budget": "5000", "targeting": '{"geo_locations":{"countries":["US"]}}'},
    "POST adcreatives": {"object_story_id": "1_2"},
    "POST customaudiences": {"name": "x", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"},
}


@pytest.fixture(params=["strict", "relaxed"])
def world_and_graph(request: pytest.FixtureRequest) -> tuple[Sandbox, GraphApi]:
    sandbox = Sandbox()
    world.plant(sandbox)
    graph = GraphApi(sandbox)
    if request.param == "relaxed":
        sandbox.rules.relax(row.name for row in sandbox.rules.rows() if not row.on_demand)
    return sandbox, graph


def sent(asked: tuple[Sandbox, GraphApi], call: str, params: Mapping[str, str]) -> Answer:
    sandbox, graph = asked
    method, _, edge = call.partition(" ")
    query = {"access_token": sandbox.seed.meta_access_token, **params}
    path = f"/v26.0/act_{sandbox.seed.meta_account_id}/{edge}"
    answer = graph.handle(Call(method=method, path=path, query=query, headers={}))
    json.dumps(answer.body)
    return answer


@pytest.mark.parametrize("call", ROUTES["account"])
def test_odd_values_are_answered(world_and_graph: tuple[Sandbox, GraphApi], call: str) -> None:
    whole = dict(WHOLE.get(call, {}))
    if call == "POST adsets":
        parent = WHOLE["POST campaigns"] | {"is_adset_budget_sharing_enabled": "false"}
        whole["campaign_id"] = sent(world_and_graph, "POST campaigns", parent).body["id"]
    steering = ("fields", "limit", "after", "before", "filtering", "summary", "sort", "ids", "execution_options")
    statuses = {
        sent(world_and_graph, call, {**whole, name: odd}).status
        for name in (*calls_of("account").get(call, {}), *steering)
        for odd in ODD
    }
    assert statuses <= {200, 400, 404}
    sandbox, _ = world_and_graph
    sandbox.clock.advance(timedelta(hours=3))
    sandbox.delivery.accrue()
    assert sent(world_and_graph, "GET adsets", {"fields": "name,effective_status,ads{name}"}).status == 200


@pytest.mark.parametrize("call", ["GET reachestimate", "GET delivery_estimate"])
@pytest.mark.parametrize(
    "odd", [{"age_max": "x"}, {"age_min": {}}, {"age_max": 10**40}, {"genders": 1}, {"geo_locations": {"countries": 5}}]
)
def test_odd_targetings_are_answered(
    world_and_graph: tuple[Sandbox, GraphApi], call: str, odd: Mapping[str, object]
) -> None:
    targeting: dict[str, object] = {"geo_locations": {"countries": ["US"]}, **odd}

    assert sent(world_and_graph, call, {"targeting_spec": json.dumps(targeting)}).status in {200, 400}


def test_an_odd_list_of_places_is_refused_by_name(world_and_graph: tuple[Sandbox, GraphApi]) -> None:
    sandbox, graph = world_and_graph
    query = {
        "access_token": sandbox.seed.meta_access_token,
        "type": "adgeolocation",
        "location_types": "[city",
        "q": "",
    }
    answer = graph.handle(Call(method="GET", path="/v26.0/search", query=query, headers={}))

    assert answer.status == 400
    assert "location_types" in answer.body["error"]["message"]
