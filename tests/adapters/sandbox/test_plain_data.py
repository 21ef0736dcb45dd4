from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox import plain_data
from adapters.sandbox.delivery_auction import Conversion
from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.store import Entity

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.lists(inner).map(deque)
        | st.frozensets(SCALARS)
        | st.sets(SCALARS)
        | st.dictionaries(st.text() | st.just("$"), inner)
        | st.dictionaries(st.tuples(st.text(), st.dates()), inner)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_was_written_is_read_back_equal_and_of_its_kind(value: object) -> None:
    found = plain_data.read(plain_data.written(value))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "value",
    [
        Entity(
            platform="meta",
            account_id="1",
            kind="ad",
            id="2",
            parent_id=None,
            fields={"bid": Decimal("1.5")},
            created_at=NOON,
            updated_at=NOON,
        ),
        FaultRule(platform="meta", route="*", kind=FaultKind.SLOW, count=None),
        [Conversion(1, 2, None, 300, 0.5), Conversion(3, 4, 5, 600, 0.25)],
        [date(2026, 3, 1), "and a string"],
    ],
    ids=["entity", "fault", "rows", "mixed"],
)
def test_the_sandbox_s_own_objects_come_back(value: object) -> None:
    assert plain_data.read(plain_data.written(value)) == value


def fault_saved_as(**changes: Any) -> str:  # noqa: ANN401 - JSON
    saved = plain_data.written(FaultRule(platform="meta", route="*", kind=FaultKind.SLOW))
    for name, replacement in changes.items():
        saved = saved.replace(f'"{name}":', replacement)
    return saved


def test_a_field_the_class_has_lost_is_passed_over() -> None:
    found = plain_data.read(fault_saved_as(after='"until":"noon","after":'))
    assert found == FaultRule(platform="meta", route="*", kind=FaultKind.SLOW)


def test_a_field_the_class_has_gained_takes_its_default() -> None:
    found = plain_data.read(fault_saved_as(delay_seconds='"an_earlier_name":'))
    assert found == FaultRule(platform="meta", route="*", kind=FaultKind.SLOW)


@pytest.mark.parametrize(
    "text", ["nonsense", '{"$":"unheard of","of":1}', '{"$":"fault","of":{}}', '{"$":"date","of":"soon"}']
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(plain_data.NotPlainError):
        plain_data.read(text)


def test_a_class_without_a_topic_is_named() -> None:
    @dataclass
    class Stray:
        x: int = 1

    with pytest.raises(TypeError, match=r"Stray cannot be saved: give it a topic"):
        plain_data.written({"deep": [Stray()]})


@pytest.mark.parametrize("topic", plain_data.TOPICS)
def test_every_topic_has_its_class(topic: str) -> None:
    kind = plain_data.class_of(topic)
    assert plain_data.TOPICS[topic] == f"{kind.__module__}:{kind.__qualname__}"
