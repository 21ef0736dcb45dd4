"""Whose time decides."""

from datetime import UTC, datetime, timedelta

from adapters.tiktok_ads.clock import PlatformClock

A_MOMENT = timedelta(seconds=5)


def test_the_platforms_own_date_counts() -> None:
    clock = PlatformClock()
    clock.heard("Tue, 20 Oct 2026 12:00:00 GMT")

    assert timedelta(0) <= clock.now() - datetime(2026, 10, 20, 12, tzinfo=UTC) < A_MOMENT


def test_our_own_time_counts_until_then() -> None:
    clock = PlatformClock()
    clock.heard("")
    clock.heard("half past ten")

    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT
