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
STEERING = ("fields", "limit", "after", "before", "filtering", "summary", "sort", "ids", "execution_options")
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


def sent(asked: tuple[Sandbox, GraphApi], call: str, params: Mapping[str, str], node: str | None = None) -> Answer:
    sandbox, graph = asked
    method, _, edge = call.partition(" ")
    query = {"access_token": sandbox.seed.meta_access_token, **params}
    path = f"/v26.0/{node or f'act_{sandbox.seed.meta_account_id}'}/{edge}"
    answer = graph.handle(Call(method=method, path=path, query=query, headers={}))
    json.dumps(answer.body)
    return answer


@pytest.mark.parametrize("call", ROUTES["account"])
def test_odd_values_are_answered(world_and_graph: tuple[Sandbox, GraphApi], call: str) -> None:
    whole = dict(WHOLE.get(call, {}))
    if call == "POST adsets":
        parent = WHOLE["POST campaigns"] | {"is_adset_budget_sharing_enabled": "false"}
        whole["campaign_id"] = sent(world_and_graph, "POST campaigns", parent).body["id"]
    statuses = {
        sent(world_and_graph, call, {**whole, name: odd}).status
        for name in (*calls_of("account").get(call, {}), *STEERING)
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


def a_tree(asked: tuple[Sandbox, GraphApi]) -> dict[str, str]:
    """Return the id of one object of each kind that has calls of its own."""
    sandbox, _ = asked
    made = {"pixel": sandbox.seed.meta_pixel_id, "page": sandbox.seed.meta_page_id, "user": "me"}
    campaign = WHOLE["POST campaigns"] | {"is_adset_budget_sharing_enabled": "false"}
    made["campaign"] = sent(asked, "POST campaigns", campaign).body["id"]
    places = {"geo_locations": {"countries": ["US"]}, "targeting_automation": {"advantage_audience": 0}}
    goal = {"billing_event": "IMPRESSIONS", "optimization_goal": "LINK_CLICKS", "targeting": json.dumps(places)}
    ad_set = WHOLE["POST adsets"] | goal | {"campaign_id": made["campaign"]}
    made["adset"] = sent(asked, "POST adsets", ad_set).body["id"]
    made["adcreative"] = sent(asked, "POST adcreatives", WHOLE["POST adcreatives"]).body["id"]
    ad = {"name": "x", "adset_id": made["adset"], "creative": json.dumps({"creative_id": made["adcreative"]})}
    made["ad"] = sent(asked, "POST ads", ad).body["id"]
    made["audience"] = sent(asked, "POST customaudiences", WHOLE["POST customaudiences"]).body["id"]
    made["label"] = sent(asked, "POST adlabels", {"name": "x"}).body["id"]
    made["run"] = sent(asked, "POST insights", {}).body["report_run_id"]
    return made


def test_odd_values_are_answered_by_every_object(world_and_graph: tuple[Sandbox, GraphApi]) -> None:
    statuses = {
        sent(world_and_graph, call, {name: odd}, node=node).status
        for kind, node in a_tree(world_and_graph).items()
        for call in ROUTES[kind]
        if not call.startswith("DELETE")
        for name in (*calls_of(kind).get(call, {}), *STEERING)
        for odd in ("-1", "abc", "[{}]", '{"a":[]}')
    }
    assert statuses <= {200, 400, 404}
