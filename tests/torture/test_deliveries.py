"""The judge of deliveries is tried: an innocent reader passes, and each kind of guilt is seen."""

from uuid import UUID

import pytest

from tests.torture.deliveries import Delivery, Regrouping, Stored, wrong_deliveries

SHARDS = (0, 1, 0, 1, 2)
FACTS = [
    Stored(position=position, shard=shard, stream_id=UUID(int=shard), version=1)
    for position, shard in enumerate(SHARDS, start=1)
]
BEGINNING = Regrouping(groups=1, position=0)


def given(*positions: int) -> list[Delivery | Regrouping]:
    return [Delivery(position=position, version=1) for position in positions]


def test_all_in_order_is_right() -> None:
    assert wrong_deliveries(FACTS, [BEGINNING, *given(1, 2, 3, 4, 5)]) == []


def test_groups_overtake_each_other() -> None:
    halves = Regrouping(groups=2, position=0)
    assert wrong_deliveries(FACTS, [halves, *given(2, 4, 1, 3, 5)]) == []


def test_what_a_regrouping_sets_back_is_delivered_again() -> None:
    assert (
        wrong_deliveries(FACTS, [BEGINNING, *given(1, 2, 3), Regrouping(groups=3, position=1), *given(3, 2, 4, 5)])
        == []
    )


@pytest.mark.parametrize(
    ("positions", "wrong"),
    [
        ((1, 2, 4, 5), "the fact at 3 was never delivered"),
        ((1, 2, 3, 4), "the fact at 5 was never delivered"),
        ((1, 2, 3, 3, 4, 5), "the fact at 3 was delivered again"),
        ((1, 3, 2, 4, 5), "the fact at 2 was delivered after the one at 3 of its shard group"),
        ((3, 1, 2, 4, 5), "the fact at 1 was passed over for the one at 3"),
        ((1, 2, 3, 4, 5, 6), "Delivery(position=6, version=1) was delivered, and the ledger has None"),
    ],
)
def test_each_fault_is_seen(positions: tuple[int, ...], wrong: str) -> None:
    assert wrong in wrong_deliveries(FACTS, [BEGINNING, *given(*positions)])


def test_a_regrouping_excuses_nothing_that_was_passed_over() -> None:
    happened = [BEGINNING, *given(1, 3), Regrouping(groups=1, position=3), *given(4, 5)]
    assert "the fact at 2 was never delivered" in wrong_deliveries(FACTS, happened)


def test_a_regrouping_excuses_nothing_before_its_position() -> None:
    happened = [BEGINNING, *given(1, 2, 3, 4, 5), Regrouping(groups=1, position=3), *given(3, 4, 5)]
    assert "the fact at 3 was delivered again" in wrong_deliveries(FACTS, happened)
