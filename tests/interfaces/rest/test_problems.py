"""How a request is refused: every error has its status, every field its fix, and nothing leaks."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from contextlib import nullcontext
from types import ModuleType

import pytest
from fastapi import FastAPI

import application
import domain
from application.errors import ApplicationError
from application.platforms.errors import PlatformError
from domain.errors import Refusal
from interfaces.rest.app import create_app
from interfaces.rest.errors import RequestError
from interfaces.rest.problems import KINDS, UNEXPECTED
from interfaces.services import Services
from tests.interfaces.rest.bench import Office, a_campaign
from tests.interfaces.rest.conftest import client_of

ROOTS = (Refusal, ApplicationError, PlatformError, RequestError)


def _every_subclass(of: type[Exception]) -> Iterator[type[Exception]]:
    for subclass in of.__subclasses__():
        yield subclass
        yield from _every_subclass(subclass)


def _import_all(*packages: ModuleType) -> None:
    for package in packages:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def test_every_error_has_a_row_in_the_table() -> None:
    _import_all(domain, application)

    # An adapter's own refusals go with the row of their parent; only those of the product's language are listed.
    listed = [
        error for root in ROOTS for error in _every_subclass(root) if not error.__module__.startswith("adapters.")
    ]
    missing = [error for error in listed if error not in KINDS]

    assert missing == []


def test_a_slug_always_goes_with_one_status() -> None:
    statuses = {slug: {kind.status for kind in KINDS.values() if kind.slug == slug} for slug in _slugs()}

    assert {slug: found for slug, found in statuses.items() if len(found) > 1} == {}


def _slugs() -> set[str]:
    return {kind.slug for kind in KINDS.values()} | {UNEXPECTED.slug}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"nickname": "x"}, "nickname"),
        ({"name": 5}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": ""}, "name"),
        ({"objective": "fame"}, "objective"),
        ({"budget": {"kind": "daily", "amount": {"amount": "-5", "currency": "USD"}}}, "budget.amount"),
        ({"budget": {"kind": "daily", "amount": {"amount": 5.5, "currency": "USD"}}}, "budget.amount.amount"),
        ({"budget": {"kind": "daily", "amount": {"amount": "1e3", "currency": "USD"}}}, "budget.amount.amount"),
        ({"budget": {"kind": "daily", "amount": {"amount": "5", "currency": "XXX"}}}, "budget.amount.currency"),
        ({"flight": {"starts_on": "2026-02-30"}}, "flight.starts_on"),
        ({"flight": {"starts_on": 20261101}}, "flight.starts_on"),
        ({"flight": {"starts_on": "0001-01-01"}}, "flight.starts_on"),
        ({"channels": []}, "channels"),
        ({"channels": [{"account_id": "nobody"}]}, "channels[0].account_id"),
        ({"declarations": {"eu_political_advertising": "no"}}, "declarations.eu_political_advertising"),
    ],
)
async def test_a_value_that_is_not_acceptable_is_refused_by_its_field_with_a_fix(
    office: Office, change: dict[str, object], field: str
) -> None:
    body = a_campaign(await office.connect()) | change

    refused = await office.client.post("/v1/campaigns", json=body)

    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert field in [error["field"] for error in refused.json()["errors"]]
    assert all(error["message"] and error["fix"] for error in refused.json()["errors"])


@pytest.mark.parametrize("body", [b"{", b'{"name": "\xff"}', b"[" * 100_000, b"9" * 5000, b"\xff\xfe"])
@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "a"}], ids=["", "with a key"])
async def test_a_body_that_is_no_json_is_malformed(office: Office, key: dict[str, str], body: bytes) -> None:
    headers = {"Content-Type": "application/json", **key}
    refused = await office.client.post("/v1/campaigns", content=body, headers=headers)

    assert refused.status_code == 400
    assert refused.json()["type"] == "/problems/malformed-request"


async def test_half_a_surrogate_pair_is_refused_in_valid_utf_8(office: Office) -> None:
    body = '{"name": "\\ud800", "\\ud800": 1}'

    refused = await office.client.post("/v1/campaigns", content=body, headers={"Content-Type": "application/json"})

    assert refused.status_code == 422
    assert json.loads(refused.content.decode("utf-8", errors="strict"))["errors"]


async def test_a_body_that_is_not_sent_as_json_is_not_read(office: Office) -> None:
    refused = await office.client.post("/v1/campaigns", content="name=x", headers={"Content-Type": "text/plain"})

    assert refused.status_code == 415


async def test_a_body_of_more_than_a_mebibyte_is_too_large(office: Office) -> None:
    refused = await office.client.post("/v1/campaigns", json={"name": "x" * 1024 * 1024})

    assert refused.status_code == 413
    assert "X-Request-Id" in refused.headers


@pytest.mark.parametrize("query", ["colour=red", "limit=1&limit=2", "limit=0", "limit=201", "cursor=x", "after=-1"])
async def test_a_parameter_that_nobody_knows_or_that_is_out_of_range_is_refused(office: Office, query: str) -> None:
    refused = await office.client.get(f"/v1/campaigns?{query}")

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_a_position_of_the_future_is_refused_at_once(office: Office) -> None:
    refused = await office.client.get("/v1/campaigns", params={"after": 2**63 - 1})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "after"


async def test_an_unknown_address_and_a_wrong_method_are_problems_too(office: Office) -> None:
    nowhere = await office.client.get("/v1/nowhere")
    wrong = await office.client.put("/v1/campaigns")

    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "/problems/not-found")
    assert (wrong.status_code, wrong.json()["type"]) == (405, "/problems/method-not-allowed")
    assert "POST" in wrong.headers["Allow"]


async def test_what_nobody_foresaw_is_told_to_nobody(services: Services) -> None:
    def boom() -> None:
        raise ZeroDivisionError("the password is hunter2")

    broken = create_app(lambda: nullcontext(services))
    broken.add_api_route("/boom", boom)
    async with client_of(broken, "") as client:
        failed = await client.get("/boom")

    assert failed.status_code == 500
    assert failed.json()["type"] == "/problems/internal-error"
    assert "hunter2" not in failed.text
    assert "X-Request-Id" in failed.headers


async def test_a_key_that_is_missing_or_unknown_is_asked_for(app: FastAPI) -> None:
    async with client_of(app, "ask_nobody") as stranger:
        unknown = await stranger.get("/v1/campaigns")
        missing = await stranger.get("/v1/campaigns", headers={"Authorization": "Basic x"})

    assert (unknown.status_code, missing.status_code) == (401, 401)
    assert unknown.headers["WWW-Authenticate"].startswith("Bearer")
