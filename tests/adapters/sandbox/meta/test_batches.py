import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.campaign import Campaign
from facebook_business.api import FacebookAdsApi

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.meta.drafts import Params, a_campaign, an_ad_set

Batch = list[dict[str, Any]]


def body(params: Params) -> str:
    return urlencode({name: v if isinstance(v, str) else json.dumps(v) for name, v in params.items()})


def sent(graph: FacebookAdsApi, batch: Batch) -> list[Any]:
    answers: list[Any] = graph.call("POST", (), params={"batch": batch}).json()
    return answers


def a_family(address: SandboxAddress, **changes: Any) -> Batch:  # noqa: ANN401 - parts of a batch
    """A campaign and an ad set in it, which takes the campaign's id from the answer."""
    act = address.meta["ad_account_id"]
    child = an_ad_set("{result=parent:$.id}", address)
    parent = {"method": "POST", "name": "parent", "relative_url": f"{act}/campaigns", "body": body(a_campaign())}
    return [{**parent, **changes}, {"method": "POST", "relative_url": f"{act}/adsets", "body": body(child)}]


def test_a_call_takes_an_id_from_the_answer_before_it(graph: FacebookAdsApi, address: SandboxAddress) -> None:
    first, second = sent(graph, a_family(address, omit_response_on_success=False))
    ad_set = json.loads(second["body"])["id"]
    told = graph.call("GET", (ad_set,), params={"fields": "campaign_id"}).json()
    assert told["campaign_id"] == json.loads(first["body"])["id"]


def test_an_answer_that_others_take_from_is_left_out(graph: FacebookAdsApi, address: SandboxAddress) -> None:
    first, second = sent(graph, a_family(address))
    assert (first, second["code"]) == (None, 200)


def test_ids_of_a_list_are_joined(graph: FacebookAdsApi, account: AdAccount) -> None:
    name = f"Joined {uuid4()}"
    ids = [account.create_campaign(params=a_campaign(name=name))["id"] for _ in range(2)]
    only = json.dumps([{"field": "name", "operator": "EQUAL", "value": name}])
    found = {
        "method": "GET",
        "name": "found",
        "relative_url": f"{account['id']}/campaigns?{urlencode({'filtering': only})}",
    }
    several = {"method": "GET", "relative_url": "?ids={result=found:$.data.*.id}&fields=name"}
    _, answer = sent(graph, [found, several])
    assert sorted(json.loads(answer["body"])) == sorted(ids)


def test_what_depends_on_a_failure_fails(graph: FacebookAdsApi, address: SandboxAddress) -> None:
    first, second = sent(graph, a_family(address, body=body(a_campaign(objective=None))))
    assert (first["code"], second["code"]) == (400, 400)
    assert "parent" in json.loads(second["body"])["error"]["message"]


def renaming(graph: FacebookAdsApi, account: AdAccount, count: int) -> tuple[Any, list[Campaign]]:
    campaigns = [account.create_campaign(params=a_campaign()) for _ in range(count)]
    batch = graph.new_batch()
    for campaign in campaigns:
        campaign.api_update(params={"name": "Renamed"}, batch=batch)
    return batch, campaigns


def test_a_batch_out_of_time_leaves_its_later_half_to_be_sent_again(
    graph: FacebookAdsApi, account: AdAccount, desk: ControlDesk
) -> None:
    batch, campaigns = renaming(graph, account, 4)
    desk.break_calls("meta", "POST /", "batch_null")
    again = batch.execute()
    assert len(again) == 2
    assert again.execute() is None
    assert {one.api_get(fields=["name"])["name"] for one in campaigns} == {"Renamed"}


@pytest.mark.parametrize(("kind", "name"), [("batch_null", "Spring sale"), ("applied_unanswered", "Renamed")])
def test_a_single_call_of_a_batch_can_be_struck(
    graph: FacebookAdsApi, account: AdAccount, desk: ControlDesk, kind: str, name: str
) -> None:
    batch, campaigns = renaming(graph, account, 2)
    desk.break_calls("meta", f"POST /{campaigns[1]['id']}", kind)
    assert len(batch.execute()) == 1
    assert [one.api_get(fields=["name"])["name"] for one in campaigns] == ["Renamed", name]


def test_a_single_call_of_a_batch_can_meet_a_limit(
    graph: FacebookAdsApi, account: AdAccount, desk: ControlDesk
) -> None:
    batch, campaigns = renaming(graph, account, 1)
    errors: list[int] = []
    refused = graph.new_batch()
    campaigns[0].api_get(
        fields=["name"], batch=refused, failure=lambda answer: errors.append(answer.error().api_error_code())
    )
    desk.break_calls("meta", f"GET /{campaigns[0]['id']}", "rate_limit")
    assert batch.execute() is None
    refused.execute()
    assert errors == [80004]
