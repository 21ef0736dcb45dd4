"""Every fact is known wherever facts have to be known."""

import dataclasses
from collections.abc import Iterator

import pytest

from domain.shared.facts import Fact
from domain.topics import AGGREGATES, BY_TOPIC, FACTS
from projections.audit_trail.naming import subjects_of
from projections.audit_trail.sentences import sentence
from tests.golden.examples import examples


def nested(owner: type) -> Iterator[type[Fact]]:
    """The facts that stand in an aggregate, or in what it inherits them from."""
    for base in owner.__mro__:
        for member in vars(base).values():
            if isinstance(member, type) and issubclass(member, Fact):
                yield member


def test_every_fact_of_an_aggregate_is_registered() -> None:
    assert set(FACTS) == {fact for aggregate in AGGREGATES for fact in nested(aggregate)}


def test_every_topic_is_of_one_fact() -> None:
    assert len(BY_TOPIC) == len(FACTS)


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_a_topic_begins_with_its_aggregate(aggregate: type) -> None:
    topics = {fact.topic.partition(".")[0] for fact in nested(aggregate)}
    assert topics == {aggregate.stream_type}  # type: ignore[attr-defined]  # every aggregate has one


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.topic)
def test_every_fact_is_frozen_slotted_and_named_by_keyword(fact: type[Fact]) -> None:
    parameters = fact.__dataclass_params__  # type: ignore[attr-defined]  # of every dataclass
    assert parameters.frozen
    assert "__slots__" in vars(fact)
    assert all(field.kw_only for field in dataclasses.fields(fact))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.topic)
def test_every_fact_is_a_sentence_for_an_auditor(fact: type[Fact]) -> None:
    example = examples()[fact.topic]
    names = dict.fromkeys(subjects_of(example), "Shop")
    said = sentence(example, names)
    assert not said[0].islower()
    assert said.endswith(".")
    assert not any(str(subject) in said for subject in names)
