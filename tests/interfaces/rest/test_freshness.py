"""Reading one's own writes: waiting for a position, and for how long."""

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from interfaces.rest.errors import NotYetThereError
from interfaces.rest.freshness import CaughtUp
from interfaces.rest.problems import headers_of, problem_of
from tests.interfaces.rest.bench import Office


async def test_every_write_can_be_read_at_once_after_its_position(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"

    for number in range(10):
        name = f"Name {number}"
        written = await office.client.patch(address, json={"name": name})
        shown = await office.client.get(address, params={"after": written.headers["X-Position"]})
        assert shown.json()["name"] == name


async def test_what_does_not_come_in_time_is_said_with_how_far_it_is(office: Office) -> None:
    await office.connect()

    with pytest.raises(NotYetThereError, match="position 0 of 1") as behind:
        await CaughtUp("a projection that nobody runs", patience=0.01)(office.services, after=1)

    assert problem_of(behind.value).status == 503
    assert headers_of(behind.value) == {"Retry-After": "1"}


@pytest.mark.parametrize("error", [psycopg.OperationalError("password=hunter2"), PoolTimeout("hunter2")])
def test_a_database_that_does_not_answer_is_no_secret_but_its_words_are(error: Exception) -> None:
    problem = problem_of(error)

    assert problem.status == 503
    assert "hunter2" not in problem.detail
