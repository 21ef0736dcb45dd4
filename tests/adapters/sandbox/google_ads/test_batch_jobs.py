import asyncio
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException
from google.protobuf.empty_pb2 import Empty

from adapters.sandbox.google_ads.wire import VERSIONS
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, codes
from tests.adapters.sandbox.google_ads.builders import a_budget, a_tree, an_ad, an_update


def _job(service: Any) -> str:  # noqa: ANN401 - the client is untyped
    return str(service.mutate_batch_job(customer_id=CUSTOMER, operation={"create": {}}).result.resource_name)


def _added(service: Any, job: str, *operations: dict[str, Any], token: str = "") -> Any:  # noqa: ANN401 - the client is untyped
    request = {"resource_name": job, "sequence_token": token, "mutate_operations": list(operations)}
    return service.add_batch_job_operations(request=request)


def _codes(service: Any, method: str, **request: object) -> list[str]:  # noqa: ANN401 - the client is untyped
    with pytest.raises(GoogleAdsException) as refusal:
        getattr(service, method)(request=request)
    return codes(refusal.value)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_batch_job_goes_its_whole_way(bench: Bench, version: str) -> None:
    service = bench.client(version).get_service("BatchJobService")
    job = _job(service)
    first = _added(service, job, *a_tree()[:2])
    second = _added(service, job, *a_tree()[2:], token=first.next_sequence_token)

    running = service.run_batch_job(resource_name=job)

    assert (first.total_operations, second.total_operations) == (2, 4)
    assert isinstance(running.result(timeout=10), Empty)
    assert running.metadata.executed_operation_count == 4
    slots = [result.mutate_operation_response for result in service.list_batch_job_results(resource_name=job)]
    assert [type(slot).pb(slot).WhichOneof("response") for slot in slots] == [
        "campaign_budget_result",
        "campaign_result",
        "ad_group_result",
        "ad_group_ad_result",
    ]


def test_the_end_of_a_job_is_called_back(bench: Bench) -> None:
    service = bench.client().get_service("BatchJobService")
    job = _job(service)
    _added(service, job, a_budget())

    async def wait() -> bool:
        done, loop = asyncio.Event(), asyncio.get_running_loop()
        service.run_batch_job(resource_name=job).add_done_callback(lambda _: loop.call_soon_threadsafe(done.set))
        return await asyncio.wait_for(done.wait(), timeout=10)

    assert asyncio.run(wait())


def test_a_job_tells_where_it_stands(bench: Bench) -> None:
    service = bench.client().get_service("BatchJobService")
    job = _job(service)
    query = "SELECT batch_job.status, batch_job.metadata.operation_count FROM batch_job"
    before = bench.query(query)[0].batch_job
    _added(service, job, a_budget())
    service.run_batch_job(resource_name=job).result(timeout=10)

    after = bench.query(query)[0].batch_job

    assert (before.status.name, after.status.name) == ("PENDING", "DONE")
    assert after.metadata.operation_count == 1


def test_one_operation_that_fails_leaves_the_others(bench: Bench) -> None:
    client = bench.client()
    service = client.get_service("BatchJobService")
    job = _job(service)
    _added(service, job, *a_tree()[:3], an_ad(headlines=("One", "Two")))
    service.run_batch_job(resource_name=job).result(timeout=10)

    results = list(service.list_batch_job_results(resource_name=job))

    assert [result.status.code for result in results] == [0, 0, 0, 3]
    failure = client.get_type("GoogleAdsFailure")
    told = type(failure).deserialize(results[3].status.details[0].value)
    assert told.errors[0].error_code.collection_size_error.name == "TOO_FEW"


def test_a_job_may_change_one_resource_again_and_again(bench: Bench) -> None:
    budget = bench.mutate(a_budget())[0]
    service = bench.client().get_service("BatchJobService")
    job = _job(service)
    _added(service, job, *(an_update("campaign_budget", budget, amount_micros=n * 10_000) for n in (1, 2, 3)))

    service.run_batch_job(resource_name=job).result(timeout=10)

    assert bench.query("SELECT campaign_budget.amount_micros FROM campaign_budget")[
        0
    ].campaign_budget.amount_micros == (30_000)


def test_results_come_in_pages(bench: Bench) -> None:
    service = bench.client().get_service("BatchJobService")
    job = _job(service)
    _added(service, job, *a_tree())
    service.run_batch_job(resource_name=job).result(timeout=10)

    pages = list(service.list_batch_job_results(request={"resource_name": job, "page_size": 3}).pages)

    assert [[result.operation_index for result in page.results] for page in pages] == [[0, 1, 2], [3]]


def test_operations_follow_one_another_by_their_tokens(bench: Bench) -> None:
    service = bench.client().get_service("BatchJobService")
    job = _job(service)
    _added(service, job, a_budget())

    with pytest.raises(GoogleAdsException) as refusal:
        _added(service, job, a_budget(), token="another")

    assert codes(refusal.value) == ["batch_job_error.INVALID_SEQUENCE_TOKEN"]


def test_a_job_that_has_not_run_has_no_results_and_can_be_removed(bench: Bench) -> None:
    service = bench.client().get_service("BatchJobService")
    job = _job(service)

    assert _codes(service, "list_batch_job_results", resource_name=job) == ["batch_job_error.RESULTS_NOT_READY"]
    assert _codes(service, "run_batch_job", resource_name=job) == ["batch_job_error.EMPTY_OPERATIONS"]
    service.mutate_batch_job(customer_id=CUSTOMER, operation={"remove": job})
    assert _codes(service, "run_batch_job", resource_name=job) == ["request_error.RESOURCE_NOT_FOUND"]


def test_a_job_runs_once_and_stays(bench: Bench) -> None:
    service = bench.client().get_service("BatchJobService")
    job = _job(service)
    _added(service, job, a_budget())
    service.run_batch_job(resource_name=job).result(timeout=10)
    removal = {"customer_id": CUSTOMER, "operation": {"remove": job}}

    assert _codes(service, "run_batch_job", resource_name=job) == [
        "batch_job_error.CANNOT_MODIFY_JOB_AFTER_JOB_STARTS_RUNNING"
    ]
    assert _codes(service, "mutate_batch_job", **removal) == ["batch_job_error.CAN_ONLY_REMOVE_PENDING_JOB"]
