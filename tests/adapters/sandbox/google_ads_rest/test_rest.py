"""Google Ads by JSON: the same world, the same errors and the same faults as by gRPC."""

import httpx
import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.google_ads_rest.rest import Rest

STATUS = "type.googleapis.com/google.ads.googleads.v26.enums.CampaignStatusEnum.CampaignStatus"
CAMPAIGNS = "SELECT campaign.id, campaign.name, campaign.status, campaign_budget.amount_micros FROM campaign"


def failure_of(answer: httpx.Response) -> dict[str, object]:
    """The first error of the one detail, without the id of the request, which must be that of the header."""
    body = answer.json()[0] if isinstance(answer.json(), list) else answer.json()
    (detail,) = body["error"]["details"]
    assert detail["requestId"] == answer.headers["request-id"]
    error: dict[str, object] = detail["errors"][0]
    return error | {"type": detail["@type"], "status": (answer.status_code, body["error"]["status"])}


def test_what_is_made_is_found_again(rest: Rest) -> None:
    name = rest.makes_a_campaign()
    (row,) = rest.does("googleAds:search", {"query": CAMPAIGNS})["results"]
    assert row["campaign"] == {
        "resourceName": name,
        "id": name.rpartition("/")[2],
        "name": "Spring sale",
        "status": "PAUSED",
    }
    assert row["campaignBudget"]["amountMicros"] == "5000000"


def test_a_stream_is_a_list_of_batches(rest: Rest) -> None:
    rest.makes_a_campaign()
    (batch,) = rest.does("googleAds:searchStream", {"query": CAMPAIGNS})
    assert batch["fieldMask"] == "campaign.id,campaign.name,campaign.status,campaignBudget.amountMicros"
    assert len(batch["results"]) == 1
    assert batch["requestId"]


def test_a_strategy_without_settings_is_selected_as_such(rest: Rest) -> None:
    name = rest.makes_a_campaign()
    answer = rest.does("googleAds:search", {"query": "SELECT campaign.manual_cpm FROM campaign"})
    assert answer["results"] == [{"campaign": {"resourceName": name}}]


def test_budgets_are_told_by_the_campaigns_that_they_pay_for(rest: Rest) -> None:
    rest.makes_a_campaign("One")
    rest.makes_a_campaign("Two")
    query = "SELECT campaign_budget.name, campaign.name FROM campaign_budget ORDER BY campaign.name"
    found = rest.does("googleAds:search", {"query": query})["results"]
    assert [(row["campaignBudget"]["name"], row["campaign"]["name"]) for row in found] == [
        ("Budget of One", "One"),
        ("Budget of Two", "Two"),
    ]


def test_an_update_follows_its_mask(rest: Rest) -> None:
    name = rest.makes_a_campaign()
    update = {"update": {"resourceName": name, "status": "ENABLED", "name": "ignored"}, "updateMask": "status"}
    body = {"operations": [update], "responseContentType": "MUTABLE_RESOURCE"}
    (result,) = rest.does("campaigns:mutate", body)["results"]
    assert (result["campaign"]["status"], result["campaign"]["name"]) == ("ENABLED", "Spring sale")


def test_temporary_ids_tie_operations_together(rest: Rest) -> None:
    budget = f"customers/{rest.customer_id}/campaignBudgets/-1"
    campaign = rest.a_campaign("Tied") | {"campaignBudget": budget}
    operations = [
        {"campaignBudgetOperation": {"create": {"resourceName": budget, "name": "One", "amountMicros": "7000000"}}},
        {"campaignOperation": {"create": campaign}},
    ]
    made = rest.does("googleAds:mutate", {"mutateOperations": operations})["mutateOperationResponses"]
    assert [next(iter(one)) for one in made] == ["campaignBudgetResult", "campaignResult"]


def test_a_broken_rule_is_told_with_its_place(rest: Rest) -> None:
    rest.makes_a_campaign()
    campaign = rest.a_campaign("Other") | {"name": "Spring sale"}
    refused = rest.sends("campaigns:mutate", {"operations": [{"create": campaign}]})
    told = failure_of(refused)
    assert told["errorCode"] == {"campaignError": "DUPLICATE_CAMPAIGN_NAME"}
    assert told["location"] == {
        "fieldPathElements": [{"fieldName": "operations", "index": 0}, {"fieldName": "create"}, {"fieldName": "name"}]
    }
    assert told["status"] == (400, "INVALID_ARGUMENT")


def test_a_stream_refuses_in_a_list(rest: Rest) -> None:
    refused = rest.sends("googleAds:searchStream", {"query": "SELECT campaign.nope FROM campaign"})
    assert isinstance(refused.json(), list)
    assert failure_of(refused)["errorCode"] == {"queryError": "UNRECOGNIZED_FIELD"}


@pytest.mark.parametrize("version", ["v26", "v24"])
def test_a_partial_failure_is_told_in_the_version_asked(rest: Rest, version: str) -> None:
    good, bad = rest.a_campaign("Good"), rest.a_campaign("Bad") | {"name": "Good"}
    body = {"operations": [{"create": good}, {"create": bad}], "partialFailure": True}
    told = rest.does("campaigns:mutate", body, version=version)
    (detail,) = told["partialFailureError"]["details"]
    assert detail["@type"] == f"type.googleapis.com/google.ads.googleads.{version}.errors.GoogleAdsFailure"
    assert [bool(result) for result in told["results"]] == [True, False]


@pytest.mark.parametrize(
    ("body", "sentence", "field"),
    [
        (
            {"operations": [{"create": {"colour": 1}}]},
            "Invalid JSON payload received. Unknown name \"colour\" at 'operations[0].create': Cannot find field.",
            "operations[0].create",
        ),
        (
            {"operations": [{"create": {"status": "SLEEPY"}}]},
            f"Invalid value at 'operations[0].create.status' ({STATUS}), \"SLEEPY\"",
            "operations[0].create.status",
        ),
        (
            {"operations": [{"create": {}, "remove": "x"}]},
            "Invalid value at 'operations[0]' (oneof), oneof field 'operation' is already set.",
            "operations[0]",
        ),
        (
            [],
            'Invalid JSON payload received. Unknown name "": Root element must be a message.',
            None,
        ),
    ],
    ids=["unknown field", "unknown value", "two of one", "a list"],
)
def test_a_payload_that_is_no_request_is_refused(rest: Rest, body: object, sentence: str, field: str | None) -> None:
    refused = rest.sends("campaigns:mutate", body)
    error = refused.json()["error"]
    assert (error["code"], error["status"], error["message"]) == (400, "INVALID_ARGUMENT", sentence)
    assert error["details"][0]["fieldViolations"][0].get("field") == field


def test_what_is_no_json_is_refused(rest: Rest) -> None:
    path = f"/v26/customers/{rest.customer_id}/googleAds:search"
    error = rest.client.post(path, content=b"query=SELECT").json()["error"]
    assert error["message"].startswith("Invalid JSON payload received.")


def test_a_call_without_a_token_is_not_let_in(rest: Rest) -> None:
    del rest.client.headers["Authorization"]
    told = failure_of(rest.sends("googleAds:search", {"query": CAMPAIGNS}))
    assert told["status"] == (401, "UNAUTHENTICATED")
    assert told["errorCode"] == {"authenticationError": "AUTHENTICATION_ERROR"}


def test_an_account_is_reached_through_its_manager_alone(rest: Rest) -> None:
    del rest.client.headers["login-customer-id"]
    answer = rest.client.post("/v26/customers/1000000003/googleAds:search", json={"query": CAMPAIGNS})
    assert failure_of(answer)["status"] == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize("path", ["v26/customers/1/nothing:mutate", "v19/customers:listAccessibleCustomers", "v26/x"])
def test_a_path_that_is_not_there_is_not_found(rest: Rest, path: str) -> None:
    answer = rest.client.get(f"/{path}")
    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")


def test_a_method_of_the_platform_that_is_not_served_says_so(rest: Rest) -> None:
    answer = rest.sends("experiments:mutate", {"operations": []})
    assert (answer.status_code, answer.json()["error"]["status"]) == (501, "UNIMPLEMENTED")


def test_methods_that_read_take_their_fields_from_the_query(rest: Rest) -> None:
    assert f"customers/{rest.customer_id}" in rest.gets("customers:listAccessibleCustomers")["resourceNames"]
    assert rest.gets("googleAdsFields/campaign.id", alt="json", prettyPrint="false")["dataType"] == "INT64"


def test_a_batch_job_runs_to_its_results(rest: Rest) -> None:
    job = rest.does("batchJobs:mutate", {"operation": {"create": {}}})["result"]["resourceName"]
    operation = {"campaignBudgetOperation": {"create": {"name": "One", "amountMicros": "7000000"}}}
    added = rest.client.post(f"/v26/{job}:addOperations", json={"mutateOperations": [operation]}).json()
    running = rest.client.post(f"/v26/{job}:run", json={}).json()
    ended = rest.gets(running["name"])
    (result,) = rest.gets(f"{job}:listResults", pageSize="10")["results"]
    assert (added["totalOperations"], ended["done"]) == ("1", True)
    assert result["mutateOperationResponse"]["campaignBudgetResult"]["resourceName"]


def test_changes_stand_in_the_log_of_mutations(rest: Rest, ads_sandbox: AdsSandbox) -> None:
    rest.makes_a_campaign()
    entries = ads_sandbox.control.mutations(platform="google_ads", kind="campaign")
    assert [(entry["operation"], entry["name"], entry["outcome"]) for entry in entries] == [
        ("create", "Spring sale", "applied")
    ]


@pytest.mark.parametrize("route", ["CampaignBudgetService/MutateCampaignBudgets", "POST /v26/*/campaignBudgets:mutate"])
def test_a_fault_strikes_by_the_method_s_name_or_by_its_path(rest: Rest, ads_sandbox: AdsSandbox, route: str) -> None:
    ads_sandbox.control.break_calls("google_ads", route, "rate_limit", count=1)
    body = {"operations": [{"create": {"name": "One", "amountMicros": "7000000"}}]}
    told = failure_of(rest.sends("campaignBudgets:mutate", body))
    assert told["status"] == (429, "RESOURCE_EXHAUSTED")
    assert told["details"] == {
        "quotaErrorDetails": {
            "rateScope": "ACCOUNT",
            "rateName": "Requests per minute per account",
            "retryDelay": "30s",
        }
    }
    assert rest.does("campaignBudgets:mutate", body)


def test_a_dropped_connection_changes_nothing(rest: Rest, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.break_calls("google_ads", "CampaignBudgetService/*", "dropped", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        rest.makes("campaignBudgets", name="One", amountMicros="7000000")
    assert ads_sandbox.control.mutations(platform="google_ads") == []


def test_a_field_that_later_versions_dropped_is_there_and_never_set(rest: Rest) -> None:
    name = rest.makes_a_campaign()
    query = {"query": "SELECT campaign.video_brand_safety_suitability, campaign.name FROM campaign"}
    found = rest.does("googleAds:search", query, version="v23")["results"]
    assert found == [{"campaign": {"resourceName": name, "name": "Spring sale"}}]
    assert failure_of(rest.sends("googleAds:search", query))["errorCode"] == {"queryError": "UNRECOGNIZED_FIELD"}


def test_an_older_version_has_its_own_fields(rest: Rest) -> None:
    body = {"operations": [{"create": {"acaMigrationDateTime": "2026-11-01 00:00:00"}}]}
    new, old = (rest.sends("campaigns:mutate", body, version=version).json()["error"] for version in ("v26", "v24"))
    assert "Cannot find field" not in new["message"]
    assert old["message"].endswith(
        "Unknown name \"acaMigrationDateTime\" at 'operations[0].create': Cannot find field."
    )
