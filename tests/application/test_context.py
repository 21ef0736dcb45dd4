from datetime import UTC, date, datetime

import pytest

from application.ids import uuid7
from tests.application.world import World


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2026, 11, 2, 11, 59, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 12, 0, tzinfo=UTC), date(2026, 11, 2)),
    ],
)
def test_a_day_is_over_once_it_is_over_everywhere(world: World, now: datetime, today: date) -> None:
    assert world.context(now=now).today == today


def test_a_repeat_makes_the_same_things(world: World) -> None:
    context = world.context()
    assert context.new_id("campaign") == world.context(command_id=context.command_id).new_id("campaign")
    assert context.new_id("campaign") != context.new_id("rule")


def test_a_further_append_has_an_id_and_a_cause_of_its_own(world: World) -> None:
    context = world.context(expected_version=4)
    derived = context.derived("connect|1")
    assert derived.command_id == context.derived("connect|1").command_id != context.derived("connect|2").command_id
    assert (derived.causation_id, derived.expected_version) == (context.command_id, None)


def test_new_ids_sort_by_their_time() -> None:
    first, second = uuid7(), uuid7()
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first.int >> 80 <= second.int >> 80
    assert first != second
