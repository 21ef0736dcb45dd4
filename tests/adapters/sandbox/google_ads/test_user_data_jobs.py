"""Customer Match: a job is made, filled, run and polled, and its list tells how many are on it."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.request_rules import RequestRule
from adapters.sandbox.google_ads.user_data_rules import USER_DATA_RULES
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, code_of, codes, gaql
from tests.adapters.sandbox.google_ads.builders import temporary
from tests.adapters.sandbox.google_ads.further_world import create

Sent = dict[str, Any]


def _list(bench: Bench, **kind: object) -> str:
    return bench.mutate(create("user_list", name="Buyers", **(kind or {"crm_based_user_list": {}})))[0]


def _service(bench: Bench) -> Any:  # noqa: ANN401 - the client is untyped
    return bench.client().get_service("OfflineUserDataJobService")


def _job(bench: Bench, user_list: str = "", kind: str = "CUSTOMER_MATCH_USER_LIST") -> str:
    job = {"type_": kind, "customer_match_user_list_metadata": {"user_list": user_list or _list(bench)}}
    return str(_service(bench).create_offline_user_data_job(customer_id=CUSTOMER, job=job).resource_name)


def _person(email: str) -> Sent:
    return {"create": {"user_identifiers": [{"hashed_email": hashlib.sha256(email.encode()).hexdigest()}]}}


def _add(bench: Bench, job: str, *operations: Sent, partly: bool = False) -> Any:  # noqa: ANN401 - as above
    request = {"resource_name": job, "operations": list(operations), "enable_partial_failure": partly}
    return _service(bench).add_offline_user_data_job_operations(request=request)


def _run(bench: Bench) -> str:
    job = _job(bench)
    _add(bench, job, _person("a@shop.example"))
    _service(bench).run_offline_user_data_job(resource_name=job)
    return job


def test_a_job_fills_its_list(bench: Bench) -> None:
    job = _job(bench)
    _add(bench, job, *(_person(f"{number}@shop.example") for number in range(1_234)))

    _service(bench).run_offline_user_data_job(resource_name=job).result()

    told = "offline_user_data_job.status, offline_user_data_job.type"
    row = bench.query(gaql(told, "offline_user_data_job"))[0].offline_user_data_job
    size = bench.query(gaql("user_list.size_for_search", "user_list"))[0].user_list.size_for_search
    assert (row.status.name, row.type_.name, size) == ("SUCCESS", "CUSTOMER_MATCH_USER_LIST", 1_200)


def test_a_list_of_few_tells_nobody(bench: Bench) -> None:
    _run(bench)
    assert bench.query(gaql("user_list.size_for_search", "user_list"))[0].user_list.size_for_search == 0


def test_everybody_is_taken_off_a_list(bench: Bench) -> None:
    users = _list(bench)
    for operations in ([_person(f"{n}@shop.example") for n in range(1_000)], [{"remove_all": True}]):
        job = _job(bench, users)
        _add(bench, job, *operations)
        _service(bench).run_offline_user_data_job(resource_name=job)

    assert bench.query(gaql("user_list.size_for_search", "user_list"))[0].user_list.size_for_search == 0


def test_in_partial_failure_the_good_are_taken(bench: Bench) -> None:
    bad = {"create": {"user_identifiers": [{"hashed_email": "a@shop.example"}]}}

    answer = _add(bench, _job(bench), _person("a@shop.example"), bad, partly=True)

    failure = type(bench.client().get_type("GoogleAdsFailure"))
    (detail,) = answer.partial_failure_error.details
    found = [code_of(error) for error in failure.deserialize(detail.value).errors]
    assert found == ["offline_user_data_job_error.INVALID_SHA256_FORMAT"]


_BREAKERS: Mapping[str, Callable[[Bench], object]] = {
    "job.type.required": lambda bench: _job(bench, kind="UNSPECIFIED"),
    "operations.required_field_missing": lambda bench: _add(bench, _job(bench)),
    "job.type.not_on_allowlist_for_store_sales_direct": lambda bench: _job(
        bench, kind="STORE_SALES_UPLOAD_FIRST_PARTY"
    ),
    "job.user_list.invalid_user_list_id": lambda bench: _job(bench, temporary("userLists", 1)),
    "job.user_list.invalid_user_list_type": lambda bench: _job(
        bench, _list(bench, rule_based_user_list={"prepopulation_status": "REQUESTED"})
    ),
    "add.resource_name.job_already_started": lambda bench: _add(bench, _run(bench), _person("b@shop.example")),
    "operations.missing_user_identifier": lambda bench: _add(bench, _job(bench), {"create": {}}),
    "operations.too_many_user_identifiers": lambda bench: _add(
        bench, _job(bench), {"create": {"user_identifiers": _person("a")["create"]["user_identifiers"] * 21}}
    ),
    "operations.invalid_sha256_format": lambda bench: _add(
        bench, _job(bench), {"create": {"user_identifiers": [{"hashed_phone_number": "+1650"}]}}
    ),
    "operations.invalid_operation_order": lambda bench: _add(
        bench, _job(bench), _person("a@shop.example"), {"remove_all": True}
    ),
    "run.resource_name.job_already_started": lambda bench: _service(bench).run_offline_user_data_job(
        resource_name=_run(bench)
    ),
}


def _short(rule: RequestRule) -> str:
    _, method, rest = rule.name.split(".", 2)
    return f"{method.partition('_')[0]}.{rest}" if rest.startswith("resource_name") else rest


def test_every_rule_is_shown_broken() -> None:
    assert set(_BREAKERS) == {_short(rule) for rule in USER_DATA_RULES}


@pytest.mark.parametrize("rule", USER_DATA_RULES, ids=_short)
def test_what_breaks_a_rule_gets_its_own_error(bench: Bench, rule: RequestRule) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        _BREAKERS[_short(rule)](bench)
    assert codes(refusal.value) == [rule.code]


@pytest.mark.parametrize("rule", USER_DATA_RULES, ids=_short)
def test_a_relaxed_rule_lets_it_pass(bench: Bench, rule: RequestRule) -> None:
    bench.sandbox.rules.relax([rule.name])
    assert _BREAKERS[_short(rule)](bench) is not None
