from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from application.reactions.commands import MOST_ATTEMPTS, react
from tests.builders import NOW
from tests.interfaces.rest.bench import Office

PUSH = "platforms.push_channel"
CAMPAIGN, ACCOUNT = str(uuid4()), str(uuid4())
_INSERT = text(
    "INSERT INTO work.reactions"
    " (org_id, reaction_key, handler, serial_key, target, cause_id, cause_position, correlation_id, attempts)"
    " VALUES (:organization, :key, :handler, :key, jsonb_build_object('campaign_id', CAST(:campaign AS text),"
    " 'account_id', CAST(:account AS text)), :cause, :position, :cause, :attempts)"
)


async def failed(office: Office, *, position: int = 1, attempts: int = MOST_ATTEMPTS - 1) -> UUID:
    """A push that fails by a mistake of our own, once more; its key."""
    key = uuid4()
    async with office.services.read_engine.connect() as connection:
        row = {"organization": office.organization, "key": key, "handler": PUSH, "cause": uuid4(), "position": position}
        await connection.execute(_INSERT, row | {"campaign": CAMPAIGN, "account": ACCOUNT, "attempts": attempts})
    await react(office.services.reactions, {}, office.organization, key, NOW)
    return key


async def listed(office: Office) -> Sequence[str]:
    answer = await office.client.get("/v1/dead-letters")
    assert answer.status_code == 200, answer.text
    return [letter["key"] for letter in answer.json()["items"]]


async def test_what_keeps_failing_by_a_mistake_of_ours_is_a_dead_letter_that_says_why(office: Office) -> None:
    key = await failed(office)
    (letter,) = (await office.client.get("/v1/dead-letters")).json()["items"]
    assert (letter["key"], letter["tries"]) == (str(key), MOST_ATTEMPTS)
    assert letter["about"] == {"campaign_id": CAMPAIGN, "account_id": ACCOUNT}
    assert letter["reason"] == (
        "Pushing a channel to its platform was given up after 40 tries."
        " Why: KeyError: an error of our own; the log has it under this reaction's key."
    )


async def test_a_dead_letter_is_kept_for_7_days(office: Office) -> None:
    await failed(office)
    (letter,) = (await office.client.get("/v1/dead-letters")).json()["items"]
    died_at, kept_until = (datetime.fromisoformat(letter[name]) for name in ("died_at", "kept_until"))
    assert kept_until - died_at == timedelta(days=7)


async def test_what_may_yet_succeed_is_no_dead_letter(office: Office) -> None:
    await failed(office, attempts=1)
    assert await listed(office) == []


async def test_dead_letters_come_in_pages_the_newest_cause_first(office: Office) -> None:
    keys = [str(await failed(office, position=position)) for position in (1, 2, 3)]
    first = (await office.client.get("/v1/dead-letters", params={"limit": 2})).json()
    rest = await office.client.get("/v1/dead-letters", params={"limit": 2, "cursor": first["next_cursor"]})
    assert [letter["key"] for letter in first["items"]] == [keys[2], keys[1]]
    assert ([letter["key"] for letter in rest.json()["items"]], rest.json()["next_cursor"]) == ([keys[0]], None)


async def test_a_redriven_letter_waits_for_a_worker_again(office: Office) -> None:
    key = await failed(office)
    answer = await office.client.post(f"/v1/dead-letters/{key}/redrive")
    assert (answer.status_code, answer.json()) == (202, {"key": str(key), "state": "pending"})
    assert await listed(office) == []


async def test_a_repeated_redrive_gets_the_same_answer(office: Office) -> None:
    key = await failed(office)
    answers = [await office.client.post(f"/v1/dead-letters/{key}/redrive") for _ in range(2)]
    assert [answer.json()["state"] for answer in answers] == ["pending", "pending"]


async def test_another_organizations_letters_are_neither_seen_nor_sent(office: Office, other_office: Office) -> None:
    key = await failed(office)
    refused = await other_office.client.post(f"/v1/dead-letters/{key}/redrive")
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/not-found")
    assert (await listed(other_office), await listed(office)) == ([], [str(key)])


@pytest.mark.parametrize("cursor", ["_" * 42 + "8", "nonsense"])
async def test_a_cursor_of_somebodys_own_making_breaks_nothing(office: Office, cursor: str) -> None:
    answer = await office.client.get("/v1/dead-letters", params={"cursor": cursor})
    assert answer.status_code in (200, 422)
