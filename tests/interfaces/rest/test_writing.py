"""What holds for every write: versions, repeats, and the way that a request is traced."""

import asyncio
from uuid import UUID

import pytest

from tests.interfaces.rest.bench import Office, a_campaign

KEY = {"Idempotency-Key": "draft-a"}


async def test_a_repeat_under_the_same_key_gets_the_same_answer_and_drafts_nothing(office: Office) -> None:
    account_id = await office.connect()

    first = await office.client.post("/v1/campaigns", json=a_campaign(account_id), headers=KEY)
    again = await office.client.post("/v1/campaigns", json=a_campaign(account_id), headers=KEY)
    listed = await office.client.get("/v1/campaigns", params={"after": first.json()["position"]})

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(listed.json()["items"]) == 1


async def test_a_repeat_is_the_same_request_however_its_json_is_spelled(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"
    kind = {"Content-Type": "application/json"} | KEY

    first = await office.client.patch(address, content='{"name":"Winter","objective":"sales"}', headers=kind)
    again = await office.client.patch(address, content='{ "objective": "sales", "name": "Winter" }', headers=kind)

    assert first.status_code == 200
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_repeats_at_the_same_moment_draft_one_campaign(office: Office) -> None:
    body = a_campaign(await office.connect())

    answers = await asyncio.gather(*(office.client.post("/v1/campaigns", json=body, headers=KEY) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 7


async def test_a_key_that_came_with_another_body_is_refused(office: Office) -> None:
    account_id = await office.connect()
    await office.client.post("/v1/campaigns", json=a_campaign(account_id), headers=KEY)

    reused = await office.client.post("/v1/campaigns", json=a_campaign(account_id) | {"name": "Other"}, headers=KEY)

    assert reused.status_code == 422
    assert reused.json()["type"] == "/problems/idempotency-key-reused"


async def test_two_organizations_may_use_the_same_key(office: Office, other_office: Office) -> None:
    ours = await office.client.post("/v1/campaigns", json=a_campaign(await office.connect()), headers=KEY)
    theirs = await other_office.client.post("/v1/campaigns", json=a_campaign(await other_office.connect()), headers=KEY)

    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert ours.json()["id"] != theirs.json()["id"]


async def test_a_repeated_child_has_the_same_id(office: Office) -> None:
    account_id = await office.connect()
    address = f"/v1/campaigns/{await office.draft(account_id)}/ad-groups"
    body = {"account_id": account_id, "name": "Runners", "targeting": {"countries": ["US"]}, "keywords": ["shoes"]}

    first = await office.client.post(address, json=body, headers=KEY)
    again = await office.client.post(address, json=body, headers=KEY)

    assert first.status_code == 201
    assert again.json() == first.json()


@pytest.mark.parametrize("key", ["", "with a space", "x" * 256, "ümlaut".encode("latin-1")])
async def test_a_key_that_is_not_visible_ascii_is_refused(office: Office, key: str | bytes) -> None:
    headers = {b"Idempotency-Key": key if isinstance(key, bytes) else key.encode()}

    refused = await office.client.post("/v1/campaigns", json={}, headers=headers)

    assert refused.status_code == 400
    assert "Idempotency-Key" in refused.json()["detail"]


async def test_a_change_at_the_version_that_was_seen_is_made(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"

    changed = await office.client.patch(address, json={"name": "Winter"}, headers={"If-Match": '"2"'})

    assert changed.status_code == 200
    assert changed.headers["ETag"] == '"3"'


async def test_a_change_at_another_version_is_refused_with_the_present_one(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"

    refused = await office.client.patch(address, json={"name": "Winter"}, headers={"If-Match": '"1"'})

    assert refused.status_code == 412
    assert "version 2" in refused.json()["detail"]


@pytest.mark.parametrize("version", ["5", 'W/"5"', '"5", "6"', "*", '"-1"', '"' + "9" * 30 + '"'])
async def test_an_if_match_that_is_no_version_of_ours_is_refused(office: Office, version: str) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"

    refused = await office.client.patch(address, json={"name": "Winter"}, headers={"If-Match": version})

    assert refused.status_code == 400
    assert "If-Match" in refused.json()["detail"]


async def test_a_write_is_traced_to_the_request_of_the_client(office: Office) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "X-Request-Id": "my-own-17"}

    drafted = await office.client.post("/v1/campaigns", json=a_campaign(await office.connect()), headers=headers)
    facts = await office.services.ledger.load(office.organization, UUID(drafted.json()["id"]))

    assert drafted.headers["X-Request-Id"] == "my-own-17"
    assert {fact.correlation_id for fact in facts} == {UUID(trace)}
    assert {fact.trace for fact in facts} == {headers["traceparent"]}


async def test_a_request_without_an_id_gets_one(office: Office) -> None:
    answer = await office.client.get("/v1/campaigns", headers={"X-Request-Id": "not an id"})

    assert UUID(answer.headers["X-Request-Id"]).version == 7
