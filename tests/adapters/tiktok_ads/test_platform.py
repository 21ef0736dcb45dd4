"""How a long report is asked for."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.tiktok_ads.platform import ranges

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1))


@given(since=DAYS, days=st.integers(min_value=0, max_value=400))
def test_a_long_report_is_asked_for_in_ranges_of_30_days_without_gap_or_overlap(since: date, days: int) -> None:
    asked = list(ranges(since, since + timedelta(days=days)))

    covered = [first + timedelta(days=n) for first, last in asked for n in range((last - first).days + 1)]
    assert covered == [since + timedelta(days=n) for n in range(days + 1)]
    assert all((last - first).days < 30 for first, last in asked)
