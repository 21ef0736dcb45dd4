"""Whatever JSON is sent in place of a field is answered in TikTok's form, and nothing kept breaks a later call."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.pytest_plugin import AdsSandbox
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.tiktok import world
from adapters.sandbox.tiktok.api import PREFIX, TikTokApi
from adapters.sandbox.tiktok.request_rules import REQUEST_RULES
from adapters.sandbox.wire import Call
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi

KINDS = ("campaign", "adgroup", "smart_plus_campaign", "smart_plus_adgroup", "smart_plus_ad")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
STRICT_AND_RELAXED = pytest.mark.parametrize("rules", ["strict", "relaxed"])
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=4)


class Sent:
    """A sandbox of its own, called without a socket between; it asks for little where its `rules` do not hold."""

    def __init__(self, rules: str) -> None:
        sandbox = Sandbox()
        world.plant(sandbox)
        self.api = TikTokApi(sandbox)
        sandbox.rules.relax(rule.name for rule in REQUEST_RULES if rules == "relaxed")
        self.advertiser = {"advertiser_id": sandbox.seed.tiktok_advertiser_id}
        self.headers = {"access-token": sandbox.seed.tiktok_access_token}

    def post(self, path: str, body: Body) -> Body:
        content = json.dumps({**self.advertiser, **body}).encode()
        call = Call(method="POST", path=f"{PREFIX}{path}", query={}, headers=self.headers, body=content)
        answer: Body = self.api.handle(call).body
        return answer

    def grown(self, kind: str, bodies: dict[str, Body]) -> Body:
        """A valid object, with what is above it."""
        above = {} if kind.endswith("campaign") else self.grown(kind.replace("adgroup", "campaign"), bodies)
        ids = {name: above[name] for name in ("campaign_id",) if name in above}
        made: Body = self.post(f"{path_of(kind)}/create/", {**bodies[kind], **ids})["data"]
        return made

    def get(self, path: str, query: dict[str, str]) -> Body:
        call = Call(method="GET", path=f"{PREFIX}{path}", query=self.advertiser | query, headers=self.headers)
        answer: Body = self.api.handle(call).body
        return answer


def path_of(kind: str) -> str:
    return f"/{kind.replace('smart_plus_', 'smart_plus/')}"


def spots(value: object, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        yield (*above, step)
        yield from spots(entry, (*above, step))


@pytest.fixture(scope="module")
def bodies(shared_sandbox: AdsSandbox) -> dict[str, Body]:
    """A valid body of each kind; its parent is put in by the test."""
    with BusinessApi(shared_sandbox.address) as tiktok:
        return {kind: getattr(tiktok, kind)("") for kind in KINDS}


@STRICT_AND_RELAXED
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_no_value_brings_the_sandbox_down(bodies: dict[str, Body], kind: str, rules: str, data: st.DataObject) -> None:
    sent, body = Sent(rules), copy.deepcopy(bodies[kind])
    if kind.endswith("ad"):
        body["adgroup_id"] = sent.grown("smart_plus_adgroup", bodies)["adgroup_id"]
    elif kind.endswith("adgroup"):
        body["campaign_id"] = sent.grown(kind.replace("adgroup", "campaign"), bodies)["campaign_id"]
    *above, last = data.draw(st.sampled_from(sorted(spots(body), key=str)))
    place = body
    for step in above:
        place = place[step]
    place[last] = data.draw(ANYTHING)
    codes = {sent.post(f"{path_of(kind)}/create/", body)["code"], sent.get(f"{path_of(kind)}/get/", {})["code"]}
    assert codes <= {0, 40002, 40007, 40050, 40118, 40300}


@STRICT_AND_RELAXED
@pytest.mark.parametrize("parameter", ["filtering", "dimensions", "metrics", "start_date", "page", "order_field"])
@given(value=ANYTHING)
def test_no_query_brings_a_report_down(parameter: str, rules: str, value: object) -> None:
    query = {"report_type": "BASIC", "data_level": "AUCTION_AD", "dimensions": '["ad_id"]', "query_lifetime": "true"}
    answer = Sent(rules).get("/report/integrated/get/", query | {parameter: json.dumps(value)})
    assert answer["code"] in (0, 40002)
