"""For every check of any call, one that breaks it and no other."""

from collections.abc import Callable
from typing import Any

import httpx
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.api import FacebookResponse

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.drafts import a_campaign

Break = Callable[[AdAccount, SandboxAddress], object]


def called(*path: str, method: str = "GET", **params: Any) -> Break:  # noqa: ANN401 - parameters of any type
    """Return a call of a path below the version; `act` stands for the account."""

    def broken(account: AdAccount, _address: SandboxAddress) -> None:
        steps = tuple(account["id"] if step == "act" else step for step in path)
        account.get_api().call(method, steps, params=params)

    return broken


def batched(*calls: dict[str, str]) -> Break:
    """Return a batch, of which the last call is answered as it would be alone."""

    def broken(account: AdAccount, _address: SandboxAddress) -> None:
        answers = account.get_api().call("POST", (), params={"batch": calls}).json()
        last = FacebookResponse(answers[-1]["body"], answers[-1]["code"], {}, call={"method": "POST", "path": "batch"})
        if last.is_failure():
            raise last.error()

    return broken


def call_an_ended_version(account: AdAccount, _address: SandboxAddress) -> None:
    account.get_api().call("GET", (account["id"], "campaigns"), api_version="v23.0")


def change_a_disabled_account(account: AdAccount, address: SandboxAddress) -> None:
    account_id = account["id"].removeprefix("act_")
    suspension = {"name": "suspended_account", "platform": "meta", "account_id": account_id}
    httpx.post(f"{address.control_url}/scenarios", json=suspension).raise_for_status()
    try:
        told = account.api_get(fields=["account_status", "disable_reason"])
        assert (told["account_status"], told["disable_reason"]) == (2, 1)
        account.create_campaign(params=a_campaign())
    finally:
        httpx.delete(f"{address.control_url}/reviews").raise_for_status()


def filter_by(account: AdAccount, field: str, operator: str) -> None:
    account.create_campaign(params=a_campaign())
    account.get_campaigns(params={"filtering": [{"field": field, "operator": operator, "value": "x"}]})


ME = {"method": "GET", "relative_url": "me"}
NOBODY = {"method": "GET", "relative_url": "1", "name": "first", "omit_response_on_success": "false"}
CALL_BREAKS: dict[str, Break] = {
    "meta.an_ended_version_is_refused": call_an_ended_version,
    "meta.appsecret_proof_matches_the_token": called("act", appsecret_proof="0" * 64),
    "meta.a_disabled_account_takes_no_changes": change_a_disabled_account,
    "meta.a_parameter_has_its_type": lambda account, _: account.create_campaign(params=a_campaign(spend_cap="much")),
    "meta.a_value_is_one_of_those_listed": lambda account, _: account.create_campaign(
        params=a_campaign(bid_strategy="CHEAP")
    ),
    "meta.a_field_that_is_read_exists": called("act", "campaigns", fields="name,colour"),
    "meta.a_read_by_ids_names_one": called(ids=","),
    "meta.at_most_50_ids_are_read_at_once": lambda account, _: account.get_api().call(
        "GET", (), params={"ids": ",".join([account["id"]] * 51)}
    ),
    "meta.a_page_has_at_least_one_entry": called("act", "campaigns", limit=0),
    "meta.a_cursor_is_one_that_was_told": called("act", "campaigns", after="somewhere"),
    "meta.a_filter_has_an_operator_that_there_is": lambda account, _: filter_by(account, "name", "SOUNDS_LIKE"),
    "meta.a_filter_is_on_a_field_that_there_is": lambda account, _: filter_by(account, "colour", "EQUAL"),
    "meta.a_batch_has_at_most_50_calls": called(method="POST", batch=[ME] * 51),
    "meta.a_call_of_a_batch_depends_on_one_that_succeeds": batched(NOBODY, ME | {"depends_on": "first"}),
    "meta.a_reference_of_a_batch_finds_something": batched(
        ME | {"name": "first"}, {"method": "GET", "relative_url": "me?fields={result=first:$.colour}"}
    ),
    "meta.an_asynchronous_call_has_a_name": called(method="POST", asyncbatch=[ME | {"method": "POST"}]),
    "meta.asynchronous_calls_do_not_depend_on_others": called(
        method="POST", asyncbatch=[{"method": "POST", "relative_url": "{result=first:$.id}/copies", "name": "second"}]
    ),
    "meta.a_targeting_search_has_a_known_type": called("search", type="nothing"),
    "meta.a_search_for_interests_has_a_word": called("search", type="adinterest"),
    "meta.a_search_by_interests_lists_them": called("search", type="adinterestvalid"),
    "meta.an_estimate_has_a_targeting": called("act", "reachestimate"),
    "meta.an_estimate_is_of_a_place": called("act", "reachestimate", targeting_spec={"age_min": 20}),
}

# What has another type than the parameter, wherever one is read; each counts as not sent once that is relaxed.
ODD_TYPES: dict[str, Break] = {
    "a whole number": called("act", "campaigns", method="POST", **a_campaign(spend_cap="much")),
    "an object": called("act", "campaigns", method="POST", **a_campaign(promoted_object="[1]")),
    "an array of options": called("act", "campaigns", method="POST", **a_campaign(execution_options="[1")),
    "filters": called("act", "campaigns", filtering="[1]"),
    "a number to compare with": called(
        "act", "ads", filtering=[{"field": "bid_amount", "operator": "LESS_THAN", "value": "x"}]
    ),
    "a limit": called("act", "campaigns", limit="few"),
    "an array of statuses": called("act", "campaigns", effective_status="[ACTIVE"),
    "an array of breakdowns": called("act", "insights", breakdowns="[age"),
    "a batch": called(method="POST", batch="me"),
    "an asynchronous batch": called(method="POST", asyncbatch="[1]"),
    "a time": called("act", "activities", since="soon"),
    "a spend cap": called("act", method="POST", spend_cap="much"),
    "places": called("search", type="adgeolocation", location_types="[city"),
    "an age": called(
        "act", "reachestimate", targeting_spec={"geo_locations": {"countries": ["US"]}, "age_min": "young"}
    ),
    "countries": called("act", "reachestimate", targeting_spec={"geo_locations": {"countries": "US"}}),
    "ids of labels": called("act", "campaignsbylabels", ad_label_ids="1"),
    "a picture to copy": called("act", "adimages", method="POST", copy_from="[]", url="https://shop.example/1.png"),
    "the size of a video": called("act", "advideos", method="POST", upload_phase="start", file_size="large"),
}
