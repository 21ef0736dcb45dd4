"""Reading as connectors do it: nested fields, several ids, pages in both directions, filters and summaries."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set

# The SDK warns of what it then sends all the same.
pytestmark = [
    pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning"),
    pytest.mark.filterwarnings("ignore:.* does not allow field:UserWarning"),
]


@pytest.fixture
def tree(account: AdAccount, address: SandboxAddress) -> tuple[Campaign, list[str], Ad]:
    """One campaign of two ad sets, an ad in the first."""
    campaign = account.create_campaign(params=a_campaign(name=f"Tree {uuid4()}"))
    ad_sets = [account.create_ad_set(params=an_ad_set(campaign["id"], address, name=name))["id"] for name in "AB"]
    creative = account.create_ad_creative(params=a_creative(address))
    return campaign, ad_sets, account.create_ad(params=an_ad(ad_sets[0], creative["id"]))


@pytest.fixture
def raw(address: SandboxAddress) -> Iterator[httpx.Client]:
    base = f"{address.meta['graph_url']}/v26.0"
    with httpx.Client(base_url=base, params={"access_token": address.meta["access_token"]}, timeout=20) as client:
        yield client


def test_an_ad_tells_of_its_campaign_and_the_campaign_of_its_ad_sets(
    tree: tuple[Campaign, list[str], Ad], raw: httpx.Client
) -> None:
    campaign, ad_sets, ad = tree
    told = raw.get(f"/{ad['id']}", params={"fields": "name,campaign{name,adsets{id,name}},creative{name}"}).json()
    assert told["campaign"]["id"] == campaign["id"]
    assert [one["id"] for one in told["campaign"]["adsets"]["data"]] == ad_sets
    assert told["creative"]["name"] == "Spring story"


def test_a_nested_list_can_be_limited(tree: tuple[Campaign, list[str], Ad], raw: httpx.Client) -> None:
    told = raw.get(f"/{tree[0]['id']}", params={"fields": "adsets.limit(1){name}"}).json()
    assert [one["name"] for one in told["adsets"]["data"]] == ["A"]


def test_the_client_makes_objects_of_nested_lists(tree: tuple[Campaign, list[str], Ad], account: AdAccount) -> None:
    just_it = [{"field": "id", "operator": "EQUAL", "value": tree[0]["id"]}]
    (told,) = account.get_campaigns(fields=["name", "adsets{name,ads{name}}"], params={"filtering": just_it})
    assert [one["name"] for one in told["adsets"]] == ["A", "B"]
    assert told["adsets"][0]["ads"][0]["name"] == "Ad"


@pytest.mark.parametrize(
    ("start", "edge", "count"),
    [
        ("campaign", "get_ad_sets", 2),
        ("campaign", "get_ads", 1),
        ("adset", "get_ads", 1),
        ("ad", "get_ad_creatives", 1),
    ],
)
def test_an_edge_leads_to_what_is_below(
    tree: tuple[Campaign, list[str], Ad], start: str, edge: str, count: int
) -> None:
    campaign, ad_sets, ad = tree
    subject = {"campaign": campaign, "adset": AdSet(ad_sets[0], api=campaign.get_api()), "ad": ad}[start]
    assert len(getattr(subject, edge)(fields=["name"])) == count


def test_several_objects_are_read_in_one_call(tree: tuple[Campaign, list[str], Ad], raw: httpx.Client) -> None:
    _, ad_sets, _ = tree
    told = raw.get("/", params={"ids": ",".join(ad_sets), "fields": "name"}).json()
    assert {key: one["name"] for key, one in told.items()} == dict(zip(ad_sets, "AB", strict=True))


def test_an_edge_of_several_objects_is_read_in_one_call(
    tree: tuple[Campaign, list[str], Ad], raw: httpx.Client
) -> None:
    campaign, ad_sets, _ = tree
    told = raw.get("/adsets", params={"ids": campaign["id"]}).json()
    assert [one["id"] for one in told[campaign["id"]]["data"]] == ad_sets


def test_one_missing_id_spoils_them_all(tree: tuple[Campaign, list[str], Ad], raw: httpx.Client) -> None:
    answer = raw.get("/", params={"ids": f"{tree[0]['id']},1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, 803)


def a_shelf(account: AdAccount, count: int) -> dict[str, Any]:
    """Create campaigns of one name, and return the filter that finds them."""
    name = f"Shelf {uuid4()}"
    for _ in range(count):
        account.create_campaign(params=a_campaign(name=name))
    return {"filtering": f'[{{"field":"name","operator":"EQUAL","value":"{name}"}}]'}


def test_pages_lead_forward_and_back(account: AdAccount, address: SandboxAddress, raw: httpx.Client) -> None:
    only = a_shelf(account, 5)
    edge = f"/{address.meta['ad_account_id']}/campaigns"
    first = raw.get(edge, params={**only, "limit": 2}).json()
    second = httpx.get(first["paging"]["next"]).json()
    third = raw.get(edge, params={**only, "limit": 2, "after": second["paging"]["cursors"]["after"]}).json()
    assert "previous" not in first["paging"]
    assert [len(page["data"]) for page in (first, second, third)] == [2, 2, 1]
    assert "next" not in third["paging"]
    assert httpx.get(second["paging"]["previous"]).json()["data"] == first["data"]


def test_a_cursor_holds_when_what_lies_before_it_is_deleted(
    account: AdAccount, address: SandboxAddress, raw: httpx.Client
) -> None:
    only = a_shelf(account, 4)
    edge = f"/{address.meta['ad_account_id']}/campaigns"
    everything = [one["id"] for one in raw.get(edge, params=only).json()["data"]]
    first = raw.get(edge, params={**only, "limit": 2}).json()
    Campaign(everything[0], api=account.get_api()).api_delete()
    assert [one["id"] for one in httpx.get(first["paging"]["next"]).json()["data"]] == everything[2:]


def test_a_summary_counts_what_the_filters_admit(account: AdAccount) -> None:
    assert account.get_campaigns(params={**a_shelf(account, 3), "limit": 1, "summary": True}).total() == 3


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (("daily_budget", "GREATER_THAN", 4999), True),
        (("daily_budget", "LESS_THAN", 5000), False),
        (("daily_budget", "IN_RANGE", [4000, 6000]), True),
        (("campaign.objective", "IN", ["OUTCOME_SALES"]), True),
        (("campaign.effective_status", "NOT_IN", ["PAUSED"]), False),
        (("name", "STARTS_WITH", "Everyone at"), True),
        (("name", "CONTAIN_ANY", ["nobody", "home"]), True),
        (("updated_time", "GREATER_THAN", 4102444800), False),
    ],
)
def test_lists_are_filtered_by_every_operator(
    account: AdAccount, address: SandboxAddress, condition: tuple[str, str, object], *, found: bool
) -> None:
    field, operator, value = condition
    campaign = account.create_campaign(params=a_campaign())
    account.create_ad_set(params=an_ad_set(campaign["id"], address, name="Everyone at home"))
    rows = campaign.get_ad_sets(params={"filtering": [{"field": field, "operator": operator, "value": value}]})
    assert bool(len(rows)) is found


@pytest.mark.parametrize("broken", ["name,adsets{id", "name}", "adsets.limit(2{id}", "name,,{id}"])
def test_broken_fields_are_a_syntax_error(tree: tuple[Campaign, list[str], Ad], raw: httpx.Client, broken: str) -> None:
    answer = raw.get(f"/{tree[0]['id']}", params={"fields": broken})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 2500)


@pytest.mark.parametrize(
    ("asked", "fields"), [("/campaigns", "colour"), ("", "campaigns{colour}"), ("/activities", "colour")]
)
def test_an_unknown_field_is_refused_though_there_is_nothing_to_show(
    account: AdAccount, raw: httpx.Client, asked: str, fields: str
) -> None:
    assert raw.get(f"/{account['id']}/campaigns").json()["data"] == []
    error = raw.get(f"/{account['id']}{asked}", params={"fields": fields}).json()["error"]
    assert (error["code"], error["message"].split(" on ")[0]) == (
        100,
        "(#100) Tried accessing nonexisting field (colour)",
    )


def test_a_filter_that_is_no_number_is_refused(account: AdAccount) -> None:
    account.create_campaign(params=a_campaign())
    absurd = [{"field": "updated_time", "operator": "GREATER_THAN", "value": "yesterday"}]
    with pytest.raises(FacebookRequestError) as refused:
        account.get_campaigns(params={"filtering": absurd})
    assert refused.value.api_error_code() == 100


def test_an_unknown_operator_is_refused_before_anything_is_read(account: AdAccount) -> None:
    with pytest.raises(FacebookRequestError, match="SOUNDS_LIKE"):
        account.get_custom_audiences(params={"filtering": [{"field": "name", "operator": "SOUNDS_LIKE", "value": "x"}]})


def test_what_the_client_knows_and_the_sandbox_lacks_is_no_capability(account: AdAccount) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        account.get_max_bid()
    assert refused.value.api_error_code() == 3


def test_an_edge_of_nobody_is_an_unknown_path(address: SandboxAddress, raw: httpx.Client) -> None:
    answer = raw.get(f"/{address.meta['ad_account_id']}/wishes")
    assert answer.json()["error"]["code"] == 2500
