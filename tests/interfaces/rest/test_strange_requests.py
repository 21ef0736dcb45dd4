"""Requests that nobody would think of, made from the OpenAPI document: no 5xx, and no answer that it does not name."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, reject, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from interfaces.rest.app import create_app
from interfaces.services import Services
from tests.interfaces.rest.bench import Consents, Office, RecordingQueue, a_creative, an_ad_group
from tests.interfaces.rest.conftest import an_office, an_organization

EXAMPLES = 5
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
]
PARTS = {"method", "url", "headers", "params", "data", "json", "cookies"}


class NeverOpened(AbstractAsyncContextManager[Services]):
    """Services for an app of which only the document is wanted."""

    async def __aenter__(self) -> Services:
        raise NotImplementedError

    async def __aexit__(self, *_: object) -> None:
        """Nothing was opened."""


SCHEMA = schemathesis.openapi.from_dict(create_app(NeverOpened).openapi())
OPERATIONS = {
    operation.ok().definition.raw["operationId"]: operation.ok()
    for operation in SCHEMA.get_all_operations()
    if isinstance(operation, Ok)
}


@pytest.fixture(scope="session")
async def busy_office(
    app: FastAPI, services: Services, consents: Consents, queue: RecordingQueue
) -> AsyncIterator[Office]:
    async with an_office(app, services, consents, queue, await an_organization(services)) as office:
        yield office


@pytest.fixture(scope="session")
async def real_ids(busy_office: Office) -> dict[str, str]:
    """Ids that are there, by the names of the path parameters."""
    account_id = await busy_office.connect()
    campaign_id = await busy_office.draft(account_id)
    address = f"/v1/campaigns/{campaign_id}/ad-groups"
    ad_group_id = (await busy_office.client.post(address, json=an_ad_group(account_id))).json()["ad_group_id"]
    creative = await busy_office.client.post(f"{address}/{ad_group_id}/creatives", json=a_creative())
    return {
        "account_id": account_id,
        "campaign_id": campaign_id,
        "ad_group_id": ad_group_id,
        "creative_id": creative.json()["creative_id"],
        "rule_id": await busy_office.define_rule(campaign_id),
        "subject_id": campaign_id,
        "subject": "campaigns",
    }


def _fixed(name: str, real_ids: dict[str, str]) -> dict[str, str] | None:
    wanted = OPERATIONS[name].path_parameters
    return {parameter.name: real_ids[parameter.name] for parameter in wanted if parameter.name in real_ids} or None


def _request(case: Case[Any]) -> httpx.Request:
    parts = case.as_transport_kwargs(base_url="http://adscale.example")
    sent = requests.Request(**{part: parts[part] for part in PARTS & parts.keys()}).prepare()
    headers = [(name.encode(), _bytes(value)) for name, value in sent.headers.items()]
    try:
        return httpx.Request(sent.method or "", sent.url or "", headers=headers, content=_content(sent))
    except httpx.InvalidURL:
        reject()


def _content(sent: requests.PreparedRequest) -> bytes | None:
    return _bytes(sent.body) if sent.body is not None else None


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1", errors="replace")


def _every_mode() -> Iterator[Any]:
    for name, operation in OPERATIONS.items():
        parts = operation.definition.raw
        for mode in GenerationMode if parts.get("parameters") or "requestBody" in parts else (GenerationMode.POSITIVE,):
            yield pytest.param(name, mode, id=f"{name}-{mode}")


@pytest.mark.parametrize(("name", "mode"), [*_every_mode()])
async def test_a_strange_request_gets_a_documented_answer_and_breaks_nothing(
    anonymous: httpx.AsyncClient, busy_office: Office, real_ids: dict[str, str], name: str, mode: GenerationMode
) -> None:
    loop = asyncio.get_running_loop()
    strategy = OPERATIONS[name].as_strategy(
        mode, path_parameters=_fixed(name, real_ids), headers={"Authorization": f"Bearer {busy_office.key}"}
    )

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=strategy)
    def make_requests(case: Case[Any]) -> None:
        answer = asyncio.run_coroutine_threadsafe(anonymous.send(_request(case)), loop).result(20)
        case.validate_response(answer, checks=CHECKS)

    await asyncio.to_thread(make_requests)
