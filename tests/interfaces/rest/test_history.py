from uuid import uuid4

import pytest

from tests.interfaces.rest.bench import Office


async def test_a_history_is_one_sentence_a_fact_in_pages(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"
    changed = await office.client.put(f"{address}/budget", json={"amount": {"amount": "99", "currency": "USD"}})

    first = await office.client.get(f"{address}/history", params={"limit": 2, "after": changed.json()["position"]})
    last = await office.client.get(f"{address}/history", params={"cursor": first.json()["next_cursor"]})

    assert [line["version"] for line in first.json()["items"]] == [1, 2]
    (line,) = last.json()["items"]
    assert line["topic"] == "campaign.budget_changed"
    assert "99.00 USD" in line["sentence"]
    assert line["actor"]["kind"] == "api_key"
    assert last.json()["next_cursor"] is None


async def test_accounts_and_rules_have_a_history_too(office: Office) -> None:
    account_id = await office.connect()
    rule_id = await office.define_rule(await office.draft(account_id))
    paused = await office.client.post(f"/v1/rules/{rule_id}/activate")
    after = {"after": paused.json()["position"]}

    account = await office.client.get(f"/v1/accounts/{account_id}/history", params=after)
    rule = await office.client.get(f"/v1/rules/{rule_id}/history", params=after)

    assert [line["topic"] for line in account.json()["items"]] == ["ad_account.connected"]
    assert [line["topic"] for line in rule.json()["items"]] == ["rule.defined", "rule.activated"]


async def test_a_state_is_as_it_was_at_a_moment(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"
    drafted = await office.client.get(f"{address}/state")
    await office.client.patch(address, json={"name": "Winter shoes"})

    then = await office.client.get(f"{address}/state", params={"as_of": drafted.json()["recorded_at"]})
    now = await office.client.get(f"{address}/state")

    assert (then.json()["state"]["name"], then.json()["version"]) == ("Autumn shoes", 2)
    assert (now.json()["state"]["name"], now.headers["ETag"]) == ("Winter shoes", '"3"')


@pytest.mark.parametrize("moment", ["2026-11-20", "2026-11-20T09:00:00", "yesterday", "0", "0001-01-01T00:00:00Z"])
async def test_a_moment_without_its_offset_is_no_moment(office: Office, moment: str) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"

    refused = await office.client.get(f"{address}/state", params={"as_of": moment})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "as_of"


@pytest.mark.parametrize("what", ["history", "state"])
async def test_what_never_was_has_no_history_and_no_state(office: Office, what: str) -> None:
    refused = await office.client.get(f"/v1/campaigns/{uuid4()}/{what}")

    assert refused.status_code == 404


async def test_a_thing_of_another_kind_is_not_there(office: Office) -> None:
    account_id = await office.connect()

    history = await office.client.get(f"/v1/campaigns/{account_id}/history")
    state = await office.client.get(f"/v1/campaigns/{account_id}/state")

    assert (history.status_code, state.status_code) == (404, 404)
