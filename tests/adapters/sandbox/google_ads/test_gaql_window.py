from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.google_ads.gaql.catalogue import find_field
from adapters.sandbox.google_ads.gaql.conditions import test_of as decider_of
from adapters.sandbox.google_ads.gaql.dates import NAMED_RANGES
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator
from adapters.sandbox.google_ads.gaql.window import day_window
from adapters.sandbox.google_ads.wire import VERSIONS, load_wire
from adapters.sandbox.rule_switches import RuleSwitches

_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_ONE_DAY = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST)


def _conditions() -> st.SearchStrategy[Condition]:
    one = st.builds(lambda o, d: (o, (d.isoformat(),)), st.sampled_from(_ONE_DAY), _DAYS)
    two = st.builds(lambda a, b: (Operator.BETWEEN, (a.isoformat(), b.isoformat())), _DAYS, _DAYS)
    many = st.builds(lambda days: (Operator.IN, tuple(d.isoformat() for d in days)), st.lists(_DAYS, min_size=1))
    named = st.builds(lambda name: (Operator.DURING, (name,)), st.sampled_from(NAMED_RANGES))
    return st.one_of(one, two, many, named).map(
        lambda made: Condition(field="segments.date", operator=made[0], values=made[1])
    )


@given(conditions=st.lists(_conditions(), max_size=3), today=_DAYS, day=_DAYS)
def test_the_window_keeps_every_day_that_the_conditions_keep(
    conditions: list[Condition], today: date, day: date
) -> None:
    field = find_field(load_wire(VERSIONS[0]).row.DESCRIPTOR, "segments.date")
    since, until = day_window(conditions, today)

    if all(decider_of(field, condition, today, RuleSwitches())(day.isoformat()) for condition in conditions):
        assert since <= day <= until


@pytest.mark.parametrize("day", ["2026-11-01", "20261101"])
def test_a_single_day_is_a_window_of_one(day: str) -> None:
    condition = Condition(field="segments.date", operator=Operator.EQUAL, values=(day,))

    assert day_window([condition], date(2026, 11, 20)) == (date(2026, 11, 1), date(2026, 11, 1))
