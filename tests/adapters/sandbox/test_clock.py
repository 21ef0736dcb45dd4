import time
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


def test_a_clock_runs_as_fast_as_it_is_told() -> None:
    clock = Clock(NOON)
    clock.run(86_400)
    before = clock.now()
    time.sleep(0.01)
    assert clock.now() - before > timedelta(minutes=14)


def test_a_clock_told_to_run_at_real_speed_goes_on_from_where_it_is() -> None:
    clock = Clock(NOON)
    clock.run(86_400)
    time.sleep(0.01)
    stood = clock.now()
    clock.run()
    assert stood <= clock.now() < stood + timedelta(days=1)
    assert clock.speed == 1


@pytest.mark.parametrize("speed", [0, -1, 100_000])
def test_a_clock_runs_at_no_speed_beyond_its_range(speed: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 86400"):
        Clock(NOON).run(speed)


def test_a_clock_never_goes_back() -> None:
    with pytest.raises(ClockWentBackError):
        Clock(NOON).jump_to(NOON - timedelta(hours=1))
