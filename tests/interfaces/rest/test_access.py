"""Who gets in: nobody without a key, nobody into another organization, and each role as far as it goes."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from application.authorization import Permission
from application.context import CommandContext
from application.identity.commands import IssuedKey, issue_api_key
from application.ids import uuid7
from domain.organizations.organization import Role
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, UserId
from interfaces.rest.access import Permits
from interfaces.rest.app import ROUTERS
from interfaces.rest.features import KeyedRoute
from interfaces.services import Services
from tests.interfaces.rest.bench import Office, a_campaign
from tests.interfaces.rest.conftest import client_of

OPEN = {"/v1/health", "/v1/connections/callback"}


def _routes() -> list[APIRoute]:
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def _permissions(route: APIRoute) -> list[Permission]:
    assert isinstance(route, KeyedRoute)
    return [teller.permission for teller in route.tellers.values() if isinstance(teller, Permits)]


def test_every_route_asks_for_exactly_one_permission_or_is_known_to_be_open() -> None:
    asked = {f"{route.methods} {route.path}": len(_permissions(route)) for route in _routes() if route.path not in OPEN}

    assert asked
    assert {route: count for route, count in asked.items() if count != 1} == {}


def test_every_route_that_writes_asks_for_a_permission_to_write() -> None:
    for route in _routes():
        writes = route.methods != {"GET"}
        if route.path not in OPEN:
            assert [permission.endswith(":write") for permission in _permissions(route)] == [writes], route.path


@pytest.mark.parametrize("route", _routes(), ids=lambda route: route.operation_id)
async def test_without_a_key_no_route_but_the_open_ones_answers(anonymous: httpx.AsyncClient, route: APIRoute) -> None:
    path = route.path.replace("{subject}", "campaigns").replace("{platform}", "meta-ads")
    method = min(route.methods or {"GET"})

    answer = await anonymous.request(method, path)

    assert (answer.status_code == 401) is (route.path not in OPEN)


async def test_another_organizations_things_are_not_there(office: Office, other_office: Office) -> None:
    account_id = await other_office.connect()
    campaign_id = await other_office.draft(account_id)
    rule_id = await other_office.define_rule(campaign_id)

    answers = [
        await office.client.get(f"/v1/accounts/{account_id}"),
        await office.client.get(f"/v1/campaigns/{campaign_id}"),
        await office.client.get(f"/v1/campaigns/{campaign_id}/history"),
        await office.client.get(f"/v1/campaigns/{campaign_id}/state"),
        await office.client.post(f"/v1/campaigns/{campaign_id}/archive"),
        await office.client.get(f"/v1/rules/{rule_id}/activity"),
        await office.client.post("/v1/campaigns", json=a_campaign(account_id)),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)


async def _key_of(services: Services, issued: IssuedKey, role: Role) -> str:
    context = CommandContext(
        organization=issued.organization,
        actor=Actor(kind=ActorKind.SYSTEM, id="test"),
        now=services.now(),
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )
    holder = await services.identities.user_with_email(
        f"{role}-{issued.key_id}@shoes.example", new_id=UserId(uuid7()), name="Ada", now=services.now()
    )
    key = await issue_api_key(services.ledger, services.identities, context, name="A key", holder=holder, role=role)
    return key.key


async def test_a_client_reads_and_writes_nothing(app: FastAPI, services: Services, issued: IssuedKey) -> None:
    async with client_of(app, await _key_of(services, issued, Role.CLIENT)) as client:
        read = await client.get("/v1/campaigns")
        write = await client.post("/v1/campaigns", json={})

    assert (read.status_code, write.status_code) == (200, 403)
    assert "campaigns:write" in write.json()["detail"]


async def test_who_may_not_write_is_told_so_before_the_body_is_looked_at(
    app: FastAPI, services: Services, issued: IssuedKey
) -> None:
    json = {"Content-Type": "application/json", "Idempotency-Key": "a"}
    async with client_of(app, await _key_of(services, issued, Role.CLIENT)) as client:
        refused = await client.post("/v1/campaigns", content=b"{", headers=json)

    assert refused.status_code == 403


async def test_a_member_connects_no_accounts(app: FastAPI, services: Services, issued: IssuedKey) -> None:
    async with client_of(app, await _key_of(services, issued, Role.MEMBER)) as client:
        refused = await client.post("/v1/connections/google-ads/consent")

    assert refused.status_code == 403
