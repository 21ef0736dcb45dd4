from datetime import UTC, datetime, timedelta

import pytest

from adapters.sandbox.clock import Clock, ClockWentBackError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_clock_starts_where_it_is_told_and_runs_on() -> None:
    clock = Clock(NOON)
    first = clock.now()
    assert NOON <= first <= clock.now() < NOON + timedelta(minutes=1)


def test_a_frozen_clock_moves_only_by_hand() -> None:
    clock = Clock(NOON)
    clock.freeze()
    stood = clock.now()
    clock.advance(timedelta(hours=2))
    assert clock.now() == stood + timedelta(hours=2)


def test_a_clock_that_runs_again_goes_on_from_where_it_stood() -> None:
    clock = Clock(NOON)
    clock.freeze()
    clock.advance(timedelta(days=9))
    stood = clock.now()
    clock.run()
    assert stood <= clock.now() < stood + timedelta(minutes=1)


def test_a_clock_never_goes_back() -> None:
    with pytest.raises(ClockWentBackError):
        Clock(NOON).jump_to(NOON - timedelta(hours=1))
